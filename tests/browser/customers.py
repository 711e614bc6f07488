"""The invented people who make the visits."""

from dataclasses import dataclass, field
from datetime import date

from webapp.sandbox.people import PEOPLE, record_of
from webapp.sandbox.scenarios import SCENARIOS, Scenario

_TELLING = 6  # characters; shorter values, such as a city's name, may well stand in our own words


@dataclass(frozen=True)
class Customer:
    """Who types what into the first page."""

    mobile_number: str = field(repr=False)
    name: str = field(repr=False)

    def named(self, name: str) -> "Customer":
        """Return the same number in another person's hands."""
        return Customer(self.mobile_number, name)

    def identifiers(self) -> set[str]:
        """Return the values of this customer's record that identify somebody: those that carry digits or a mailbox."""
        record = record_of(self.mobile_number, self.name, date(2026, 1, 1))
        return {text for text in _texts(record) if len(text) >= _TELLING and any(c.isdigit() or c == "@" for c in text)}


def _texts(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_texts, value.values()))
    if isinstance(value, list):
        return set().union(*map(_texts, value))
    return {value} if isinstance(value, str) else set()


def _person(name: str) -> Customer:
    return next(Customer(person.mobile_number, person.name) for person in PEOPLE if person.name == name)


ASHA = _person("Asha Ramanathan")
VIKRAM = _person("Vikram Sethi")
MEERA = _person("Meera Kulkarni")
RAHUL = _person("Rahul Sharma")
FARIDA = _person("Farida Sheikh")
GURPREET = _person("Gurpreet Dhillon")
NOBODY = _person("Nobody Named")
LAKSHMI = _person("Lakshmi Iyer")
KABIR = _person("Kabir Nair")


def customer_of(scenario: Scenario) -> Customer:
    """Return who makes a scenario happen: its own person, or Vikram with a special number."""
    return Customer(scenario.mobile_number, VIKRAM.name if scenario.operation else scenario.name)


def at(operation: str, answer: str) -> Customer:
    """Return the customer whose number gives this answer or fault at this operation."""
    return next(customer_of(row) for row in SCENARIOS if (row.operation, row.name) == (operation, answer))
