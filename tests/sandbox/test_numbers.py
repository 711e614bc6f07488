"""Numbers that are put together: the catalogue of their parts, and what happens to their calls.

That each answer and fault is the same as at its special number is tried in `test_answers` and `test_faults`.
"""

import json
import re
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.caller import CONFIG, Caller, MovingClock
from webapp.sandbox import numbers
from webapp.sandbox.answers import Operation
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.numbers import DELAYS, Script, number_for, script_of
from webapp.sandbox.people import PEOPLE, Person
from webapp.sandbox.scenarios import SCENARIOS, Scenario
from webapp.sandbox.server import serve

# Links that people share hold keys, so a key that changes or goes breaks them; new ones may join.
PEOPLE_KEYS = """
    asha-ramanathan vikram-sethi meera-kulkarni rahul-sharma farida-sheikh gurpreet-dhillon nobody-named lakshmi-iyer
    kabir-nair
"""
SEND_KEYS = """
    200-otp_generated 400-verification_id_missing 400-verification_id_value_invalid 400-mobile_number_value_invalid
    400-mobile_number_missing 400-notification_modes_missing 400-name_value_invalid 400-name_length_exceeded
    400-x-client-id_missing 400-x-client-secret_value_invalid
"""
VERIFY_KEYS = """
    200-success 200-details_not_found 400-verification_id_missing 400-otp_empty 400-otp_value_invalid 400-otp_expired
    400-otp_retry_limit_exhaust
"""
SHARED_KEYS = """
    401-authentication_failed 403-ip_validation_failed 403-authentication_failed 409-verification_id_already_exists
    422-insufficient_balance 500-verification_failed 502-verification_failed 429-too_many_requests_per_operation
    429-too_many_requests_per_ip 418-teapot_boiled_over slow-answer no-answer connection-reset connection-cut-off
    truncated-json html-error-page html-with-status-200 empty-body wrong-content-type dripping-body oversized-body
    redirect undocumented-status
"""
KEYS = [
    *PEOPLE_KEYS.split(),
    *(f"send-{key}" for key in (SEND_KEYS + SHARED_KEYS).split()),
    *(f"verify-{key}" for key in (VERIFY_KEYS + SHARED_KEYS).split()),
]
OUT_OF_THE_LISTS = ("6905000000", "6900340000", "6900003100", "6999999999")


def _catalogue(caller: Caller) -> dict[str, Any]:
    response = requests.get(f"{caller.running.origin}/catalogue.json", timeout=5)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = response.json()
    return found


def _record(caller: Caller, mobile_number: str, name: str = "Nila Verma") -> dict[str, object]:
    response = caller.verify_rightly(caller.sent(mobile_number, name=name))
    assert response.status_code == 200, response.text
    body: Mapping[str, object] = response.json()
    return {key: value for key, value in body.items() if key not in {"verification_id", "reference_id"}}


def test_every_key_of_the_catalogue_is_there_once_and_stays(caller: Caller) -> None:
    found = _catalogue(caller)

    assert sorted(str(row["key"]) for row in found["people"] + found["scenarios"]) == sorted(KEYS)
    assert len(set(KEYS)) == len(KEYS)


def test_the_catalogue_tells_of_every_special_number(caller: Caller) -> None:
    found = _catalogue(caller)

    listed = {row["mobile_number"]: row for row in found["people"] + found["scenarios"]}
    assert len(listed) == len(SCENARIOS)
    for row in SCENARIOS:
        told = listed[row.mobile_number]
        assert (told["name"], told["sentence"]) == (row.name, row.sentence)
        if row.operation:
            assert told["operation"] == row.operation
            answer = (row.answer.status, row.answer.code) if row.answer else (None, None)
            assert (told["status"], told["code"], told["fault"]) == (*answer, row.fault)
    assert found["delays"] == list(DELAYS)


@given(
    person=st.sampled_from([None, *PEOPLE]),
    delay=st.sampled_from(DELAYS),
    send=st.sampled_from([None, *(row for row in SCENARIOS if row.operation is Operation.SEND)]),
    verify=st.sampled_from([None, *(row for row in SCENARIOS if row.operation is Operation.VERIFY)]),
)
@settings(max_examples=300, derandomize=True, database=None, deadline=None)
def test_a_number_says_what_it_was_made_of(
    person: Person | None, delay: int, send: Scenario | None, verify: Scenario | None
) -> None:
    script = Script(person, delay, send, verify)

    number = number_for(script)

    assert re.fullmatch(r"69[0-9]{8}", number)
    assert script_of(number) == script


def test_no_special_number_could_be_taken_for_one_put_together() -> None:
    assert not [row for row in SCENARIOS if row.mobile_number.startswith("69")]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_a_person_s_record_comes_with_the_number_that_was_verified(caller: Caller, person: Person) -> None:
    reply = caller.ask_number(person=person.key).json()
    assert reply["name"] == person.name

    record = _record(caller, reply["mobile_number"], person.name)

    own = _record(caller, person.mobile_number, person.name)
    assert json.dumps(record) == json.dumps(own).replace(person.mobile_number, reply["mobile_number"])
    assert person.mobile_number not in json.dumps(record)


