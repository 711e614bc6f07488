"""The pages as a customer meets them, in and out of turn, without scripts."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from tests.servers import Stage, staged
from tests.visitor import AGREED, PERSON, Customer, Page
from webapp.clock import INDIA


def test_from_the_first_page_to_the_last(stage: Stage) -> None:
    """Given an invented person, when the code is entered, then a masked summary is shown and can be erased."""
    customer = Customer(stage)
    assert customer.start().path == "/otp"
    summary = customer.enter_code()
    assert (summary.path, summary.title, summary.status) == ("/summary", "What was found", 200)
    assert "A••• R•••" in summary.text
    assert PERSON["mobile_number"] not in summary.text
    end = customer.send("/finish", {}, summary.values["csrf_token"])
    assert (end.path, end.title) == ("/finish", "You have finished")
    assert customer.look("/summary").path == "/"


@pytest.mark.parametrize(("number", "name", "title"), [
    ("9000000003", "Meera Kulkarni", "No details were found"),
    ("9000000006", "Asha Rao", "The name does not match"),
    ("9000000007", "Nobody Named", "Something was found, but no name"),
])  # fmt: skip
def test_a_record_that_cannot_be_shown_is_a_page_of_its_own(stage: Stage, number: str, name: str, title: str) -> None:
    """Given nothing found, another's name or none, when the code is right, then the page says so and shows no value."""
    customer = Customer(stage)
    customer.start(mobile_number=number, name=name)
    page = customer.enter_code(mobile_number=number)
    assert (page.status, page.title) == (200, title)
    assert "••••" not in page.text


def test_a_step_out_of_turn_leads_to_the_right_page(stage: Stage) -> None:
    """Given each stage of a journey, when any page is asked for, then the customer lands where they belong."""
    customer = Customer(stage)
    for path in ("/otp", "/summary"):
        assert customer.look(path).path == "/"
    customer.start()
    for path in ("/", "/summary", "/otp"):
        assert customer.look(path).path == "/otp"
    customer.enter_code()
    for path in ("/", "/otp", "/summary"):
        assert customer.look(path).path == "/summary"
    token = customer.look("/summary").values["csrf_token"]
    for path in ("/", "/otp", "/otp/resend", "/otp/change"):
        assert customer.send(path, {**PERSON, **AGREED}, token).path == "/summary"
    assert len(stage.messages(PERSON["mobile_number"])) == 1


def test_every_post_that_goes_well_answers_with_a_redirect(stage: Stage) -> None:
    """Given each form, when it is taken, then the answer is 303, so that reload and back repeat nothing."""
    customer = Customer(stage)
    seen = []
    customer.session.hooks["response"].append(lambda reply, **_: seen.append((reply.request.method, reply.status_code)))
    customer.start()
    customer.send("/otp/change", {})
    stage.clock.pass_by(seconds=31)
    customer.start()
    stage.clock.pass_by(seconds=61)
    customer.send("/otp/resend", {"notification_modes": "WHATSAPP"})
    customer.enter_code()
    customer.send("/finish", {})
    posts = [status for method, status in seen if method == "POST"]
    assert posts == [303] * 6


def test_another_number_keeps_everything_but_the_number_and_the_consent(stage: Stage) -> None:
    """Given a code sent to a wrong number, when it is changed, then the form is filled in but for those two."""
    customer = Customer(stage)
    customer.start(mobile_number="9876543210", notification_modes="WHATSAPP", ip_origin="OFFICE")
    page = customer.send("/otp/change", {})
    assert page.path == "/"
    assert page.values["mobile_number"] == ""
    assert page.values["name"] == PERSON["name"]
    assert (page.values["notification_modes"], page.values["ip_origin"]) == ("WHATSAPP", "OFFICE")
    assert "consent" not in page.values


def test_a_failed_send_keeps_what_was_typed(stage: Stage) -> None:
    """Given an upstream that is down, when the customer goes back to the form, then nothing has to be typed again."""
    customer = Customer(stage)
    problem = customer.start(mobile_number="6000000117")
    assert problem.status == 502
    assert re.search(r"quote <strong>[2-9A-Z]{4}(-[2-9A-Z]{4}){2}</strong>", problem.text)
    form = customer.look("/")
    assert (form.values["mobile_number"], form.values["name"]) == ("6000000117", PERSON["name"])
    assert "consent" not in form.values


def test_a_journey_that_timed_out_says_so_once_and_starts_anew(stage: Stage) -> None:
    """Given half an hour of silence, when the customer comes back, then the first page says what happened."""
    customer = Customer(stage)
    customer.start()
    stage.clock.pass_by(minutes=31)
    page = customer.look("/otp")
    assert page.path == "/"
    assert "Your visit timed out" in page.text
    assert customer.start().path == "/otp"


def test_a_form_sent_after_its_journey_timed_out_comes_back_filled_in(stage: Stage) -> None:
    """Given the number form left open for half an hour, when it is sent, then it says so and keeps the input."""
    customer = Customer(stage)
    customer.start()
    token = customer.send("/otp/change", {}).values["csrf_token"]
    stage.clock.pass_by(minutes=31)
    page = customer.send("/", {**PERSON, **AGREED}, token)
    assert (page.status, page.values["name"], "consent" in page.values) == (422, PERSON["name"], False)
    assert "Your visit timed out" in page.text
    assert customer.send("/", {**PERSON, **AGREED}, page.values["csrf_token"]).path == "/otp"


