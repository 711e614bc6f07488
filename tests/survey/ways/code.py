"""The page for the code, in each of its states."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from tests.browser.customers import ASHA
from tests.browser.customers import at as customer_at
from tests.browser.pages.code import (
    CheckingPage,
    CodePage,
    ExhaustedCodePage,
    ExpiredCodePage,
    QueuePage,
    SendingPage,
    TurnPage,
    UsedCodePage,
)
from tests.browser.visit import Visit
from tests.survey.steps import Way, at, begin, enter_code, field, fill_in, press, stay, wrong_code

_FRESH = timedelta(minutes=4, seconds=31)  # no longer: a consent this old is asked for again


def at_code(visit: Visit) -> None:
    """Have a code sent."""
    begin(visit, ASHA)
    at(visit, CodePage.heading)


def _code_wrong(visit: Visit) -> None:
    at_code(visit)
    enter_code(visit, wrong_code(visit, ASHA))
    at(visit, CodePage.heading)


def _code_malformed(visit: Visit) -> None:
    at_code(visit)
    enter_code(visit, "12a456")
    at(visit, CodePage.heading, 422)


def _code_sending(visit: Visit) -> None:
    slow = customer_at("send", "no answer")
    beside = visit.in_another_tab("/")
    fill_in(beside, slow)
    field(beside, "name").press("Enter", no_wait_after=True)
    _until(lambda: bool(visit.stage.messages(slow.mobile_number)))
    visit.go("/otp")
    stay(visit)
    at(visit, SendingPage.heading)


def _code_verifying(visit: Visit) -> None:
    slow = customer_at("verify", "no answer")
    begin(visit, slow)
    beside = visit.in_another_tab("/otp")
    field(beside, "otp").fill(visit.stage.newest_code(slow.mobile_number))
    field(beside, "otp").press("Enter", no_wait_after=True)
    heading = visit.words(CheckingPage.heading)

    def shows_it() -> bool:
        visit.reload()
        return visit.window.get_by_role("heading", level=1).inner_text() == heading

    _until(shows_it)
    stay(visit)
    at(visit, CheckingPage.heading)


def _code_waiting(visit: Visit) -> None:
    begin(visit, customer_at("send", "429 too_many_requests_per_operation"))
    stay(visit)
    at(visit, QueuePage.heading)


def _code_turn(visit: Visit) -> None:
    _code_waiting(visit)
    visit.window.unroute("**")
    # A script would press the button at once.
    visit.window.add_init_script("HTMLFormElement.prototype.requestSubmit = () => {}")
    opens = visit.window.locator("main time[datetime]").first.get_attribute("datetime") or ""
    visit.stage.clock.passed = datetime.fromisoformat(opens) - datetime.now(UTC) + timedelta(seconds=1)
    visit.go("/otp")
    at(visit, TurnPage.heading)


def _answered(operation: str, answer: str, heading: str, status: int, visit: Visit) -> None:
    """Have Mobile 360 answer in a certain way to the request for a code, or to the code."""
    customer = customer_at(operation, answer)
    begin(visit, customer)
    if operation == "verify":
        enter_code(visit, visit.stage.newest_code(customer.mobile_number))
    at(visit, heading, status)


def _code_no_more(visit: Visit) -> None:
    at_code(visit)  # the only one, by this stage's settings


def _code_too_soon(visit: Visit) -> None:
    at_code(visit)
    press(visit, "/otp/resend", "button[value=SMS]")
    at(visit, CodePage.heading, 429)


def _code_agree_again(visit: Visit) -> None:
    at_code(visit)
    visit.stage.clock.passed += _FRESH
    visit.reload()
    at(visit, CodePage.heading)


def _code_agree_again_errors(visit: Visit) -> None:
    _code_agree_again(visit)
    press(visit, "/otp/resend", "button[value=SMS]")
    at(visit, CodePage.heading, 422)


def _until(happened: Callable[[], bool]) -> None:
    for _ in range(100):
        if happened():
            return
        time.sleep(0.02)
    raise AssertionError("It does not happen")


CODES: dict[str, Way] = {
    "code": at_code,
    "code-wrong": _code_wrong,
    "code-last-try": _code_wrong,
    "code-malformed": _code_malformed,
    "code-sending": _code_sending,
    "code-verifying": _code_verifying,
    "code-waiting": _code_waiting,
    "code-turn": _code_turn,
    "code-expired": partial(_answered, "verify", "400 otp_expired", ExpiredCodePage.heading, 200),
    "code-exhausted": partial(_answered, "verify", "400 otp_retry_limit_exhaust", ExhaustedCodePage.heading, 200),
    "code-used": partial(_answered, "verify", "409 verification_id_already_exists", UsedCodePage.heading, 200),
    "code-unconfirmed": partial(_answered, "send", "connection reset", CodePage.heading, 200),
    "code-busy": partial(_answered, "verify", "429 too_many_requests_per_operation", CodePage.heading, 503),
    "code-too-soon": _code_too_soon,
    "code-no-more": _code_no_more,
    "code-agree-again": _code_agree_again,
    "code-agree-again-errors": _code_agree_again_errors,
}
