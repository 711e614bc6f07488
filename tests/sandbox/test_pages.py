"""The server's own pages: the table of special numbers, the messages, the description."""

import re

import pytest
import requests
import yaml

from tests.sandbox.caller import Caller
from webapp.sandbox.scenarios import SCENARIOS


def _get(caller: Caller, path: str, **headers: str) -> requests.Response:
    response = requests.get(f"{caller.running.origin}{path}", headers=headers, timeout=5)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return response


def test_the_first_page_lists_every_special_number_and_how_to_connect(caller: Caller) -> None:
    page = _get(caller, "/").text

    for row in SCENARIOS:
        assert page.count(f'<td class="number">{row.mobile_number}</td>') == 1
    assert f"<code>{caller.running.base_url}</code>" in page
    assert page.count("<h1") == 1
    assert "<script" not in page


def test_messages_are_listed_newest_first_as_a_page(caller: Caller) -> None:
    first, second = caller.sent("9812345671"), caller.sent("9812345672")

    page = _get(caller, "/messages").text

    assert page.index(second) < page.index(first)
    assert caller.otp(first) in page
    assert '<meta http-equiv="refresh" content="5">' in page


def test_the_page_can_be_kept_still(caller: Caller) -> None:
    assert "http-equiv" not in _get(caller, "/messages?refresh=off").text


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/messages?format=json", "*/*"), ("/messages", "application/json"), ("/messages?format=json", "text/html")],
)
def test_messages_can_be_had_as_json(caller: Caller, path: str, accept: str) -> None:
    verification_id = caller.sent("9812345671", notification_modes=["WHATSAPP"])

    [message] = _get(caller, path, Accept=accept).json()

    assert set(message) == {"mobile_number", "notification_mode", "text", "otp", "verification_id", "sent_at"}
    assert message["verification_id"] == verification_id
    assert message["notification_mode"] == "WHATSAPP"
    assert message["sent_at"] == "2026-03-14T12:00:00+00:00"
    assert re.fullmatch(r"[0-9]{6}", message["otp"])


def test_messages_of_one_number_can_be_picked_out(caller: Caller) -> None:
    caller.sent("9812345671")
    wanted = caller.sent("9812345672")

    assert [row["verification_id"] for row in caller.messages(mobile_number="9812345672")] == [wanted]
    assert "9812345671" not in _get(caller, "/messages?mobile_number=9812345672").text


def test_a_browser_gets_the_page_and_strange_input_stays_text(caller: Caller) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    page = _get(caller, "/messages?mobile_number=%3Cscript%3E", Accept=browser).text

    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.usefixtures("small_memory")
def test_only_so_many_messages_are_kept(caller: Caller) -> None:
    sent = [caller.sent() for _ in range(3)]

    assert [row["verification_id"] for row in caller.messages()] == [sent[2], sent[1]]


def test_the_description_is_served(caller: Caller) -> None:
    response = _get(caller, "/openapi.yaml")

    assert response.headers["Content-Type"].startswith("application/yaml")
    assert set(yaml.safe_load(response.text)["paths"]) == {"/mobile360/otp/send", "/mobile360/otp/verify"}


def test_messages_of_some_ids_can_be_picked_out(caller: Caller) -> None:
    first, _, last = (caller.sent(f"981234567{number}") for number in range(3))

    listed = _get(caller, f"/messages?format=json&verification_id={first}&verification_id={last}").json()

    assert [row["verification_id"] for row in listed] == [last, first]
    assert _get(caller, "/messages?format=json&verification_id=another").json() == []
