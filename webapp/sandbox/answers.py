"""Every answer the two operations are documented to give, in one table.

Source: the published descriptions of send-OTP and verify-OTP (31 answers; types, codes and messages as
documented, save that a caller's address there is shown as 203.0.113.7, a range kept for documentation), and
Cashfree's public notes on rate limits for the 429s, whose messages are our own.
"""

from dataclasses import dataclass
from enum import StrEnum


class Operation(StrEnum):
    """The two operations, by the last part of their path."""

    SEND = "send"
    VERIFY = "verify"


@dataclass(frozen=True)
class Answer:
    """One answer: HTTP status and the three fields of an error body.

    A success has no `type` and no `message`; its `code` is what the body's `status` field says.
    """

    operation: Operation
    name: str
    status: int
    type: str | None
    code: str
    message: str | None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """Status and code, such as `400 otp_expired`."""
        return f"{self.status} {self.code}"

    @property
    def succeeded(self) -> bool:
        """Whether the operation did its work."""
        return self.status == 200

    def error_body(self) -> dict[str, object]:
        """Return the JSON body of a failure."""
        return {"type": self.type, "code": self.code, "message": self.message}


class RefusedError(Exception):
    """A call is not served; `answer` says how it is answered."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.label)
        self.answer = answer


_RATE_LIMIT_HEADERS = (
    ("X-RateLimit-Limit", "100"),
    ("X-RateLimit-Remaining", "0"),
    ("X-RateLimit-Reset", "30"),  # seconds from now, as Retry-After
    ("Retry-After", "30"),
)
_IP_MESSAGE = (
    "IP not whitelisted your current ip is 203.0.113.7.For IP whitelisting assistance, visit our guide at "
    "https://www.cashfree.com/docs/secure-id/get-started/integration/ip-whitelisting-verification"
)
_SPECIAL_ID = "verification_id can include only alphanum, dot, hyphen and underscores."
_SPECIAL_NAME = "name should only contains alphanumeric, space, dot and hyphen."

_SEND_SUCCESSES = (("OTP generated", "OTP_GENERATED"),)
_VERIFY_SUCCESSES = (("Details found", "SUCCESS"), ("Nothing known of this number", "DETAILS_NOT_FOUND"))

# Name, code, message of each 400.
_SEND_400 = (
    ("Verification id missing", "verification_id_missing", "verification_id is missing in the request."),
    ("Verification id with special characters", "verification_id_value_invalid", _SPECIAL_ID),
    ("Mobile number invalid", "mobile_number_value_invalid", "Mobile number entered is invalid."),
    ("Mobile number missing", "mobile_number_missing", "mobile_number is missing in the request."),
    ("No notification mode", "notification_modes_missing", "notification_modes is missing in the request."),
    ("Name with special characters", "name_value_invalid", _SPECIAL_NAME),
    ("Name too long", "name_length_exceeded", "Name can include a maximum of 100 characters."),
    ("Client id missing", "x-client-id_missing", "x-client-id is missing in the request."),
    (
        "Test secret in production",
        "x-client-secret_value_invalid",
        "Client secret belongs to test environment",
    ),
)
_VERIFY_400 = (
    ("Verification id missing", "verification_id_missing", "verification_id is missing in the request."),
    ("OTP missing", "otp_empty", "otp is missing in the request."),
    ("OTP wrong", "otp_value_invalid", "provided otp is not valid."),
    ("OTP expired", "otp_expired", "provided otp is expired"),
    ("Too many tries", "otp_retry_limit_exhaust", "verify otp retry limit is exhausted"),
)

_Rows = tuple[tuple[str, int, str | None, str, str | None], ...]  # name, status, type, code, message

# What both operations share.
_BAD_PAIR = "Invalid clientId and clientSecret combination"
_NO_SIGNATURE = "x-cf-signature missing in the request header"
_USED = "verification ID already exists"
_BALANCE = "Insufficient balance to process this request"
_COMMON: _Rows = (
    ("Wrong client id or secret", 401, "authentication_error", "authentication_failed", _BAD_PAIR),
    ("Address not allowed", 403, "authentication_error", "ip_validation_failed", _IP_MESSAGE),
    ("Signature missing", 403, "validation_error", "authentication_failed", _NO_SIGNATURE),
    ("Verification id used before", 409, "validation_error", "verification_id_already_exists", _USED),
    ("Balance too low", 422, "validation_error", "insufficient_balance", _BALANCE),
    ("Internal error", 500, "internal_error", "verification_failed", "something went wrong"),
    ("Gateway error", 502, "internal_error", "verification_failed", "verification attempt failed"),
)
_BY_OPERATION = "Too many requests for this operation. See the rate limit headers."
_BY_IP = "Too many requests from this IP address. See the rate limit headers."
_RATE_LIMITS: _Rows = (
    ("Operation called too often", 429, "rate_limit_error", "too_many_requests_per_operation", _BY_OPERATION),
    ("Address calls too often", 429, "rate_limit_error", "too_many_requests_per_ip", _BY_IP),
)


def _table(
    operation: Operation, successes: tuple[tuple[str, str], ...], refusals: tuple[tuple[str, str, str], ...]
) -> tuple[Answer, ...]:
    return (
        *(Answer(operation, name, 200, None, code, None) for name, code in successes),
        *(Answer(operation, name, 400, "validation_error", code, text) for name, code, text in refusals),
        *(Answer(operation, *row) for row in _COMMON),
    )


ANSWERS: tuple[Answer, ...] = (
    *_table(Operation.SEND, _SEND_SUCCESSES, _SEND_400),
    *_table(Operation.VERIFY, _VERIFY_SUCCESSES, _VERIFY_400),
)
"""The 31 documented answers: 17 of send, 14 of verify."""

RATE_LIMIT_ANSWERS: tuple[Answer, ...] = tuple(
    Answer(operation, *row, headers=_RATE_LIMIT_HEADERS) for operation in Operation for row in _RATE_LIMITS
)
"""The 429s of both operations, with their headers."""


def documented(operation: Operation, status: int, code: str) -> Answer:
    """Return one row of `ANSWERS`; raises LookupError when there is none."""
    for answer in ANSWERS:
        if (answer.operation, answer.status, answer.code) == (operation, status, code):
            return answer
    raise LookupError(f"{operation} has no documented answer {status} {code}")


def bad_request(operation: Operation, code: str, message: str) -> Answer:
    """Return the documented 400 with this code, or one of our own in the same style.

    The documents give a code for some rules only. For the others the code follows their naming
    (`<field>_missing`, `<field>_value_invalid`, `<field>_length_exceeded`) and the message is ours.
    """
    try:
        return documented(operation, 400, code)
    except LookupError:
        return Answer(operation, code, 400, "validation_error", code, message)
