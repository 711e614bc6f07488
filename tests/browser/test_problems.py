"""What keeps a customer from going on, and the way on from there."""

import pytest
from playwright.sync_api import expect

from tests.browser.customers import VIKRAM, at
from tests.browser.expectations import BROKEN, OUR_SIDE, UNKNOWN, WAYS_ON
from tests.browser.pages.code import CodePage
from tests.browser.pages.page import Page
from tests.browser.pages.problem import ProblemPage
from tests.browser.pages.start import StartPage
from tests.browser.visit import Visit
from tests.servers import Stage


@pytest.mark.parametrize(
    ("answer", "heading", "status", "picture"),
    [
        ("401 authentication_failed", OUR_SIDE, 503, "problem-our-side"),
        ("500 verification_failed", BROKEN, 502, "problem-broken"),
        ("no answer", UNKNOWN, 504, "problem-unknown"),
    ],
)
def test_a_check_that_fails_costs_the_customer_nothing(
    visit: Visit, answer: str, heading: str, status: int, picture: str
) -> None:
    unlucky = at("verify", answer)
    StartPage.opened_by(visit).give_details(unlucky).try_right_code(unlucky)

    problem = ProblemPage(visit, heading=heading, status=status).pictured(picture)
    problem.shows("If you contact us, quote").hides(*visit.private)
    assert problem.way_on == WAYS_ON[heading]

    problem.go_on()
    CodePage(visit).sent_by("SMS", unlucky).has_tries_left(4 if heading == UNKNOWN else 5)


def test_a_busy_service_keeps_the_code_and_says_when_to_come_back(visit: Visit, stage: Stage) -> None:
    busy = at("verify", "429 too_many_requests_per_operation")
    code = StartPage.opened_by(visit).give_details(busy)
    typed = code.newest_code(busy)
    code.try_right_code(busy)

    kept = CodePage(visit, status=503).pictured("code-busy").is_to_be_tried_again_within(30)
    kept.shows("Your code was not used up: enter it again from ").has_tries_left(5)
    expect(kept.otp).to_have_value(typed)


def test_a_code_of_which_nobody_knows_whether_it_was_sent(visit: Visit) -> None:
    unsure = at("send", "no answer")

    code = StartPage.opened_by(visit).give_details(unsure).pictured("code-unconfirmed")

    code.shows("Your code may be on its way").enter_right_code(unsure)


def test_a_slow_answer_is_waited_for(visit: Visit) -> None:
    slow = at("verify", "slow answer")

    StartPage.opened_by(visit).give_details(slow).enter_right_code(slow)


def test_an_address_that_leads_nowhere(visit: Visit) -> None:
    visit.go("/nowhere")

    lost = ProblemPage(visit, heading="Page not found", status=404).pictured("problem-not-found")

    lost.go_on()
    StartPage(visit)


@pytest.mark.parametrize(("button", "heading"), [("Stop here", "You have finished"), ("Use another number", None)])
def test_a_single_button_on_an_outdated_page_does_nothing(visit: Visit, button: str, heading: str | None) -> None:
    code = StartPage.opened_by(visit).give_details(VIKRAM)
    visit.outdate_page()
    code.press(button)

    outdated = ProblemPage(visit, heading="This page was out of date", status=400).pictured("problem-out-of-date")
    outdated.go_on()
    CodePage(visit).press(button)
    Page(visit, heading=heading or "Use another number")
