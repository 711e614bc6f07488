"""The first page, in each of its states."""

from tests.browser.customers import ASHA
from tests.browser.customers import at as customer_at
from tests.browser.pages.start import OtherNumberPage, StartPage
from tests.browser.visit import Visit
from tests.survey.steps import Way, at, begin, enter, fill_in, press
from tests.survey.ways.code import at_code
from tests.survey.ways.consent import withdrawal_received


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
    at_code(visit)
    visit.stage.clock.pass_by(minutes=30)
    _start(visit)


def _start_withdrawn(visit: Visit) -> None:
    withdrawal_received(visit)
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
    at_code(visit)
    press(visit, "/otp/change")
    at(visit, OtherNumberPage.heading)


STARTS: dict[str, Way] = {
    "start": _start,
    "start-errors": _start_errors,
    "start-refused": _start_refused,
    "start-not-sent": _start_not_sent,
    "start-timed-out": _start_timed_out,
    "start-withdrawn": _start_withdrawn,
    "start-outdated": _start_outdated,
    "start-notice-changed": _start_notice_changed,
    "start-other-number": _start_other_number,
}
