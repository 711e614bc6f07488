"""What the contract allows in a request, and what it refuses."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import BaseModel, ValidationError

from tests.mobile360.given import DEVICE_ID, IP, MOBILE_NUMBER, NAME, NOW, a_consent, a_send, a_verify
from webapp.mobile360.messages import (
    ConsentType,
    DeviceDetails,
    NetworkDetails,
    NotificationMode,
    SendOtpReply,
    SendOtpRequest,
    UserConsent,
    VerifyOtpReply,
    VerifyOtpRequest,
    VerifyStatus,
)

PURPOSE = "Fetching data of XYZ"  # 20 characters

VALID: Mapping[type[BaseModel], Mapping[str, object]] = {
    SendOtpRequest: {
        "verification_id": "ABC00122",
        "mobile_number": "9999999999",
        "notification_modes": ["SMS"],
        "user_consent": {"timestamp": NOW, "purpose": PURPOSE, "obtained": True},
    },
    VerifyOtpRequest: {"verification_id": "ABC00122", "otp": "123456"},
    UserConsent: {"timestamp": NOW, "purpose": PURPOSE, "obtained": True},
    NetworkDetails: {},
    DeviceDetails: {},
}

ACCEPTED: list[tuple[type[BaseModel], str, object]] = [
    (SendOtpRequest, "verification_id", "a"),
    (SendOtpRequest, "verification_id", "aZ9._-" + "x" * 44),
    (SendOtpRequest, "mobile_number", "6000000000"),
    (SendOtpRequest, "mobile_number", "9999999999"),
    (SendOtpRequest, "name", None),
    (SendOtpRequest, "name", "J. R. Anne-Marie 2nd"),
    (SendOtpRequest, "name", "x" * 100),
    (SendOtpRequest, "notification_modes", ["SMS", "WHATSAPP"]),
    (SendOtpRequest, "notification_modes", ["WHATSAPP"]),
    (VerifyOtpRequest, "otp", "0000"),
    (VerifyOtpRequest, "otp", "12345678"),
    (UserConsent, "purpose", "Aa0 ./&_-" + "x" * 91),
    (UserConsent, "type", "OPT-OUT"),
    (UserConsent, "network_details", None),
    (NetworkDetails, "ip", "192.168.1.1"),
    (NetworkDetails, "ip", "2001:db8::1"),
    (NetworkDetails, "ip", "::ffff:192.0.2.1"),
    (NetworkDetails, "ip_origin", "OFFICE"),
    (NetworkDetails, "isp", "A-1 Net & Sons / Co. _" + "x" * 78),
    (DeviceDetails, "device_id", "x" * 100),
    (DeviceDetails, "os_type", "x" * 50),
    (DeviceDetails, "model", "SAMSUNG GALAXY S21"),
]

REFUSED: list[tuple[type[BaseModel], str, object]] = [
    *((SendOtpRequest, "verification_id", value) for value in ("", "x" * 51, "a b", "a/b", "a\n", "ä", "a,b", 7, None)),
    *(
        (SendOtpRequest, "mobile_number", value)
        for value in (
            "",
            "5999999999",
            "999999999",
            "99999999999",
            "+919999999999",
            "9999999999\n",
            9999999999,
        )
    ),
    (SendOtpRequest, "mobile_number", "९८७६५०१२३४"),
    (SendOtpRequest, "mobile_number", "9٩99999999"),
    *((SendOtpRequest, "name", value) for value in ("", "x" * 101, "O'Brien", "आशा", "A_B", "A\n", "A\tB", 3)),
    *((SendOtpRequest, "notification_modes", value) for value in ([], ["SMS", "SMS"], ["EMAIL"], ["sms"], "SMS", None)),
    (SendOtpRequest, "user_consent", None),
    (SendOtpRequest, "otp", "123456"),
    *((VerifyOtpRequest, "otp", value) for value in ("", "123", "123456789", "12a4", "1234\n", "१२३४", 1234)),
    *((UserConsent, "obtained", value) for value in (False, 0, "true", None)),
    *((UserConsent, "timestamp", value) for value in (NOW.replace(tzinfo=None), "yesterday", None)),
    *((UserConsent, "purpose", value) for value in ("x" * 19, "x" * 101, PURPOSE + "\n", PURPOSE + "!", "é" * 20)),
    *((UserConsent, "type", value) for value in ("explicit", "OPT_OUT", "")),
    *(
        (NetworkDetails, "ip", value)
        for value in (
            "",
            "localhost",
            "1.2.3",
            "1.2.3.4.5",
            "256.1.1.1",
            "1.2.3.4\n",
            "fe80::1%eth0",
            "1.2.3.٤",
            1,
        )
    ),
    (NetworkDetails, "ip_origin", "CAFE"),
    (NetworkDetails, "isp", ""),
    (NetworkDetails, "isp", "x" * 101),
    (NetworkDetails, "isp", "Net, Inc."),
    (NetworkDetails, "asn", 64500),
    (DeviceDetails, "device_id", "x" * 101),
    (DeviceDetails, "device_id", "a:b"),
    (DeviceDetails, "os_type", "x" * 51),
    (DeviceDetails, "os_type", "iOS (17)"),
    (DeviceDetails, "model", "x" * 101),
    (DeviceDetails, "model", ""),
]


@pytest.mark.parametrize(("model", "field", "value"), ACCEPTED)
def test_what_the_contract_allows_is_accepted(model: type[BaseModel], field: str, value: object) -> None:
    made = model.model_validate({**VALID[model], field: value})

    assert json.loads(made.model_dump_json())[field] == value


@pytest.mark.parametrize(("model", "field", "value"), REFUSED)
def test_what_the_contract_refuses_is_refused_by_field(model: type[BaseModel], field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        model.model_validate({**VALID[model], field: value})

    assert {error["loc"][0] for error in refusal.value.errors()} == {field}


@pytest.mark.parametrize("model", [SendOtpRequest, VerifyOtpRequest, UserConsent])
def test_every_required_field_is_required(model: type[BaseModel]) -> None:
    for field in VALID[model]:
        with pytest.raises(ValidationError):
            model.model_validate({name: value for name, value in VALID[model].items() if name != field})


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2024, 11, 29, 12, 34, 56, tzinfo=UTC), "2024-11-29T12:34:56Z"),
        (datetime(2024, 11, 29, 12, 34, 56, 999999, tzinfo=UTC), "2024-11-29T12:34:56Z"),
        (
            datetime(2024, 11, 30, 1, 4, 56, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            "2024-11-29T19:34:56Z",
        ),
    ],
)
def test_the_timestamp_is_written_in_utc_and_whole_seconds(moment: datetime, written: str) -> None:
    assert json.loads(a_consent(moment).as_json())["timestamp"] == written


def test_consent_is_explicit_unless_said_otherwise() -> None:
    assert a_consent().type is ConsentType.EXPLICIT


def test_a_full_request_is_written_with_every_field() -> None:
    assert json.loads(a_send().as_json()) == {
        "verification_id": "v-1",
        "mobile_number": MOBILE_NUMBER,
        "name": NAME,
        "notification_modes": ["SMS", "WHATSAPP"],
        "user_consent": {
            "timestamp": "2026-03-04T05:06:07Z",
            "purpose": "Fetching data of customer for verification",
            "obtained": True,
            "type": "EXPLICIT",
            "network_details": {"ip": IP, "ip_origin": "HOME", "isp": "Example Net"},
            "device_details": {"device_id": DEVICE_ID, "os_type": "ANDROID", "model": "PHONE 7"},
        },
    }


def test_what_is_not_known_is_left_out_and_not_sent_empty() -> None:
    consent = UserConsent(
        timestamp=NOW,
        purpose=PURPOSE,
        obtained=True,
        network_details=NetworkDetails(),
        device_details=DeviceDetails(os_type="IOS"),
    )
    request = SendOtpRequest(
        verification_id="v-1",
        mobile_number=MOBILE_NUMBER,
        notification_modes=(NotificationMode.SMS,),
        user_consent=consent,
    )

    body = json.loads(request.as_json())

    assert "name" not in body
    assert "network_details" not in body["user_consent"]
    assert body["user_consent"]["device_details"] == {"os_type": "IOS"}


@pytest.mark.parametrize("message", [a_send(), a_consent(), a_verify(), a_consent().network_details])
def test_a_printed_message_shows_no_value(message: object) -> None:
    name = type(message).__name__

    assert (str(message), repr(message), f"{message}") == (f"{name}()",) * 3


def test_a_printed_reply_shows_only_its_status() -> None:
    sent = SendOtpReply(verification_id="v-1", reference_id="77")
    verified = VerifyOtpReply(VerifyStatus.SUCCESS, "77", {"personal_details": {"full_name": NAME}})

    assert repr(sent) == "SendOtpReply()"
    assert repr(verified) == "VerifyOtpReply(status=<VerifyStatus.SUCCESS: 'SUCCESS'>)"


@pytest.mark.parametrize(
    ("model", "field"),
    [(model, field) for model in VALID for field in model.model_fields],
)
def test_a_refusal_does_not_quote_what_was_given(model: type[BaseModel], field: str) -> None:
    marker = "qZx7!" * 30

    with pytest.raises(ValidationError) as refusal:
        model.model_validate({**VALID[model], field: marker})

    assert "qZx7" not in str(refusal.value)
    assert "qZx7" not in repr(refusal.value)
