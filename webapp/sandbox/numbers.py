"""What a mobile number asks for: listed in the table of special numbers, or put together of its parts.

A number put together is `69PDSSVVRR`: `P` a person, `D` a delay, `SS` and `VV` what send and verify are to do, each
a place in its list counted from 1, with 0 for nothing out of the ordinary; `RR` are any two digits, so that the same
parts make a hundred numbers. The number says all: nothing has to be remembered of it. One that names a place beyond
a list is a number like any other.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from webapp.sandbox.answers import Operation
from webapp.sandbox.people import DETAILS_NOT_FOUND_NUMBERS, PEOPLE, Person, record_of
from webapp.sandbox.records import Record, not_found
from webapp.sandbox.scenarios import SCENARIOS, Scenario, scenario_of

DELAYS = (0, 1, 2, 5, 8)
"""Seconds, each a delay that a number can ask for; its place is the number's digit."""

_AT_SEND, _AT_VERIFY = (tuple(row for row in SCENARIOS if row.operation is operation) for operation in Operation)
_PEOPLE_PLACES = (None, *PEOPLE)
_SEND_PLACES = (None, *_AT_SEND)
_VERIFY_PLACES = (None, *_AT_VERIFY)
_SHAPE = re.compile(r"69([0-9])([0-9])([0-9]{2})([0-9]{2})[0-9]{2}")

_T = TypeVar("_T")


class UnknownPartError(LookupError):
    """A part that no number can have; the text says which."""


@dataclass(frozen=True)
class Script:
    """What is to happen to the calls of a number; without any part, what happens to every number.

    `person` is whose record verify returns: None means that of the number itself.
    """

    person: Person | None = None
    delay_seconds: int = 0
    send: Scenario | None = None
    verify: Scenario | None = None

    def record(self, mobile_number: str, name: str | None, today: date) -> Record:
        """Return the body of verify-OTP save for its two ids, as `record_of` does.

        An invented person who is met at a number put together has that number in place of the listed one.
        """
        if self.verify and self.verify.mobile_number in DETAILS_NOT_FOUND_NUMBERS:
            return not_found(today)
        if self.person is None:
            return record_of(mobile_number, name, today)
        text = json.dumps(self.person.record(today))
        record: Record = json.loads(text.replace(self.person.mobile_number, mobile_number))
        return record


def script_of(mobile_number: str) -> Script:
    """Return what these ten digits ask for, special number or not."""
    shape = _SHAPE.fullmatch(mobile_number)
    if shape is None:
        at_send, at_verify = (scenario_of(mobile_number, operation) for operation in Operation)
        return Script(send=at_send, verify=at_verify)
    person, delay, send, verify = map(int, shape.groups())
    try:
        return Script(_PEOPLE_PLACES[person], DELAYS[delay], _SEND_PLACES[send], _VERIFY_PLACES[verify])
    except IndexError:
        return Script()


def script_named(person: str, delay: str, send: str, verify: str) -> Script:
    """Return the script of these parts: keys of the catalogue and whole seconds, each empty for none.

    Raises UnknownPartError.
    """
    return Script(
        _named("person", person, PEOPLE, lambda row: row.key),
        _named("delay", delay, DELAYS, str) or 0,
        _named("send", send, _AT_SEND, lambda row: row.key),
        _named("verify", verify, _AT_VERIFY, lambda row: row.key),
    )


def _named(part: str, key: str, rows: Iterable[_T], key_of: Callable[[_T], str]) -> _T | None:
    if not key:
        return None
    for row in rows:
        if key_of(row) == key:
            return row
    raise UnknownPartError(f"The catalogue has no {part} {key!r}.")


def number_for(script: Script) -> str:
    """Return one of the hundred mobile numbers that ask for this script."""
    person, delay = _PEOPLE_PLACES.index(script.person), DELAYS.index(script.delay_seconds)
    send, verify = _SEND_PLACES.index(script.send), _VERIFY_PLACES.index(script.verify)
    return f"69{person}{delay}{send:02}{verify:02}{secrets.randbelow(100):02}"
