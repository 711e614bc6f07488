"""What a customer sees for each special number of the embedded server: one row for each scenario."""

from dataclasses import dataclass

from webapp.sandbox.scenarios import Scenario

START = "Confirm your details by mobile"
CODE = "Enter your code"
EXPIRED = "Your code has expired"
EXHAUSTED = "Too many wrong tries with this code"
USED = "This code has been used already"
FOUND = "What was found"
NAME_DIFFERS = "The name does not match"
NO_NAME = "Something was found, but no name"
NOT_FOUND = "No details were found"
UNDER_AGE = "This service is for people of 18 or over"
OUR_SIDE = "We cannot check your details right now"
WAITING = "Your turn is coming"
BROKEN = "The checking service did not answer properly"
UNKNOWN = "We did not get an answer in time"

WAYS_ON = {
    OUR_SIDE: "Go back",
    BROKEN: "Try again",
    UNKNOWN: "Back to the code",
}


@dataclass(frozen=True)
class Expectation:
    """The page that the operation leads to: its heading and status, whether it says that something has to be mended.

    `way_on` is the heading that the page's one link leads to.
    """

    heading: str
    status: int = 200
    way_on: str | None = None
    to_mend: bool = False


def title_of(scenario: Scenario) -> str:
    """Return the key of a scenario's row."""
    return f"{scenario.operation} {scenario.name}" if scenario.operation else scenario.name


_CODE = Expectation(CODE)
_FOUND = Expectation(FOUND)
_MEND_DETAILS = Expectation(START, 422, to_mend=True)
_MEND_CODE = Expectation(CODE, 422, to_mend=True)
_WRONG_CODE = Expectation(CODE, to_mend=True)
_OUR_SIDE_AT_SEND = Expectation(OUR_SIDE, 503, START)
_OUR_SIDE_AT_VERIFY = Expectation(OUR_SIDE, 503, CODE)
_BUSY_AT_SEND = Expectation(WAITING)
_BUSY_AT_VERIFY = Expectation(CODE, 503, to_mend=True)
_BROKEN_AT_SEND = Expectation(BROKEN, 502, START)
_BROKEN_AT_VERIFY = Expectation(BROKEN, 502, CODE)
_UNKNOWN_AT_VERIFY = Expectation(UNKNOWN, 504, CODE)

EXPECTATIONS: dict[str, Expectation] = {
    "Asha Ramanathan": _FOUND,
    "Vikram Sethi": _FOUND,
    "Meera Kulkarni": Expectation(NOT_FOUND),
    "Rahul Sharma": _FOUND,
    "Farida Sheikh": _FOUND,
    "Gurpreet Dhillon": _FOUND,
    "Nobody Named": Expectation(NO_NAME),
    "Lakshmi Iyer": _FOUND,
    "Kabir Nair": Expectation(UNDER_AGE, 403),
    "send 200 OTP_GENERATED": _CODE,
    "send 400 verification_id_missing": _OUR_SIDE_AT_SEND,
    "send 400 verification_id_value_invalid": _OUR_SIDE_AT_SEND,
    "send 400 mobile_number_value_invalid": _MEND_DETAILS,
    "send 400 mobile_number_missing": _OUR_SIDE_AT_SEND,
    "send 400 notification_modes_missing": _OUR_SIDE_AT_SEND,
    "send 400 name_value_invalid": _MEND_DETAILS,
    "send 400 name_length_exceeded": _MEND_DETAILS,
    "send 400 x-client-id_missing": _OUR_SIDE_AT_SEND,
    "send 400 x-client-secret_value_invalid": _OUR_SIDE_AT_SEND,
    "send 401 authentication_failed": _OUR_SIDE_AT_SEND,
    "send 403 ip_validation_failed": _OUR_SIDE_AT_SEND,
    "send 403 authentication_failed": _OUR_SIDE_AT_SEND,
    "send 409 verification_id_already_exists": _CODE,  # nobody else makes our ids: this very request had arrived
    "send 422 insufficient_balance": _OUR_SIDE_AT_SEND,
    "send 500 verification_failed": _BROKEN_AT_SEND,
    "send 502 verification_failed": _BROKEN_AT_SEND,
    "send slow answer": _CODE,
    "send no answer": _CODE,
    "send connection reset": _CODE,
    "send connection cut off": _CODE,
    "send truncated JSON": _CODE,
    "send HTML error page": _CODE,
    "send HTML with status 200": _CODE,
    "send empty body": _CODE,
    "send wrong content type": _CODE,
    "send dripping body": _CODE,
    "send oversized body": _CODE,
    "send redirect": _OUR_SIDE_AT_SEND,
    "send undocumented status": _CODE,
    "send 429 too_many_requests_per_operation": _BUSY_AT_SEND,
    "send 429 too_many_requests_per_ip": _BUSY_AT_SEND,
    "send 418 teapot_boiled_over": _OUR_SIDE_AT_SEND,
    "verify 200 SUCCESS": _FOUND,
    "verify 200 DETAILS_NOT_FOUND": Expectation(NOT_FOUND),
    "verify 400 verification_id_missing": _OUR_SIDE_AT_VERIFY,
    "verify 400 otp_empty": _MEND_CODE,
    "verify 400 otp_value_invalid": _WRONG_CODE,
    "verify 400 otp_expired": Expectation(EXPIRED),
    "verify 400 otp_retry_limit_exhaust": Expectation(EXHAUSTED),
    "verify 401 authentication_failed": _OUR_SIDE_AT_VERIFY,
    "verify 403 ip_validation_failed": _OUR_SIDE_AT_VERIFY,
    "verify 403 authentication_failed": _OUR_SIDE_AT_VERIFY,
    "verify 409 verification_id_already_exists": Expectation(USED),
    "verify 422 insufficient_balance": _OUR_SIDE_AT_VERIFY,
    "verify 500 verification_failed": _BROKEN_AT_VERIFY,
    "verify 502 verification_failed": _BROKEN_AT_VERIFY,
    "verify slow answer": _FOUND,
    "verify no answer": _UNKNOWN_AT_VERIFY,
    "verify connection reset": _UNKNOWN_AT_VERIFY,
    "verify connection cut off": _UNKNOWN_AT_VERIFY,
    "verify truncated JSON": _UNKNOWN_AT_VERIFY,
    "verify HTML error page": _UNKNOWN_AT_VERIFY,
    "verify HTML with status 200": _UNKNOWN_AT_VERIFY,
    "verify empty body": _UNKNOWN_AT_VERIFY,
    "verify wrong content type": _FOUND,
    "verify dripping body": _UNKNOWN_AT_VERIFY,
    "verify oversized body": _UNKNOWN_AT_VERIFY,
    "verify redirect": _OUR_SIDE_AT_VERIFY,
    "verify undocumented status": _UNKNOWN_AT_VERIFY,
    "verify 429 too_many_requests_per_operation": _BUSY_AT_VERIFY,
    "verify 429 too_many_requests_per_ip": _BUSY_AT_VERIFY,
    "verify 418 teapot_boiled_over": _OUR_SIDE_AT_VERIFY,
}
