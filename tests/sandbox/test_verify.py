"""Verify-OTP: the code's life, and the rules of the body."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sandbox.caller import CONFIG, Caller, refusal
from webapp.sandbox.answers import Operation


def test_the_right_code_gives_the_record(caller: Caller) -> None:
    verification_id = caller.sent()

    response = caller.verify_rightly(verification_id)

    body = response.json()
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert (body["verification_id"], body["status"]) == (verification_id, "SUCCESS")
    assert isinstance(body["reference_id"], int)
    assert body["personal_details"]["full_name"] == "NILA VERMA"


def test_a_code_works_once(caller: Caller) -> None:
    verification_id = caller.sent()
    caller.verify_rightly(verification_id)

    again = caller.verify_rightly(verification_id)

    assert refusal(again) == (409, "verification_id_already_exists")


def test_a_code_works_once_even_when_used_many_times_at_once(caller: Caller) -> None:
    verification_id = caller.sent()
    otp = caller.otp(verification_id)

    with ThreadPoolExecutor(20) as pool:
        statuses = Counter(pool.map(lambda _: caller.verify(verification_id, otp).status_code, range(20)))

    assert statuses == {200: 1, 409: 19}


def test_the_last_try_may_still_be_right(caller: Caller) -> None:
    verification_id = caller.sent()
    guesses = caller.wrong_otps(verification_id)

    for _ in range(CONFIG.max_tries - 1):
        assert refusal(caller.verify(verification_id, next(guesses))) == (400, "otp_value_invalid")

    assert caller.verify_rightly(verification_id).status_code == 200


def test_beyond_the_limit_even_the_right_code_is_refused(caller: Caller) -> None:
    verification_id = caller.sent()
    guesses = caller.wrong_otps(verification_id)
    for _ in range(CONFIG.max_tries):
        assert refusal(caller.verify(verification_id, next(guesses))) == (400, "otp_value_invalid")

    assert refusal(caller.verify_rightly(verification_id)) == (400, "otp_retry_limit_exhaust")


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 400)])
def test_a_code_expires(caller: Caller, seconds: int, status: int) -> None:
    verification_id = caller.sent()
    caller.clock.move(seconds)

    response = caller.verify_rightly(verification_id)

    assert response.status_code == status
    assert response.json().get("code", "otp_expired") == "otp_expired"


def test_a_code_belongs_to_its_own_verification(caller: Caller) -> None:
    verification_id, other = caller.sent(), caller.sent("9812345671")
    guess = caller.otp(other)
    if guess == caller.otp(verification_id):  # one in a million
        guess = next(caller.wrong_otps(verification_id))

    assert refusal(caller.verify(verification_id, guess)) == (400, "otp_value_invalid")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"verification_id": "unknown", "otp": "123456"}, "verification_id_value_invalid"),
        ({"otp": "123456"}, "verification_id_missing"),
        ({"verification_id": "", "otp": "123456"}, "verification_id_missing"),
        ({"verification_id": "a/b", "otp": "123456"}, "verification_id_value_invalid"),
        ({"verification_id": "v" * 51, "otp": "123456"}, "verification_id_length_exceeded"),
        ({"verification_id": "unknown"}, "otp_empty"),
        ({"verification_id": "unknown", "otp": ""}, "otp_empty"),
        ({"verification_id": "unknown", "otp": None}, "otp_empty"),
        ({"verification_id": "unknown", "otp": 123456}, "otp_value_invalid"),
    ],
    ids=str,
)
def test_a_body_that_breaks_a_rule_is_refused_by_name(caller: Caller, body: object, code: str) -> None:
    assert refusal(caller.post(Operation.VERIFY, body)) == (400, code)


@pytest.mark.parametrize("otp", ["abc", "\ud800", "１２３４５６", " ", "0" * 10_000])
def test_a_code_of_any_kind_of_text_is_merely_wrong(caller: Caller, otp: str) -> None:
    assert refusal(caller.verify(caller.sent(), otp)) == (400, "otp_value_invalid")
