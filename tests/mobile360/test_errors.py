"""From operation, status and code to the one exception that says what can be done."""

import re
from datetime import timedelta

import pytest

from tests.mobile360.given import NOW
from webapp.mobile360.errors import (
    AlreadyUsed,
    Busy,
    CodeExhausted,
    CodeExpired,
    CodeRejected,
    CodeWrong,
    InputRejected,
    MerchantMustAct,
    Mobile360Error,
    OutcomeUnknown,
    Reason,
    UpstreamBroken,
    error_for,
)
from webapp.mobile360.messages import Operation

SEND, VERIFY = Operation.SEND, Operation.VERIFY

Kind = type[Mobile360Error]

DOCUMENTED: list[tuple[Operation, int, str, Kind, object]] = [
    (SEND, 400, "verification_id_missing", MerchantMustAct, Reason.REQUEST),
    (SEND, 400, "verification_id_value_invalid", MerchantMustAct, Reason.REQUEST),
    (SEND, 400, "mobile_number_value_invalid", InputRejected, "mobile_number"),
    (SEND, 400, "mobile_number_missing", MerchantMustAct, Reason.REQUEST),
    (SEND, 400, "notification_modes_missing", MerchantMustAct, Reason.REQUEST),
    (SEND, 400, "name_value_invalid", InputRejected, "name"),
    (SEND, 400, "name_length_exceeded", InputRejected, "name"),
    (SEND, 400, "x-client-id_missing", MerchantMustAct, Reason.CREDENTIALS),
    (SEND, 400, "x-client-secret_value_invalid", MerchantMustAct, Reason.CREDENTIALS),
    (VERIFY, 400, "verification_id_missing", MerchantMustAct, Reason.REQUEST),
    (VERIFY, 400, "otp_empty", InputRejected, "otp"),
    (VERIFY, 400, "otp_value_invalid", CodeWrong, None),
    (VERIFY, 400, "otp_expired", CodeExpired, None),
    (VERIFY, 400, "otp_retry_limit_exhaust", CodeExhausted, None),
    *(
        (operation, status, code, kind, detail)
        for operation in Operation
        for status, code, kind, detail in (
            (401, "authentication_failed", MerchantMustAct, Reason.CREDENTIALS),
            (403, "ip_validation_failed", MerchantMustAct, Reason.IP_ADDRESS),
            (403, "authentication_failed", MerchantMustAct, Reason.SIGNATURE),
            (409, "verification_id_already_exists", AlreadyUsed, None),
            (422, "insufficient_balance", MerchantMustAct, Reason.BALANCE),
            (429, "too_many_requests_per_operation", Busy, None),
            (429, "too_many_requests_per_ip", Busy, None),
            (500, "verification_failed", UpstreamBroken, None),
            (502, "verification_failed", UpstreamBroken, None),
        )
    ),
]

UNDOCUMENTED: list[tuple[int, str | None, Kind, object]] = [
    (300, None, MerchantMustAct, Reason.REQUEST),
    (302, None, MerchantMustAct, Reason.REQUEST),
    (400, None, MerchantMustAct, Reason.REQUEST),
    (400, "purpose_value_invalid", MerchantMustAct, Reason.REQUEST),
    (401, None, MerchantMustAct, Reason.CREDENTIALS),
    (403, None, MerchantMustAct, Reason.IP_ADDRESS),
    (403, "", MerchantMustAct, Reason.IP_ADDRESS),
    (404, None, MerchantMustAct, Reason.REQUEST),
    (404, "otp_expired", MerchantMustAct, Reason.REQUEST),
    (409, None, MerchantMustAct, Reason.REQUEST),
    (418, "teapot", MerchantMustAct, Reason.REQUEST),
    (422, None, MerchantMustAct, Reason.REQUEST),
    (429, None, Busy, None),
    (429, "slow_down", Busy, None),
    (500, None, OutcomeUnknown, None),
    (503, None, OutcomeUnknown, None),
    (502, None, OutcomeUnknown, None),
    (502, "bad_gateway", OutcomeUnknown, None),
    (504, None, OutcomeUnknown, None),
    (520, None, OutcomeUnknown, None),
    (101, None, OutcomeUnknown, None),
    (999, None, OutcomeUnknown, None),
]


def detail_of(error: Mobile360Error) -> object:
    return getattr(error, "field", getattr(error, "reason", None))


@pytest.mark.parametrize(("operation", "status", "code", "kind", "detail"), DOCUMENTED)
def test_a_documented_answer_has_its_meaning_and_its_label(
    operation: Operation, status: int, code: str, kind: Kind, detail: object
) -> None:
    error = error_for(operation, status, code)

    assert (type(error), detail_of(error)) == (kind, detail)
    assert error.answer == str(error) == f"{status} {code}"


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize(("status", "code", "kind", "detail"), UNDOCUMENTED)
def test_an_undocumented_answer_goes_by_its_status_and_its_code_is_not_repeated(
    operation: Operation, status: int, code: str | None, kind: Kind, detail: object
) -> None:
    error = error_for(operation, status, code)

    assert (type(error), detail_of(error)) == (kind, detail)
    assert error.answer == f"{status} undocumented"


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (SEND, "otp_value_invalid"),
        (SEND, "otp_expired"),
        (VERIFY, "name_value_invalid"),
        (VERIFY, "mobile_number_value_invalid"),
    ],
)
def test_the_other_operations_codes_do_not_blame_the_customer(operation: Operation, code: str) -> None:
    error = error_for(operation, 400, code)

    assert (type(error), detail_of(error)) == (MerchantMustAct, Reason.REQUEST)


def test_busy_says_until_when() -> None:
    until = NOW + timedelta(seconds=30)

    error = error_for(SEND, 429, "too_many_requests_per_ip", until)

    assert isinstance(error, Busy)
    assert error.until == until


def test_all_kinds_of_rejected_code_can_be_caught_at_once() -> None:
    assert all(issubclass(kind, CodeRejected) for kind in (CodeWrong, CodeExpired, CodeExhausted))


def test_the_number_of_labels_is_bounded() -> None:
    codes = [*{code for _, _, code, _, _ in DOCUMENTED}, "anything", "", None]

    labels = {
        error_for(operation, status, code).answer
        for operation in Operation
        for status in range(100, 600)
        for code in codes
    }

    coded = {label for label in labels if not re.fullmatch(r"[0-9]{3} undocumented", label)}
    assert coded == {f"{status} {code}" for _, status, code, _, _ in DOCUMENTED}
