"""What a second tab shows while Cashfree is being asked for the first."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.customers import at
from tests.browser.expectations import UNKNOWN
from tests.browser.pages.code import CheckingPage, CodePage, SendingPage
from tests.browser.pages.problem import ProblemPage
from tests.browser.pages.start import StartPage
from tests.browser.visit import Visit
from tests.servers import Stage, staged


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An application that waits for an answer as long as a story looks elsewhere."""
    with staged(tmp_path, cashfree_timeout_seconds=25) as stage:
        yield stage


def test_a_code_that_is_being_sent(visit: Visit, stage: Stage) -> None:
    slow = at("send", "no answer")
    start = StartPage.opened_by(visit).fill_in(slow)

    with visit.leaving_by(lambda: start.send_button.click(no_wait_after=True)):
        _wait_for_message(stage, slow.mobile_number)
        beside = visit.in_another_tab("/otp")
        sending = SendingPage(beside).offers_only_to_look_again().pictured("code-sending")
        stage.end_calls_that_hang()

    CodePage(visit)
    sending.look_again()
    CodePage(beside).enter_right_code(slow)
    assert len(stage.messages(slow.mobile_number)) == 1


def test_a_code_that_is_being_checked(visit: Visit, stage: Stage) -> None:
    slow = at("verify", "no answer")
    code = StartPage.opened_by(visit).give_details(slow)
    beside = visit.in_another_tab("/otp")
    code.fill_in(code.newest_code(slow))

    with visit.leaving_by(lambda: code.check_button.click(no_wait_after=True)):
        _reload_until(beside, CheckingPage.heading)
        CheckingPage(beside).offers_only_to_look_again().pictured("code-checking")
        stage.end_calls_that_hang()

    ProblemPage(visit, heading=UNKNOWN, status=504)
    beside.window.get_by_role("heading", level=1, name=CodePage.heading).wait_for()
    beside.reload()
    CodePage(beside).has_tries_left(4)


def _wait_for_message(stage: Stage, mobile_number: str) -> None:
    for _ in range(1000):
        if stage.messages(mobile_number):
            return
        time.sleep(0.02)
    raise AssertionError("Nothing is being sent")


def _reload_until(visit: Visit, heading: str) -> None:
    for _ in range(200):
        visit.reload()
        if visit.window.get_by_role("heading", level=1).inner_text() == heading:
            return
    raise AssertionError(f"The page does not become: {heading}")
