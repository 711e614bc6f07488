"""What a call without a reply means for the caller: a small family of exceptions, and one table into it.

No exception carries anything that the other side wrote, save a code that stands in the table.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from webapp.mobile360.messages import Operation


class Mobile360Error(Exception):
    """A call that brought no reply.

    ``answer`` is a label fit for a log or a metric, one of a bounded number: ``400 otp_expired``,
    ``418 undocumented``, ``not sent``, ``crowded``, ``circuit open``, ``unreachable``, ``timeout``,
    ``connection lost`` or ``unreadable``.
    """

    def __init__(self, answer: str = "") -> None:
        super().__init__(answer)
        self.answer = answer


class InputRejected(Mobile360Error):
    """The customer gave something wrong; ``field`` is the contract's name of it."""

    def __init__(self, field: str, answer: str = "") -> None:
        super().__init__(answer)
        self.field = field


class CodeRejected(Mobile360Error):
    """The code did not open the record."""


class CodeWrong(CodeRejected):
    """Another code may be tried."""


class CodeExpired(CodeRejected):
    """A new code has to be sent."""


class CodeExhausted(CodeRejected):
    """Too many tries with this ``verification_id``; a new code has to be sent."""


class AlreadyUsed(Mobile360Error):
    """The ``verification_id`` has served before. After a call of unknown outcome: that call did arrive."""


class Reason(StrEnum):
    """What the merchant has to put right."""

    CREDENTIALS = "credentials"
    IP_ADDRESS = "ip_address"
    SIGNATURE = "signature"
    BALANCE = "balance"
    REQUEST = "request"


class MerchantMustAct(Mobile360Error):
    """Nothing that the customer does can help; ``reason`` says what the merchant has to look at."""

    def __init__(self, reason: Reason, answer: str = "") -> None:
        super().__init__(answer)
        self.reason = reason


class Busy(Mobile360Error):
    """Cashfree counts too many calls. ``until`` (UTC) is when to try again, None if nobody said. Nothing was done."""

    def __init__(self, until: datetime | None = None, answer: str = "") -> None:
        super().__init__(answer)
        self.until = until


class Crowded(Mobile360Error):
    """As many calls as this process makes at once are under way. Nothing was sent. ``until`` (UTC): when to try."""

    def __init__(self, until: datetime) -> None:
        super().__init__("crowded")
        self.until = until


class UpstreamBroken(Mobile360Error):
    """Cashfree answered with a failure, could not be reached, or is left alone for a while (``circuit open``).

    Nothing was done. ``until`` (UTC) is when the next call is made, None where nobody knows.
    """

    def __init__(self, answer: str = "", until: datetime | None = None) -> None:
        super().__init__(answer)
        self.until = until


class OutcomeUnknown(Mobile360Error):
    """The request had left and no readable answer came: what it asked for may have been done."""


_Meaning = Callable[[str, datetime | None], Mobile360Error]


def _just(kind: type[Mobile360Error]) -> _Meaning:
    return lambda answer, _until: kind(answer)


def _rejects(field: str) -> _Meaning:
    return lambda answer, _until: InputRejected(field, answer)


def _act(reason: Reason) -> _Meaning:
    return lambda answer, _until: MerchantMustAct(reason, answer)


def _busy(answer: str, until: datetime | None) -> Mobile360Error:
    return Busy(until, answer)


ERROR_TYPES = frozenset({"authentication_error", "internal_error", "rate_limit_error", "validation_error"})
"""What an error body's ``type`` is documented to be."""

_SEND, _VERIFY = Operation.SEND, Operation.VERIFY

# Operation, status and code; of the rows that fit, the narrowest has the say. None fits any operation or
# code, and a status below 10 is a class: 4 is every 4xx without a row of its own. What concerns the
# customer's own input is bound to the operation that carries that input.
_TABLE: dict[tuple[Operation | None, int, str | None], _Meaning] = {
    (_SEND, 400, "mobile_number_value_invalid"): _rejects("mobile_number"),
    (_SEND, 400, "name_value_invalid"): _rejects("name"),
    (_SEND, 400, "name_length_exceeded"): _rejects("name"),
    (_SEND, 400, "mobile_number_missing"): _act(Reason.REQUEST),
    (_SEND, 400, "notification_modes_missing"): _act(Reason.REQUEST),
    (_VERIFY, 400, "otp_empty"): _rejects("otp"),
    (_VERIFY, 400, "otp_value_invalid"): _just(CodeWrong),
    (_VERIFY, 400, "otp_expired"): _just(CodeExpired),
    (_VERIFY, 400, "otp_retry_limit_exhaust"): _just(CodeExhausted),
    (None, 400, "verification_id_missing"): _act(Reason.REQUEST),
    (None, 400, "verification_id_value_invalid"): _act(Reason.REQUEST),
    (None, 400, "x-client-id_missing"): _act(Reason.CREDENTIALS),
    (None, 400, "x-client-secret_value_invalid"): _act(Reason.CREDENTIALS),
    (None, 401, "authentication_failed"): _act(Reason.CREDENTIALS),
    (None, 403, "ip_validation_failed"): _act(Reason.IP_ADDRESS),
    (None, 403, "authentication_failed"): _act(Reason.SIGNATURE),
    (None, 409, "verification_id_already_exists"): _just(AlreadyUsed),
    (None, 422, "insufficient_balance"): _act(Reason.BALANCE),
    (None, 429, "too_many_requests_per_operation"): _busy,
    (None, 429, "too_many_requests_per_ip"): _busy,
    (None, 500, "verification_failed"): _just(UpstreamBroken),
    (None, 502, "verification_failed"): _just(UpstreamBroken),
    # From here on nobody documented the answer.
    (None, 401, None): _act(Reason.CREDENTIALS),
    (None, 403, None): _act(Reason.IP_ADDRESS),
    (None, 429, None): _busy,
    (None, 3, None): _act(Reason.REQUEST),
    (None, 4, None): _act(Reason.REQUEST),
    (None, 5, None): _just(OutcomeUnknown),  # a gateway's own page: what stands behind it may have worked
}

ERROR_CODES = frozenset(code for _, _, code in _TABLE if code)
"""Each ``code`` that an error body is documented to have."""


def error_for(operation: Operation, status: int, code: str | None, until: datetime | None = None) -> Mobile360Error:
    """Return the exception for an answer that is not a reply.

    ``status`` is the HTTP status, ``code`` the body's ``code`` or None, ``until`` the moment (UTC) at which
    the answer said to try again. The rows are the contract's error answers, and Cashfree's 429s.
    """
    keys = (
        (operation, status, code),
        (None, status, code),
        (None, status, None),
        (None, status // 100, None),
    )
    for key in keys:
        if meaning := _TABLE.get(key):
            label = key[2] or "undocumented"
            return meaning(f"{status} {label}", until)
    return OutcomeUnknown(f"{status} undocumented")
