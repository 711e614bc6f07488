"""Send-OTP: every rule of its body, the consent window, and one send for each id."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.caller import ABSENT, Caller, refusal, send_body
from webapp.sandbox.answers import Operation

CONSENT = "user_consent"
NETWORK, DEVICE = f"{CONSENT}.network_details", f"{CONSENT}.device_details"


def test_a_good_call_is_answered_as_documented(caller: Caller) -> None:
    modes = ["WHATSAPP", "SMS", "SMS"]
    response = caller.send({"verification_id": "A.b_c-1", "notification_modes": modes})

    body = response.json()
    reference_id = body.pop("reference_id")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert isinstance(reference_id, int)
    assert body == {
        "verification_id": "A.b_c-1",
        "mobile_number": "9812345670",
        "status": "OTP_GENERATED",
        "name": "Nila Verma",
        "notification_modes": ["WHATSAPP", "SMS"],
    }


def test_one_code_goes_out_once_by_each_mode(caller: Caller) -> None:
    verification_id = caller.sent(notification_modes=["SMS", "WHATSAPP"])

    messages = caller.messages_of(verification_id)

    assert sorted(message["notification_mode"] for message in messages) == ["SMS", "WHATSAPP"]
    [otp] = {message["otp"] for message in messages}
    assert len(otp) == 6
    assert otp.isdigit()
    assert all(message["text"].startswith(f"{otp} is your verification code.") for message in messages)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ABSENT},
        {NETWORK: ABSENT, DEVICE: ABSENT},
        {NETWORK: {}, DEVICE: {}},
        {f"{NETWORK}.ip": "2001:db8::17"},
        {f"{NETWORK}.isp": "a" * 100},
        {f"{DEVICE}.os_type": "a" * 50},
        {f"{CONSENT}.purpose": "p" * 20},
        {f"{CONSENT}.purpose": "Az09./&_ -" * 10},
        {f"{CONSENT}.type": "OPT-OUT"},
        {f"{CONSENT}.timestamp": "2026-03-14T12:00:00.123+00:00"},
        {"name": "J. R. Smith-2nd"},
        {"name": "n" * 100},
        {"verification_id": "v" * 50},
        {"mobile_number": "6999999999"},
        {"something_new": [1, {"two": None}]},
    ],
    ids=str,
)
def test_what_the_contract_allows_is_accepted(caller: Caller, changes: dict[str, object]) -> None:
    assert caller.send(changes).status_code == 200


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"verification_id": ABSENT}, "verification_id_missing"),
    ({"verification_id": ""}, "verification_id_missing"),
    ({"verification_id": None}, "verification_id_missing"),
    ({"verification_id": "a b"}, "verification_id_value_invalid"),
    ({"verification_id": "trailing\n"}, "verification_id_value_invalid"),
    ({"verification_id": 17}, "verification_id_value_invalid"),
    ({"verification_id": "é"}, "verification_id_value_invalid"),
    ({"verification_id": "v" * 51}, "verification_id_length_exceeded"),
    ({"mobile_number": ABSENT}, "mobile_number_missing"),
    ({"mobile_number": "+919812345670"}, "mobile_number_value_invalid"),
    ({"mobile_number": "5812345670"}, "mobile_number_value_invalid"),
    ({"mobile_number": "981234567"}, "mobile_number_value_invalid"),
    ({"mobile_number": "٩٨١٢٣٤٥٦٧٠"}, "mobile_number_value_invalid"),
    ({"mobile_number": 9812345670}, "mobile_number_value_invalid"),
    ({"name": "Nila_Verma"}, "name_value_invalid"),
    ({"name": ""}, "name_value_invalid"),
    ({"name": None}, "name_value_invalid"),
    ({"name": "\ud800"}, "name_value_invalid"),
    ({"name": "n" * 101}, "name_length_exceeded"),
    ({"notification_modes": ABSENT}, "notification_modes_missing"),
    ({"notification_modes": []}, "notification_modes_missing"),
    ({"notification_modes": "SMS"}, "notification_modes_value_invalid"),
    ({"notification_modes": ["SMS", "EMAIL"]}, "notification_modes_value_invalid"),
    ({"notification_modes": [["SMS"]]}, "notification_modes_value_invalid"),
    ({CONSENT: ABSENT}, "user_consent_missing"),
    ({CONSENT: ["yes"]}, "user_consent_value_invalid"),
    ({f"{CONSENT}.timestamp": ABSENT}, "timestamp_missing"),
    ({f"{CONSENT}.timestamp": 1773489600}, "timestamp_value_invalid"),
    ({f"{CONSENT}.timestamp": "2026-03-14T12:00:00"}, "timestamp_value_invalid"),
    ({f"{CONSENT}.timestamp": "2026-03-14T17:30:00+05:30"}, "timestamp_value_invalid"),
    ({f"{CONSENT}.timestamp": "2026-02-30T12:00:00Z"}, "timestamp_value_invalid"),
    ({f"{CONSENT}.purpose": ABSENT}, "purpose_missing"),
    ({f"{CONSENT}.purpose": "p" * 19}, "purpose_value_invalid"),
    ({f"{CONSENT}.purpose": "To fill in, and check, a form"}, "purpose_value_invalid"),
    ({f"{CONSENT}.purpose": "p" * 101}, "purpose_length_exceeded"),
    ({f"{CONSENT}.obtained": ABSENT}, "obtained_missing"),
    ({f"{CONSENT}.obtained": False}, "obtained_value_invalid"),
    ({f"{CONSENT}.obtained": 1}, "obtained_value_invalid"),
    ({f"{CONSENT}.type": ABSENT}, "type_missing"),
    ({f"{CONSENT}.type": "explicit"}, "type_value_invalid"),
    ({NETWORK: None}, "network_details_value_invalid"),
    ({f"{NETWORK}.ip": "203.0.113.256"}, "ip_value_invalid"),
    ({f"{NETWORK}.ip": None}, "ip_value_invalid"),
    ({f"{NETWORK}.ip_origin": "CAFE"}, "ip_origin_value_invalid"),
    ({f"{NETWORK}.isp": ""}, "isp_value_invalid"),
    ({f"{NETWORK}.isp": "A, B"}, "isp_value_invalid"),
    ({f"{NETWORK}.isp": "a" * 101}, "isp_length_exceeded"),
    ({DEVICE: "phone"}, "device_details_value_invalid"),
    ({f"{DEVICE}.device_id": "#1"}, "device_id_value_invalid"),
    ({f"{DEVICE}.device_id": "a" * 101}, "device_id_length_exceeded"),
    ({f"{DEVICE}.os_type": ["Android"]}, "os_type_value_invalid"),
    ({f"{DEVICE}.os_type": "a" * 51}, "os_type_length_exceeded"),
    ({f"{DEVICE}.model": "Phone (2)"}, "model_value_invalid"),
    ({f"{DEVICE}.model": "a" * 101}, "model_length_exceeded"),
]


@pytest.mark.parametrize(("changes", "code"), REFUSED, ids=lambda part: str(part)[:60])
def test_what_breaks_a_rule_is_refused_by_name(caller: Caller, changes: dict[str, object], code: str) -> None:
    assert refusal(caller.send(changes)) == (400, code)
    assert not caller.messages()


@pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
def test_consent_within_five_minutes_of_the_server_s_clock_is_accepted(caller: Caller, seconds: int) -> None:
    body = send_body(at=caller.clock())
    caller.clock.move(seconds)

    assert caller.post(Operation.SEND, body).status_code == 200


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_consent_from_outside_the_window_is_refused(caller: Caller, seconds: int) -> None:
    body = send_body(at=caller.clock())
    caller.clock.move(seconds)

    assert refusal(caller.post(Operation.SEND, body)) == (400, "timestamp_value_invalid")


def test_an_id_serves_one_send(caller: Caller) -> None:
    verification_id = caller.sent()

    again = caller.send({"verification_id": verification_id, "mobile_number": "9812345671"})

    assert refusal(again) == (409, "verification_id_already_exists")
    assert len(caller.messages()) == 1


def test_a_refused_send_does_not_use_its_id_up(caller: Caller) -> None:
    caller.send({"verification_id": "visit-x", "name": "?"})

    assert caller.send({"verification_id": "visit-x"}).status_code == 200


def test_of_fifty_sends_of_one_id_at_once_exactly_one_succeeds(caller: Caller) -> None:
    changes = {"verification_id": "visit-x"}

    with ThreadPoolExecutor(50) as pool:
        statuses = Counter(pool.map(lambda _: caller.send(changes).status_code, range(50)))

    assert statuses == {200: 1, 409: 49}
    assert len(caller.messages()) == 1


@pytest.mark.usefixtures("small_memory")
def test_the_memory_is_bounded_and_forgets_the_oldest(caller: Caller) -> None:
    oldest = caller.sent()
    otp = caller.otp(oldest)
    caller.sent()
    newest = caller.sent()

    assert caller.verify_rightly(newest).status_code == 200
    assert refusal(caller.verify(oldest, otp)) == (400, "verification_id_value_invalid")
