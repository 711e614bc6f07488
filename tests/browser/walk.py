"""A walk past the pages, for tests that look at each of them."""

from collections.abc import Iterator

from tests.browser.customers import ASHA, MEERA, VIKRAM
from tests.browser.pages.code import CodePage
from tests.browser.pages.notice import NoticePage
from tests.browser.pages.page import Page
from tests.browser.pages.problem import ProblemPage
from tests.browser.pages.receipt import ReceiptPage
from tests.browser.pages.start import OtherNumberPage, StartPage
from tests.browser.pages.summary import FinishedPage, NotFoundPage, SummaryPage
from tests.browser.pages.under_age import UnderAgePage
from tests.browser.pages.withdrawal import WithdrawByReferencePage, WithdrawPage
from tests.browser.visit import Visit


def pages_in(language: str, visit: Visit) -> Iterator[str]:
    """Go from page to page in a language; yields each one's name while the window shows it."""
    start = StartPage.opened_by(visit)
    if language != visit.language:
        start = start.change_language(language)
    yield "start"
    start.send()
    start = StartPage(visit, status=422)
    yield "start with mistakes"
    code = start.give_details(ASHA)
    yield "code"
    code.try_code(code.wrong_code(ASHA))
    code = CodePage(visit)
    yield "code with a mistake"
    OtherNumberPage.after(code)
    yield "another number"
    OtherNumberPage(visit).go_back_to_code().see_receipt()
    yield "receipt"
    ReceiptPage(visit).see_evidence()
    yield "evidence"
    visit.go("/otp")
    CodePage(visit).enter_right_code(ASHA).open_all()
    yield "summary"
    visit.go("/summary/hidden")
    Page(visit, heading="Your details are hidden")
    yield "summary, hidden"
    visit.go("/summary")
    SummaryPage(visit).think_of_withdrawing()
    yield "withdraw"
    WithdrawPage(visit).withdraw()
    yield "withdrawn"
    yield from _endings(visit)
    yield from _beside(visit)


def _endings(visit: Visit) -> Iterator[str]:
    visit.go("/")
    StartPage(visit).give_details(MEERA).try_right_code(MEERA)
    NotFoundPage(visit)
    yield "not found"
    NotFoundPage(visit).finish()
    yield "finished"
    FinishedPage(visit).follow("Start again")
    StartPage(visit).fill_in(VIKRAM, adult="No").send()
    UnderAgePage(visit)
    yield "under age"


def _beside(visit: Visit) -> Iterator[str]:
    visit.go("/consent/notice")
    NoticePage(visit)
    yield "notice"
    visit.go("/consent/withdraw?another=1")
    WithdrawByReferencePage(visit)
    yield "withdraw by reference"
    visit.leave_by(WithdrawByReferencePage(visit).withdraw_button.click)
    WithdrawByReferencePage(visit, status=422)
    yield "withdraw by reference with mistakes"
    visit.go("/nowhere")
    ProblemPage(visit, heading="Page not found", status=404)
    yield "page not found"
