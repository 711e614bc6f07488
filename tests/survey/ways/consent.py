"""The pages that speak of a consent, and withdraw it."""

from functools import partial

from tests.browser.customers import ASHA
from tests.browser.pages.evidence import EvidencePage
from tests.browser.pages.notice import NoticePage
from tests.browser.pages.receipt import ReceiptPage
from tests.browser.pages.withdrawal import REFERENCE, ReceivedPage, WithdrawnPage, WithdrawPage
from tests.browser.visit import Visit
from tests.survey.steps import Way, at, enter, field, press
from tests.survey.ways.code import at_code


def _notice(visit: Visit) -> None:
    visit.go("/consent/notice")
    at(visit, NoticePage.heading)


def at_own_consent(path: str, heading: str, visit: Visit) -> None:
    """Give a consent, and open an address that speaks of it."""
    at_code(visit)
    visit.go(path)
    at(visit, heading)


_withdraw = partial(at_own_consent, "/consent/withdraw", WithdrawPage.heading)


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


def withdrawal_received(visit: Visit) -> None:
    """Withdraw the browser's own consent by its reference, as if it were another."""
    _withdraw(visit)
    reference = visit.window.get_by_text(REFERENCE).first.inner_text()
    visit.go("/consent/withdraw?another=1")
    field(visit, "reference").fill(reference)
    field(visit, "mobile_number").fill(ASHA.mobile_number)
    enter(visit, "mobile_number")
    at(visit, ReceivedPage.heading)


CONSENTS: dict[str, Way] = {
    "notice": _notice,
    "receipt": partial(at_own_consent, "/consent/receipt", ReceiptPage.heading),
    "evidence": partial(at_own_consent, "/consent/evidence", EvidencePage.heading),
    "withdraw": _withdraw,
    "withdraw-form": _withdraw_form,
    "withdraw-errors": _withdraw_errors,
    "withdrawn": _withdrawn,
    "withdrawal-received": withdrawal_received,
}
