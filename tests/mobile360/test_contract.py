"""The client against the embedded server, over real sockets: every answer and every fault of its table."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.mobile360.given import CLIENT_ID, MOBILE_NUMBER, NOW, SECRET, a_client, a_send, a_verify
from webapp.mobile360.client import Mobile360Client
from webapp.mobile360.errors import (
    AlreadyUsed,
    Busy,
    CodeExhausted,
    CodeExpired,
    CodeWrong,
    InputRejected,
    MerchantMustAct,
    Mobile360Error,
    OutcomeUnknown,
    Reason,
    UpstreamBroken,
)
from webapp.mobile360.messages import SendOtpReply, SendOtpRequest, VerifyOtpReply, VerifyStatus
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.scenarios import SCENARIOS, Scenario
from webapp.sandbox.server import RunningSandbox, serve

Outcome = tuple[type, object, str | None]  # kind; what it is about; the label of an exception

FOUND: Outcome = (VerifyOtpReply, VerifyStatus.SUCCESS, None)
NOT_FOUND: Outcome = (VerifyOtpReply, VerifyStatus.DETAILS_NOT_FOUND, None)
IN_30_SECONDS = NOW + timedelta(seconds=30)


def unknown(answer: str) -> Outcome:
    return OutcomeUnknown, None, answer


BOTH: dict[str, Outcome] = {
    "400 verification_id_missing": (MerchantMustAct, Reason.REQUEST, "400 verification_id_missing"),
    "401 authentication_failed": (MerchantMustAct, Reason.CREDENTIALS, "401 authentication_failed"),
    "403 ip_validation_failed": (MerchantMustAct, Reason.IP_ADDRESS, "403 ip_validation_failed"),
    "403 authentication_failed": (MerchantMustAct, Reason.SIGNATURE, "403 authentication_failed"),
    "409 verification_id_already_exists": (AlreadyUsed, None, "409 verification_id_already_exists"),
    "422 insufficient_balance": (MerchantMustAct, Reason.BALANCE, "422 insufficient_balance"),
    "500 verification_failed": (UpstreamBroken, None, "500 verification_failed"),
    "502 verification_failed": (UpstreamBroken, None, "502 verification_failed"),
    "429 too_many_requests_per_operation": (Busy, IN_30_SECONDS, "429 too_many_requests_per_operation"),
    "429 too_many_requests_per_ip": (Busy, IN_30_SECONDS, "429 too_many_requests_per_ip"),
    "418 teapot_boiled_over": (MerchantMustAct, Reason.REQUEST, "418 undocumented"),
    "no answer": unknown("timeout"),
    "connection reset": unknown("connection lost"),
    "connection cut off": unknown("connection lost"),
    "truncated JSON": unknown("unreadable"),
    "HTML error page": unknown("502 undocumented"),
    "HTML with status 200": unknown("unreadable"),
    "empty body": unknown("unreadable"),
    "dripping body": unknown("timeout"),
    "oversized body": unknown("unreadable"),
    "redirect": (MerchantMustAct, Reason.REQUEST, "302 undocumented"),
    "undocumented status": unknown("unreadable"),
}
SEND: dict[str, Outcome] = {
    **BOTH,
    **dict.fromkeys(("200 OTP_GENERATED", "slow answer", "wrong content type"), (SendOtpReply, None, None)),
    "400 verification_id_value_invalid": (
        MerchantMustAct,
        Reason.REQUEST,
        "400 verification_id_value_invalid",
    ),
    "400 mobile_number_value_invalid": (InputRejected, "mobile_number", "400 mobile_number_value_invalid"),
    "400 mobile_number_missing": (MerchantMustAct, Reason.REQUEST, "400 mobile_number_missing"),
    "400 notification_modes_missing": (MerchantMustAct, Reason.REQUEST, "400 notification_modes_missing"),
    "400 name_value_invalid": (InputRejected, "name", "400 name_value_invalid"),
    "400 name_length_exceeded": (InputRejected, "name", "400 name_length_exceeded"),
    "400 x-client-id_missing": (MerchantMustAct, Reason.CREDENTIALS, "400 x-client-id_missing"),
    "400 x-client-secret_value_invalid": (
        MerchantMustAct,
        Reason.CREDENTIALS,
        "400 x-client-secret_value_invalid",
    ),
}
VERIFY: dict[str, Outcome] = {
    **BOTH,
    **dict.fromkeys(("200 SUCCESS", "slow answer", "wrong content type"), FOUND),
    "200 DETAILS_NOT_FOUND": NOT_FOUND,
    "400 otp_empty": (InputRejected, "otp", "400 otp_empty"),
    "400 otp_value_invalid": (CodeWrong, None, "400 otp_value_invalid"),
    "400 otp_expired": (CodeExpired, None, "400 otp_expired"),
    "400 otp_retry_limit_exhaust": (CodeExhausted, None, "400 otp_retry_limit_exhaust"),
}
PEOPLE: dict[str, Outcome] = {
    "Asha Ramanathan": FOUND,
    "Vikram Sethi": FOUND,
    "Meera Kulkarni": NOT_FOUND,
    "Rahul Sharma": FOUND,
    "Farida Sheikh": FOUND,
    "Gurpreet Dhillon": FOUND,
    "Nobody Named": FOUND,
    "Lakshmi Iyer": FOUND,
    "Kabir Nair": FOUND,
}
EXPECTED: dict[tuple[str, str], Outcome] = {
    **{("send", name): outcome for name, outcome in SEND.items()},
    **{("verify", name): outcome for name, outcome in VERIFY.items()},
    **{("person", name): outcome for name, outcome in PEOPLE.items()},
}
READ_TIMEOUT_SECONDS = 3.0


def key_of(scenario: Scenario) -> tuple[str, str]:
    return (scenario.operation or "person", scenario.name)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    config = SandboxConfig(client_id=CLIENT_ID, client_secret=SECRET, slow_seconds=0.3, hang_seconds=30)
    with serve(create_sandbox(config, lambda: NOW)) as running:
        yield running


@pytest.fixture(scope="module")
def client(sandbox: RunningSandbox) -> Iterator[Mobile360Client]:
    client = a_client(sandbox.base_url, timeout_seconds=READ_TIMEOUT_SECONDS)
    yield client
    client.close()


_numbers = count(1)


def a_new_send(mobile_number: str) -> SendOtpRequest:
    return a_send(verification_id=f"visit-{next(_numbers)}", mobile_number=mobile_number)


def otp_of(sandbox: RunningSandbox, request: SendOtpRequest) -> str:
    messages = requests.get(
        f"{sandbox.origin}/messages",
        {"format": "json", "mobile_number": request.mobile_number},
        timeout=30,
    ).json()
    return next(str(message["otp"]) for message in messages if message["verification_id"] == request.verification_id)


def outcome_of(sandbox: RunningSandbox, client: Mobile360Client, scenario: Scenario) -> Outcome:
    send = a_new_send(scenario.mobile_number)
    try:
        reply: SendOtpReply | VerifyOtpReply = client.send_otp(send)
        if scenario.operation != "send":
            reply = client.verify_otp(a_verify(send.verification_id, otp_of(sandbox, send)))
    except Mobile360Error as error:
        about = [vars(error).get(name) for name in ("field", "reason", "until")]
        return type(error), next((value for value in about if value is not None), None), error.answer
    return type(reply), getattr(reply, "status", None), None


def test_the_table_has_a_row_for_every_scenario_and_no_other() -> None:
    assert sorted(EXPECTED) == sorted(key_of(scenario) for scenario in SCENARIOS)


def test_the_31_documented_answers_are_among_them() -> None:
    documented = [name for _, name in EXPECTED if name[0].isdigit() and name[:3] not in ("429", "418")]

    assert len(documented) == 31


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda row: " ".join(key_of(row)))
def test_each_scenario_has_the_expected_outcome(
    sandbox: RunningSandbox, client: Mobile360Client, scenario: Scenario
) -> None:
    assert outcome_of(sandbox, client, scenario) == EXPECTED[key_of(scenario)]


def number_of(operation: str, name: str) -> str:
    return next(row.mobile_number for row in SCENARIOS if key_of(row) == (operation, name))


@pytest.mark.parametrize("fault", ["no answer", "connection reset", "dripping body", "truncated JSON"])
def test_after_an_unknown_outcome_the_same_id_tells_that_the_first_call_arrived(
    client: Mobile360Client, fault: str
) -> None:
    request = a_new_send(number_of("send", fault))

    with pytest.raises(OutcomeUnknown):
        client.send_otp(request)
    with pytest.raises(AlreadyUsed):
        client.send_otp(request)


def test_a_reply_names_the_verification_and_its_reference(client: Mobile360Client) -> None:
    request = a_new_send(MOBILE_NUMBER)

    reply = client.send_otp(request)

    assert reply.verification_id == request.verification_id
    assert reply.reference_id
    assert reply.reference_id.isdigit()


def test_the_older_shape_arrives_under_the_contracts_names(sandbox: RunningSandbox, client: Mobile360Client) -> None:
    request = a_new_send(number_of("person", "Farida Sheikh"))
    client.send_otp(request)

    record = client.verify_otp(a_verify(request.verification_id, otp_of(sandbox, request))).record

    assert not {"personal_info", "passport", "ration_card", "voter_id", "pan", "aadhaar"} & set(record)
    assert record["voter_details"] == [{"voter_id": "ZZZ0000005", "linked_to": "CREDIT"}]


def test_wrong_codes_are_wrong_until_the_tries_are_exhausted(sandbox: RunningSandbox, client: Mobile360Client) -> None:
    request = a_new_send(MOBILE_NUMBER)
    client.send_otp(request)
    wrong = "000000" if otp_of(sandbox, request) != "000000" else "111111"

    kinds = []
    for _ in range(6):
        with pytest.raises((CodeWrong, CodeExhausted)) as failure:
            client.verify_otp(a_verify(request.verification_id, wrong))
        kinds.append(failure.type)

    assert kinds == [CodeWrong] * 5 + [CodeExhausted]


@pytest.fixture(scope="module")
def signed_sandbox(private_key: rsa.RSAPrivateKey) -> Iterator[RunningSandbox]:
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    config = SandboxConfig(client_id=CLIENT_ID, client_secret=SECRET, private_key_pem=pem)
    with serve(create_sandbox(config, lambda: NOW)) as running:
        yield running


def test_where_a_signature_is_needed_ours_is_accepted(signed_sandbox: RunningSandbox, public_key_pem: bytes) -> None:
    client = a_client(signed_sandbox.base_url, public_key_pem=public_key_pem)
    request = a_new_send(MOBILE_NUMBER)
    client.send_otp(request)

    reply = client.verify_otp(a_verify(request.verification_id, otp_of(signed_sandbox, request)))

    assert reply.status is VerifyStatus.SUCCESS


def test_where_a_signature_is_needed_none_is_for_the_merchant_to_mend(
    signed_sandbox: RunningSandbox,
) -> None:
    with pytest.raises(MerchantMustAct) as failure:
        a_client(signed_sandbox.base_url).send_otp(a_new_send(MOBILE_NUMBER))

    assert failure.value.reason is Reason.SIGNATURE