@pytest.mark.parametrize("mobile_number", OUT_OF_THE_LISTS)
def test_a_number_that_names_what_is_not_listed_is_like_any_other(caller: Caller, mobile_number: str) -> None:
    record = _record(caller, mobile_number, "Dr. Meher-Jan Irani")

    assert record["status"] == "SUCCESS"
    assert '"full_name": "DR. MEHER-JAN IRANI"' in json.dumps(record)
    assert script_of(mobile_number) == Script()


@pytest.mark.parametrize("parts", [{}, {"person": "", "delay": "", "send": "", "verify": ""}, {"delay": "0"}], ids=str)
def test_a_number_of_nothing_out_of_the_ordinary(caller: Caller, parts: dict[str, str]) -> None:
    reply = caller.ask_number(**parts)

    assert reply.headers["Cache-Control"] == "no-store"
    body = reply.json()
    assert (set(body), body["name"]) == ({"mobile_number", "name"}, None)
    assert '"full_name": "NILA VERMA"' in json.dumps(_record(caller, body["mobile_number"]))


def test_all_parts_hold_at_once(caller: Caller) -> None:
    number = caller.number(person="asha-ramanathan", send="send-slow-answer", verify="verify-wrong-content-type")
    started = time.monotonic()
    verification_id = caller.sent(number)
    assert time.monotonic() - started >= CONFIG.slow_seconds

    response = caller.verify_rightly(verification_id)

    assert response.headers["Content-Type"].startswith("text/plain")
    assert response.json()["personal_details"]["full_name"] == "ASHA RAMANATHAN"


@pytest.mark.parametrize("person", ["", "asha-ramanathan"])
def test_nothing_is_found_of_anybody_where_verify_is_to_find_nothing(caller: Caller, person: str) -> None:
    record = _record(caller, caller.number(person=person, verify="verify-200-details_not_found"))

    assert record.pop("status") == "DETAILS_NOT_FOUND"
    assert not any(record.values())


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"person": "nobody"}, "person 'nobody'"),
        ({"delay": "3"}, "delay '3'"),
        ({"delay": "-1"}, "delay '-1'"),
        ({"delay": "soon"}, "delay 'soon'"),
        ({"send": "verify-no-answer"}, "send 'verify-no-answer'"),
        ({"person": "asha-ramanathan", "verify": "500"}, "verify '500'"),
    ],
    ids=str,
)
def test_a_part_that_is_not_in_the_catalogue_is_not_found(caller: Caller, parts: dict[str, str], said: str) -> None:
    response = caller.ask_number(**parts)

    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/json")
    assert response.json() == {"message": f"The catalogue has no {said}."}


def test_two_who_ask_the_same_mostly_get_different_numbers(caller: Caller) -> None:
    assert len({caller.number(person="vikram-sethi", delay=2) for _ in range(20)}) > 10


def test_a_number_is_good_at_a_server_that_never_heard_of_it(caller: Caller) -> None:
    number = caller.number(person="farida-sheikh", verify="verify-500-verification_failed")

    clock = MovingClock()
    with serve(create_sandbox(CONFIG, clock)) as later:
        again = Caller(later, clock)
        response = again.verify_rightly(again.sent(number))

    assert (response.status_code, response.json()["code"]) == (500, "verification_failed")


def test_a_delay_is_in_seconds(caller: Caller) -> None:
    assert caller.send({"mobile_number": caller.number(delay=1)}).elapsed.total_seconds() >= 1


@pytest.mark.parametrize(
    ("send", "verify", "statuses"),
    [
        ("", "", (200, 200)),
        ("send-401-authentication_failed", "", (401, None)),
        ("", "verify-400-otp_expired", (200, 400)),
    ],
)
def test_a_delay_comes_before_every_answer_of_both_operations(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, send: str, verify: str, statuses: tuple[int, int | None]
) -> None:
    number = caller.number(delay=8, send=send, verify=verify)
    monkeypatch.setattr(numbers, "DELAYS", (0, 0, 0, 0, 0.2))

    replies = [caller.send({"mobile_number": number})]
    if replies[0].status_code == 200:
        replies.append(caller.verify_rightly(replies[0].json()["verification_id"]))

    assert [reply.status_code for reply in replies] == [status for status in statuses if status]
    assert all(reply.elapsed.total_seconds() >= 0.2 for reply in replies)


def test_stopping_does_not_wait_for_a_number_s_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, arrived = MovingClock(), threading.Event()
    app = create_sandbox(CONFIG, clock)
    app.before_request(arrived.set)
    running = serve(app)
    caller = Caller(running, clock)
    number = caller.number(delay=8)
    monkeypatch.setattr(numbers, "DELAYS", (0, 0, 0, 0, 60))
    arrived.clear()

    with ThreadPoolExecutor() as pool:
        call = pool.submit(caller.send, {"mobile_number": number}, 120)
        assert arrived.wait(30)
        assert not call.done()
        started = time.monotonic()
        running.stop()
        call.exception(timeout=30)

    assert time.monotonic() - started < 30  # half of what was to be waited for


def test_the_first_page_says_how_a_number_is_put_together(caller: Caller) -> None:
    page = requests.get(caller.running.origin, timeout=5).text

    assert 'href="/catalogue.json"' in page
    [example] = re.findall(r'href="(/numbers\?[^"]+)"', page)
    reply = requests.get(caller.running.origin + example.replace("&amp;", "&"), timeout=5)
    assert reply.json()["name"] == "Asha Ramanathan"
