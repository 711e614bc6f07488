"""The pages as a customer meets them, in and out of turn, without scripts."""

import re

import pytest
import requests

from tests.servers import Stage
from tests.visitor import AGREED, PERSON, Customer

MODEL = "Pixel 9 Test"


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


def test_what_the_customer_agreed_to_reaches_cashfree_as_it_was(stage: Stage) -> None:
    """Given a phone that names its model, when the customer agrees, then a device cookie is set, and not before."""
    customer = Customer(stage)
    customer.session.headers.update({"Sec-CH-UA-Model": f'"{MODEL}"', "Sec-CH-UA-Platform": '"Android"'})
    assert "Sec-CH-UA-Model" in customer.look("/").reply.headers["Accept-CH"]
    customer.start(consent="")
    assert set(customer.session.cookies.keys()) == {"onboarding"}
    customer.start()
    assert set(customer.session.cookies.keys()) == {"onboarding", "device"}
    journey = stage.app.extensions["visitor"].onboarding._store.find(_token(stage, customer))
    evidence = journey.details.evidence
    assert (evidence.model.value, evidence.model.provenance) == (MODEL, "client hint")
    assert (evidence.os_type.value, evidence.ip.value, evidence.ip_origin.value) == ("Android", "127.0.0.1", "HOME")


def _token(stage: Stage, customer: Customer) -> str:
    serializer = stage.app.session_interface.get_signing_serializer(stage.app)  # type: ignore[attr-defined]
    return str(serializer.loads(customer.session.cookies["onboarding"])["journey"])


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
    assert re.search(r"quote <strong>[2-9A-Z]{4}-[2-9A-Z]{4}</strong>", problem.text)
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


def test_a_form_sent_after_its_journey_timed_out_starts_a_new_one(stage: Stage) -> None:
    """Given the number form left open for half an hour, when it is sent, then it is taken all the same."""
    customer = Customer(stage)
    customer.start()
    token = customer.send("/otp/change", {}).values["csrf_token"]
    stage.clock.pass_by(minutes=31)
    assert customer.send("/", {**PERSON, **AGREED}, token).path == "/otp"


def test_the_code_page_speaks_of_the_wait_in_the_customers_clock(stage: Stage) -> None:
    """Given a code just sent, when another is asked for, then the answer is 429 with the moment, on the same page."""
    customer = Customer(stage)
    token = customer.start().values["csrf_token"]
    page = customer.send("/otp/resend", {"notification_modes": "SMS"}, token)
    assert (page.status, page.title) == (429, "Enter your code")
    assert re.search(r"You can ask for another code from \d{1,2}:\d\d:\d\d [ap]m", page.text)


def test_logging_out_of_one_browser_leaves_another_alone(stage: Stage) -> None:
    """Given two customers, when one finishes, then the other goes on."""
    one, other = Customer(stage), Customer(stage)
    one.start()
    other.start(mobile_number="9876543210")
    one.send("/finish", {}, one.look("/otp").values["csrf_token"])
    assert other.enter_code(mobile_number="9876543210").path == "/summary"


def test_static_files_may_be_kept_and_pages_may_not(stage: Stage) -> None:
    """Given any address, when it answers, then only static files may be stored by the browser."""
    kept = requests.get(f"{stage.url}/static/site.css", timeout=5).headers["Cache-Control"]
    assert "max-age=3600" in kept
    for path in ("/", "/finish", "/nowhere", "/demo/phone"):
        assert requests.get(stage.url + path, timeout=5).headers["Cache-Control"] == "no-store"