def _press_twice(stage: Stage, customer: Customer, page: Page) -> None:
    fields = {**PERSON, **AGREED, "notice": customer.notice(), "csrf_token": page.values["csrf_token"]}
    cookies = customer.session.cookies.get_dict()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: requests.post(stage.url, data=fields, cookies=cookies, timeout=10), range(8)))


def test_a_double_click_sends_one_message(stage: Stage) -> None:
    """Given the first page, new, out of date or timed out, when its button is pressed often, then one code is sent."""
    customer = Customer(stage)
    _press_twice(stage, customer, customer.look("/"))
    assert len(stage.messages(PERSON["mobile_number"])) == 1
    other = Customer(stage)
    _press_twice(stage, other, other.send("/", {**PERSON, **AGREED}, "out of date"))
    assert len(stage.messages(PERSON["mobile_number"])) == 2
    stage.clock.pass_by(minutes=31)
    _press_twice(stage, customer, customer.send("/", {**PERSON, **AGREED}, customer.token()))
    assert len(stage.messages(PERSON["mobile_number"])) == 3


def test_while_a_code_is_being_sent_the_page_waits(stage: Stage) -> None:
    """Given a send under way, when the code page is looked at, then it says so and offers nothing that does nothing."""
    customer = Customer(stage)
    token = customer.token()
    with ThreadPoolExecutor(1) as pool:
        hung = pool.submit(customer.send, "/", {**PERSON, **AGREED, "mobile_number": "6000000302"}, token)
        while not stage.messages("6000000302") and not hung.done():
            time.sleep(0.02)
        page = customer.look("/otp")
        assert page.title == "We are sending your code"
        assert "<form" not in page.text
        stage.end_calls_that_hang()
        assert "Your code may be on its way" in hung.result().text


def test_a_wrong_code_is_told_once_however_often_the_page_is_reloaded(stage: Stage) -> None:
    """Given a wrong code, when the page is reloaded, then no further try is spent."""
    customer = Customer(stage)
    customer.start()
    page = customer.enter_code("0000")
    assert (page.status, page.path) == (200, "/otp")
    assert "This is not the code we sent" in page.text
    assert "4 tries left" in customer.look("/otp").text


def test_a_locked_journey_has_one_page_that_every_step_leads_to(stage: Stage) -> None:
    """Given ten wrong codes, when any step is tried, then the customer is told why it is over and can start again."""
    customer = Customer(stage)
    customer.start()
    for _ in range(5):
        customer.enter_code("0000")
    stage.clock.pass_by(seconds=31)
    customer.send("/otp/resend", {"notification_modes": "SMS"}, customer.look("/otp").values["csrf_token"])
    token = customer.look("/otp").values["csrf_token"]
    for _ in range(5):
        page = customer.send("/otp", {"otp": "0000"}, token)
    assert (page.path, page.status, page.title) == ("/locked", 403, "Too many wrong codes")
    for path in ("/otp", "/otp/resend", "/otp/change"):
        assert customer.send(path, {"otp": ""}, token).path == "/locked"
    assert customer.start().path == "/otp"


def test_the_code_page_speaks_of_the_wait_in_the_customers_clock(stage: Stage) -> None:
    """Given a code just sent, when another is asked for, then the answer is 429 with the moment, on the same page."""
    customer = Customer(stage)
    token = customer.start().values["csrf_token"]
    page = customer.send("/otp/resend", {"notification_modes": "SMS"}, token)
    assert (page.status, page.title) == (429, "Enter your code")
    assert re.search(r"You can ask for another from \d{1,2}:\d\d:\d\d [ap]m", page.text)


def test_the_code_page_says_until_when_the_code_works(tmp_path: Path) -> None:
    """Given codes that work for four minutes, then the page says the minute of the end, and at the end it is called."""
    with staged(tmp_path, otp_lifetime_minutes=4) as stage:
        stage.clock.stop()
        customer = Customer(stage)
        page = customer.start()
        ends = stage.clock() + timedelta(minutes=4)
        told = re.search(r"The code works until <strong><time[^>]+>(\d{1,2}:\d\d)\s[ap]m</time>", page.text)
        assert told is not None
        assert told[1] == f"{ends.astimezone(INDIA):%-I:%M}"
        stage.clock.pass_by(minutes=4)
        assert customer.look("/otp").title.startswith("Your code has expired")


def test_logging_out_of_one_browser_leaves_another_alone(stage: Stage) -> None:
    """Given two customers, when one finishes, then the other goes on."""
    one, other = Customer(stage), Customer(stage)
    one.start()
    other.start(mobile_number="9876543210")
    one.send("/finish", {}, one.look("/otp").values["csrf_token"])
    assert other.enter_code(mobile_number="9876543210").path == "/summary"


def test_a_journey_that_is_still_open_is_not_called_finished(stage: Stage) -> None:
    """Given a code just sent, when the last page is asked for, then the customer is led to where they are."""
    customer = Customer(stage)
    customer.start()
    assert customer.look("/finish").path == "/otp"
