"""The pages on which a journey ends."""

from tests.browser.customers import ASHA, GURPREET, KABIR, MEERA, NOBODY, VIKRAM
from tests.browser.pages.summary import (
    FinishedPage,
    HiddenPage,
    NameDiffersPage,
    NoNamePage,
    NotFoundPage,
    SummaryPage,
)
from tests.browser.pages.under_age import UnderAgePage
from tests.browser.visit import Visit
from tests.survey.steps import Way, at, enter, fill_in, finish_code, press


def at_summary(visit: Visit) -> None:
    """Have everything found."""
    finish_code(visit, ASHA)
    at(visit, SummaryPage.heading)


def _summary_opened(visit: Visit) -> None:
    at_summary(visit)
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


def _summary_hidden(visit: Visit) -> None:
    at_summary(visit)
    visit.go("/summary/hidden")
    at(visit, HiddenPage.heading)


def _summary_warning(visit: Visit) -> None:
    visit.window.clock.install()
    at_summary(visit)
    visit.window.clock.fast_forward(91_000)
    visit.window.get_by_role("alertdialog").wait_for()


def _finished_idle(visit: Visit) -> None:
    visit.window.clock.install()
    at_summary(visit)
    visit.leave_by(lambda: visit.window.clock.fast_forward(121_000))
    at(visit, FinishedPage.heading)


def _finished(visit: Visit) -> None:
    at_summary(visit)
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


ENDS: dict[str, Way] = {
    "summary": at_summary,
    "summary-opened": _summary_opened,
    "summary-thin": _summary_thin,
    "summary-warning": _summary_warning,
    "summary-hidden": _summary_hidden,
    "name-differs": _name_differs,
    "no-name": _no_name,
    "not-found": _not_found,
    "finished": _finished,
    "finished-idle": _finished_idle,
    "under-age": _under_age,
    "under-age-on-record": _under_age_on_record,
}
