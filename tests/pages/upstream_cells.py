"""The matrix of upstream trouble: for each operation, what each answer or fault leads to. One row a cell.

Beside the scenarios of the embedded server stand the troubles that keep a call from being made at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from webapp.sandbox.scenarios import SCENARIOS, Scenario


class WayOn(StrEnum):
    """What the customer does next, and gets somewhere by it."""

    ENTER_CODE = "enter the code that came all the same"
    OTHER_DETAILS = "follow the page's link, and send the form with another number"
    NEW_CODE = "follow the page's link, and ask for another code"
    ANOTHER_NUMBER = "follow the page's link, and change the number"
    FINISH = "finish"
    START_AGAIN = "start again"


@dataclass(frozen=True)
class Cell:
    """What is seen of one cell: the page, what is kept, and what the business is told.

    `entry` is the last entry of the ledger. `answer` is the label of the one UpstreamAnswered, `reason` that of the one
    MerchantActionNeeded. `again` is whether the page's headers say when to try again.
    """

    heading: str
    status: int
    state: str
    entry: str
    answer: str
    way_on: WayOn
    reason: str | None = None
    again: bool = False


START, CHANGE, CODE = "Confirm your details by mobile", "Use another number", "Enter your code"
OUR_SIDE = "We cannot check your details right now"
BROKEN = "The checking service did not answer properly"
AWAY = "The checking service cannot be reached right now"
UNKNOWN = "We did not get an answer in time"


def _send(
    heading: str, status: int, answer: str, reason: str | None = None, *, state: str = "not_sent", again: bool = False
) -> Cell:
    return Cell(heading, status, state, "code_not_sent", answer, WayOn.OTHER_DETAILS, reason, again)


def _verify(heading: str, status: int, answer: str, reason: str | None = None, *, again: bool = False) -> Cell:
    return Cell(heading, status, "code_sent", "not_verified", answer, WayOn.NEW_CODE, reason, again)


_SENT = Cell(CODE, 200, "code_sent", "code_sent", "200", WayOn.ENTER_CODE)
_MAY_BE_SENT = replace(_SENT, state="code_unconfirmed")
_QUEUED = replace(_send("Your turn is coming", 200, "", state="waiting"), way_on=WayOn.ANOTHER_NUMBER)
_FOUND = Cell("What was found", 200, "verified", "shown", "200", WayOn.FINISH)
_NOT_FOUND = Cell("No details were found", 200, "details_not_found", "verified", "200", WayOn.FINISH)

_PEOPLE = {
    "Asha Ramanathan": _FOUND,
    "Vikram Sethi": _FOUND,
    "Meera Kulkarni": _NOT_FOUND,
    "Rahul Sharma": _FOUND,
    "Farida Sheikh": _FOUND,
    "Gurpreet Dhillon": _FOUND,
    "Nobody Named": replace(_FOUND, heading="Something was found, but no name"),
    "Lakshmi Iyer": _FOUND,
    "Kabir Nair": Cell(
        "This service is for people of 18 or over", 403, "under_age", "verified", "200", WayOn.START_AGAIN
    ),
}
# Answers that mean the same at both operations: status and code, and what the merchant has to mend.
_MERCHANTS = {
    "400 verification_id_missing": "request",
    "401 authentication_failed": "credentials",
    "403 ip_validation_failed": "ip_address",
    "403 authentication_failed": "signature",
    "422 insufficient_balance": "balance",
}
_SENDS_ONLY = {
    "400 verification_id_value_invalid": "request",
    "400 mobile_number_missing": "request",
    "400 notification_modes_missing": "request",
    "400 x-client-id_missing": "credentials",
    "400 x-client-secret_value_invalid": "credentials",
}
_INPUTS = ("400 mobile_number_value_invalid", "400 name_value_invalid", "400 name_length_exceeded")
_BROKEN = ("500 verification_failed", "502 verification_failed")
_BUSY = ("429 too_many_requests_per_operation", "429 too_many_requests_per_ip")
_UNDOCUMENTED = {"418 teapot_boiled_over": "418 undocumented", "redirect": "302 undocumented"}
# Faults after which nobody knows what was done, by what the call ends in.
_LOST = {
    "no answer": "timeout",
    "dripping body": "timeout",
    "connection reset": "connection lost",
    "connection cut off": "connection lost",
    "truncated JSON": "unreadable",
    "HTML with status 200": "unreadable",
    "empty body": "unreadable",
    "oversized body": "unreadable",
    "undocumented status": "unreadable",
    "HTML error page": "502 undocumented",
}
REFUSED, OPEN, CROWDED = "connection refused", "circuit open", "crowded"

_SEND = {
    **dict.fromkeys(("200 OTP_GENERATED", "slow answer", "wrong content type"), _SENT),
    **{name: _send(OUR_SIDE, 503, name, reason) for name, reason in (_MERCHANTS | _SENDS_ONLY).items()},
    **{name: _send(OUR_SIDE, 503, answer, "request") for name, answer in _UNDOCUMENTED.items()},
    **{name: _send(START, 422, name) for name in _INPUTS},
    **{name: _send(BROKEN, 502, name) for name in _BROKEN},
    **{name: replace(_QUEUED, answer=name) for name in _BUSY},
    **{name: replace(_MAY_BE_SENT, answer=answer) for name, answer in _LOST.items()},
    # Nothing was sent behind this one, which nobody can know: what is left is to ask again, or for another number.
    "HTML error page": replace(_MAY_BE_SENT, answer="502 undocumented", way_on=WayOn.ANOTHER_NUMBER),
    # Nobody else makes our ids, so that this very request had arrived; here it had not, so no code comes.
    "409 verification_id_already_exists": replace(
        _SENT, answer="409 verification_id_already_exists", way_on=WayOn.ANOTHER_NUMBER
    ),
    REFUSED: _send(BROKEN, 502, "unreachable"),
    OPEN: _send(AWAY, 503, "circuit open", again=True),
    CROWDED: _send(START, 503, "crowded", again=True),
}
_VERIFY = {
    **dict.fromkeys(("200 SUCCESS", "slow answer", "wrong content type"), _FOUND),
    "200 DETAILS_NOT_FOUND": _NOT_FOUND,
    **{name: _verify(OUR_SIDE, 503, name, reason) for name, reason in _MERCHANTS.items()},
    **{name: _verify(OUR_SIDE, 503, answer, "request") for name, answer in _UNDOCUMENTED.items()},
    "400 otp_empty": _verify(CODE, 422, "400 otp_empty"),
    "400 otp_value_invalid": replace(_verify(CODE, 200, "400 otp_value_invalid"), state="code_wrong"),
    "400 otp_expired": replace(_verify("Your code has expired", 200, "400 otp_expired"), state="code_expired"),
    "400 otp_retry_limit_exhaust": replace(
        _verify("Too many wrong tries with this code", 200, "400 otp_retry_limit_exhaust"), state="code_exhausted"
    ),
    "409 verification_id_already_exists": replace(
        _verify("This code has been used already", 200, "409 verification_id_already_exists"), state="code_used"
    ),
    **{name: _verify(BROKEN, 502, name) for name in _BROKEN},
    **{name: _verify(CODE, 503, name, again=True) for name in _BUSY},
    **{name: _verify(UNKNOWN, 504, answer) for name, answer in _LOST.items()},
    REFUSED: _verify(BROKEN, 502, "unreachable"),
    OPEN: _verify(AWAY, 503, "circuit open", again=True),
    CROWDED: _verify(CODE, 503, "crowded", again=True),
}

CELLS: dict[tuple[str, str], Cell] = {
    **{("verify", name): cell for name, cell in _PEOPLE.items()},
    **{("send", name): cell for name, cell in _SEND.items()},
    **{("verify", name): cell for name, cell in _VERIFY.items()},
}


def key_of(scenario: Scenario) -> tuple[str, str]:
    """Return the key of a scenario's cell; what is on record for a person shows at verify."""
    return scenario.operation or "verify", scenario.name


def expected_keys() -> Iterator[tuple[str, str]]:
    """Yield the key of every cell that there has to be."""
    yield from map(key_of, SCENARIOS)
    for operation in ("send", "verify"):
        for trouble in (REFUSED, OPEN, CROWDED):
            yield operation, trouble
