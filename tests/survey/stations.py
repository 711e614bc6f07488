"""Every state of every page by its name, and how a fresh visit gets there."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from werkzeug.exceptions import BadRequest, MethodNotAllowed, RequestEntityTooLarge

from tests.browser.customers import ASHA, GURPREET, KABIR, MEERA, NOBODY, VIKRAM
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
from tests.browser.pages.evidence import EvidencePage
from tests.browser.pages.notice import NoticePage
from tests.browser.pages.phone import PhonePage
from tests.browser.pages.receipt import ReceiptPage
from tests.browser.pages.start import OtherNumberPage, StartPage
from tests.browser.pages.summary import FinishedPage, NameDiffersPage, NoNamePage, NotFoundPage, SummaryPage
from tests.browser.pages.under_age import UnderAgePage
from tests.browser.pages.withdrawal import REFERENCE, ReceivedPage, WithdrawnPage, WithdrawPage
from tests.browser.visit import Visit
from tests.survey.steps import at, begin, enter, enter_code, field, fill_in, finish_code, press, stay, wrong_code
from webapp.journey.problems import Problem, Stopped
from webapp.pages.limits import TOO_MANY
from webapp.pages.problems import LOCKED, OUT_OF_DATE, PROBLEMS

_FRESH = timedelta(minutes=4, seconds=31)  # no longer: a consent this old is asked for again


def _start(visit: Visit) -> None:
    visit.go("/")
    at(visit, StartPage.heading)


def _start_errors(visit: Visit) -> None:
    _start(visit)
    enter(visit, "name")
    at(visit, StartPage.heading, 422)


def _start_refused(visit: Visit) -> None:
    begin(visit, customer_at("send", "400 mobile_number_value_invalid"))
    at(visit, StartPage.heading, 422)


def _start_not_sent(visit: Visit) -> None:
    begin(visit, customer_at("send", "502 verification_failed"))
    _start(visit)


def _start_timed_out(visit: Visit) -> None:
    _code(visit)
    visit.stage.clock.pass_by(minutes=30)
    _start(visit)


def _start_withdrawn(visit: Visit) -> None:
    _withdrawal_received(visit)
    _start(visit)


def _start_outdated(visit: Visit) -> None:
    _start(visit)
    visit.outdate_page()
    fill_in(visit, ASHA)
    enter(visit, "name")
    at(visit, StartPage.heading, 400)


def _start_notice_changed(visit: Visit) -> None:
    _start(visit)
    visit.window.locator("input[name=notice]").first.evaluate("field => { field.value = '0'.repeat(64) }")
    fill_in(visit, ASHA)
    enter(visit, "name")
    at(visit, StartPage.heading, 422)


def _start_other_number(visit: Visit) -> None:
    _code(visit)
    press(visit, "/otp/change")
    at(visit, OtherNumberPage.heading)


def _code(visit: Visit) -> None:
    begin(visit, ASHA)
    at(visit, CodePage.heading)


def _code_wrong(visit: Visit) -> None:
    _code(visit)
    enter_code(visit, wrong_code(visit, ASHA))
    at(visit, CodePage.heading)


def _code_malformed(visit: Visit) -> None:
    _code(visit)
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
    _code(visit)  # the only one, by this stage's settings


def _code_too_soon(visit: Visit) -> None:
    _code(visit)
    press(visit, "/otp/resend", "button[value=SMS]")
    at(visit, CodePage.heading, 429)


def _code_agree_again(visit: Visit) -> None:
    _code(visit)
    visit.stage.clock.passed += _FRESH
    visit.reload()
    at(visit, CodePage.heading)


def _code_agree_again_errors(visit: Visit) -> None:
    _code_agree_again(visit)
    press(visit, "/otp/resend", "button[value=SMS]")
    at(visit, CodePage.heading, 422)


def _summary(visit: Visit) -> None:
    finish_code(visit, ASHA)
    at(visit, SummaryPage.heading)


def _summary_opened(visit: Visit) -> None:
    _summary(visit)
    visit.window.evaluate("document.querySelectorAll('main details').forEach(kind => { kind.open = true })")


def _summary_thin(visit: Visit) -> None:
    finish_code(visit, VIKRAM)
    at(visit, SummaryPage.heading)


def _name_differs(visit: Visit) -> None:
    finish_code(visit, GURPREET.named(VIKRAM.name))
    at(visit, NameDiffersPage.heading)


def _no_name(visit: Visit) -> None:
    finish_code(visit, NOBODY)
    at(visit, NoNamePage.heading)


def _not_found(visit: Visit) -> None:
    finish_code(visit, MEERA)
    at(visit, NotFoundPage.heading)


def _finished(visit: Visit) -> None:
    _summary(visit)
    press(visit, "/finish")
    at(visit, FinishedPage.heading)


def _under_age(visit: Visit) -> None:
    visit.go("/")
    fill_in(visit, ASHA, adult="NO")
    enter(visit, "name")
    at(visit, UnderAgePage.heading, 403)


def _under_age_on_record(visit: Visit) -> None:
    finish_code(visit, KABIR)
    at(visit, UnderAgePage.heading, 403)


def _notice(visit: Visit) -> None:
    visit.go("/consent/notice")
    at(visit, NoticePage.heading)


def _at_own_consent(path: str, heading: str, visit: Visit) -> None:
    """Give a consent, and open an address that speaks of it."""
    _code(visit)
    visit.go(path)
    at(visit, heading)


_withdraw = partial(_at_own_consent, "/consent/withdraw", WithdrawPage.heading)


def _withdraw_form(visit: Visit) -> None:
    visit.go("/consent/withdraw")
    at(visit, WithdrawPage.heading)


def _withdraw_errors(visit: Visit) -> None:
    _withdraw_form(visit)
    enter(visit, "mobile_number")
    at(visit, WithdrawPage.heading, 422)


def _withdrawn(visit: Visit) -> None:
    _withdraw(visit)
    press(visit, "/consent/withdraw")
    at(visit, WithdrawnPage.heading)


def _withdrawal_received(visit: Visit) -> None:
    _withdraw(visit)
    reference = visit.window.get_by_text(REFERENCE).first.inner_text()
    visit.go("/consent/withdraw?another=1")
    field(visit, "reference").fill(reference)
    field(visit, "mobile_number").fill(ASHA.mobile_number)
    enter(visit, "mobile_number")
    at(visit, ReceivedPage.heading)


def _raised(error: Exception, heading: str, status: int, visit: Visit) -> None:
    """Come to a page that cannot be made, in the middle of a journey."""

    def fail() -> str:
        raise error

    _code(visit)
    visit.stage.app.view_functions["pages.notice"] = fail
    visit.go("/consent/notice")
    at(visit, heading, status)


def _problem(problem: Problem, visit: Visit) -> None:
    timed = problem in {Problem.BUSY, Problem.UPSTREAM_AWAY}
    until = visit.stage.clock() + timedelta(seconds=40) if timed else None
    _raised(Stopped(problem, until), PROBLEMS[problem].title, PROBLEMS[problem].status, visit)


def _out_of_date(visit: Visit) -> None:
    _code(visit)
    visit.outdate_page()
    press(visit, "/otp/change")
    at(visit, OUT_OF_DATE.title, OUT_OF_DATE.status)


def _limited(visit: Visit) -> None:
    visit.go("/")
    visit.go("/")  # once too often, by this stage's settings
    at(visit, TOO_MANY.title, TOO_MANY.status)


def _locked(visit: Visit) -> None:
    _code(visit)
    enter_code(visit, wrong_code(visit, ASHA))  # the only try, by this stage's settings
    at(visit, LOCKED.title, LOCKED.status)


def _nowhere(visit: Visit) -> None:
    visit.go("/nowhere")
    at(visit, "Page not found", 404)


def _until(happened: Callable[[], bool]) -> None:
    for _ in range(100):
        if happened():
            return
        time.sleep(0.02)
    raise AssertionError("It does not happen")


STATIONS: dict[str, Callable[[Visit], None]] = {
    "start": _start,
    "start-errors": _start_errors,
    "start-refused": _start_refused,
    "start-not-sent": _start_not_sent,
    "start-timed-out": _start_timed_out,
    "start-withdrawn": _start_withdrawn,
    "start-outdated": _start_outdated,
    "start-notice-changed": _start_notice_changed,
    "start-other-number": _start_other_number,
    "code": _code,
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
    "summary": _summary,
    "summary-opened": _summary_opened,
    "summary-thin": _summary_thin,
    "name-differs": _name_differs,
    "no-name": _no_name,
    "not-found": _not_found,
    "finished": _finished,
    "under-age": _under_age,
    "under-age-on-record": _under_age_on_record,
    "notice": _notice,
    "receipt": partial(_at_own_consent, "/consent/receipt", ReceiptPage.heading),
    "evidence": partial(_at_own_consent, "/consent/evidence", EvidencePage.heading),
    "withdraw": _withdraw,
    "withdraw-form": _withdraw_form,
    "withdraw-errors": _withdraw_errors,
    "withdrawn": _withdrawn,
    "withdrawal-received": _withdrawal_received,
    **{f"problem-{problem.value.replace(' ', '-')}": partial(_problem, problem) for problem in PROBLEMS},
    "problem-out-of-date": _out_of_date,
    "problem-unexpected": partial(_raised, RuntimeError(), "Something went wrong on our side", 500),
    "problem-not-allowed": partial(_raised, MethodNotAllowed(), "This cannot be done here", 405),
    "problem-too-large": partial(_raised, RequestEntityTooLarge(), "Too much was sent", 413),
    "problem-not-understood": partial(_raised, BadRequest(), "This cannot be done", 400),
    "limited": _limited,
    "locked": _locked,
    "nowhere": _nowhere,
    "demo-phone": partial(_at_own_consent, "/demo/phone", PhonePage.heading),
}
"""What leads a fresh visit, on a stage of its own, to each state; at the end its window shows it."""

SETTINGS: Mapping[str, Mapping[str, object]] = {
    "code-last-try": {"limit_tries_per_code": 2},
    "code-no-more": {"limit_codes_per_journey": 1},
    "limited": {"limit_requests_per_address": "1/minute"},
    "locked": {"limit_tries_per_journey": 1},
}
"""What the stages of some stations are set to, beyond the settings of every stage."""
