"""The invented people behind the mobile numbers, and the record that verify-OTP returns for each number.

Nobody here exists. Identifiers cannot belong to anyone where the format allows that: a PAN whose fourth
letter names no kind of holder, a driving licence of district 00, an Aadhaar number that begins with 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from webapp.sandbox import odd_records, records
from webapp.sandbox.records import Record

DETAILS_NOT_FOUND_NUMBERS = frozenset({"9000000003", "6000000202"})


@dataclass(frozen=True)
class Person:
    """One invented person. `name` is what to type at send so that it matches the record."""

    mobile_number: str
    name: str
    sentence: str
    record: Callable[[date], Record]

    @property
    def key(self) -> str:
        """The name as addresses can hold it, such as `asha-ramanathan`."""
        return self.name.lower().replace(" ", "-")


PEOPLE: tuple[Person, ...] = (
    Person("9000000001", "Asha Ramanathan", "Every kind of data, most of it several times.", records.rich),
    Person("9000000002", "Vikram Sethi", "Little is known: a name and two phone numbers.", records.thin),
    Person("9000000003", "Meera Kulkarni", "Nothing is known: DETAILS_NOT_FOUND.", records.not_found),
    Person("9000000004", "Rahul Sharma", "Values that arrive half masked.", records.half_masked),
    Person("9000000005", "Farida Sheikh", "The older shape of the reply, status VALID.", odd_records.older_shape),
    Person("9000000006", "Gurpreet Dhillon", "Type another name: the record is this person's.", records.another),
    Person("9000000007", "Nobody Named", "A record without any name.", records.nameless),
    Person("9000000008", "Lakshmi Iyer", "A messy record: wrong types, nulls, repetitions.", odd_records.messy),
    Person("9000000009", "Kabir Nair", "A person of sixteen years.", records.under_age),
)

_RECORDS = {person.mobile_number: person.record for person in PEOPLE}


def record_of(mobile_number: str, name: str | None, today: date) -> Record:
    """Return what is known of a number: the body of verify-OTP save for its two ids, `status` included.

    A number that is not in `PEOPLE` belongs to whoever gave it: its record bears `name` in capitals, or an
    invented one when none was given, and is the same at every call.
    """
    if mobile_number in DETAILS_NOT_FOUND_NUMBERS:
        return records.not_found(today)
    if mobile_number in _RECORDS:
        return _RECORDS[mobile_number](today)
    return records.moderate(mobile_number, name, today)
