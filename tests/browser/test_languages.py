"""The language of the pages: changed on each of them, and never by accident."""

import pytest

from tests.browser.customers import ASHA, MEERA, VIKRAM, Customer, at
from tests.browser.expectations import BROKEN
from tests.browser.pages.code import WRONG, CodePage
from tests.browser.pages.notice import NoticePage
from tests.browser.pages.page import Page
from tests.browser.pages.phone import PhonePage
from tests.browser.pages.problem import ProblemPage
from tests.browser.pages.receipt import ReceiptPage
from tests.browser.pages.start import OtherNumberPage, StartPage
from tests.browser.pages.summary import NotFoundPage, SummaryPage
from tests.browser.pages.withdrawal import WithdrawByReferencePage, WithdrawPage
from tests.browser.visit import EVERY_WAY, Visit


def changes(page: Page, name: str, *, status: int = 200) -> None:
    """Change the language to Hindi and to Urdu, where it is told in both and no wider than the window; then back."""
    hindi = page.change_language("hi", status=status).pictured(name)
    urdu = hindi.change_language("ur", status=status).pictured(name)
    urdu.change_language("en", status=status)


def test_the_language_can_be_changed_before_anything_is_given(visit: Visit) -> None:
    """Given any page without a consent, when another language is chosen, then the same page is there in it."""
    changes(StartPage.opened_by(visit), "start")
    changes(NoticePage.after(StartPage(visit)), "notice")
    visit.go("/consent/withdraw")
    changes(WithdrawByReferencePage(visit), "withdraw-by-reference")
    visit.go("/nowhere")
    changes(ProblemPage(visit, heading="Page not found", status=404), "problem-not-found", status=404)


@pytest.mark.parametrize("variant", EVERY_WAY, ids=str)
def test_the_language_can_be_changed_behind_the_consent(visit: Visit) -> None:
    """Given any page on the way, when another language is chosen, then the same page is there in it."""
    changes(StartPage.opened_by(visit).give_details(ASHA), "code")
    changes(OtherNumberPage.after(CodePage(visit)), "start-other-number")
    changes(OtherNumberPage(visit).go_back_to_code().see_receipt(), "receipt")
    changes(ReceiptPage(visit).see_evidence(), "evidence")
    visit.go("/demo/phone")
    changes(PhonePage(visit), "demonstration-phone")
    PhonePage(visit).follow("Enter the code")
    changes(CodePage(visit).enter_right_code(ASHA), "summary")
    changes(SummaryPage(visit).see_receipt().think_of_withdrawing(), "withdraw")
    changes(WithdrawPage(visit).withdraw(), "withdrawn")


def test_the_language_can_be_changed_at_the_end(visit: Visit) -> None:
    """Given a page on which a visit ends, when another language is chosen, then the same page is there in it."""
    StartPage.opened_by(visit).give_details(MEERA).try_right_code(MEERA)
    changes(NotFoundPage(visit), "not-found")
    changes(NotFoundPage(visit).finish(), "finished")


def test_the_language_can_be_changed_at_a_problem_that_answers_a_form(visit: Visit) -> None:
    """Given a check that failed, when another language is chosen, then the way on is taken in it, and nothing lost."""
    unlucky = at("verify", "500 verification_failed")
    StartPage.opened_by(visit).give_details(unlucky).try_right_code(unlucky)

    ProblemPage(visit, heading=BROKEN, status=502).choose_language("hi")

    CodePage(visit).change_language("en").has_tries_left(5)


@pytest.mark.parametrize(("language", "zero"), [("hi", "०"), ("ur", "۰")])
def test_digits_are_typed_as_they_are_written(visit: Visit, language: str, zero: str) -> None:
    """Given a keyboard in another script, when number and code are typed on it, then they are taken."""
    in_script = {ord(str(digit)): ord(zero) + digit for digit in range(10)}
    start = StartPage.opened_by(visit).change_language(language)

    code = start.give_details(Customer(VIKRAM.mobile_number.translate(in_script), VIKRAM.name))
    code.try_code(code.newest_code(VIKRAM).translate(in_script))

    SummaryPage(visit)


def test_what_was_typed_is_kept_and_not_judged(visit: Visit) -> None:
    """Given half a code, when another language is chosen, then it is still there and costs no try."""
    code = StartPage.opened_by(visit).give_details(VIKRAM)
    code.otp.fill("12")

    hindi = code.change_language("hi")

    assert hindi.otp.input_value() == "12"
    assert hindi.errors == []
    hindi.change_language("en").has_tries_left(5)


def test_a_reference_half_typed_is_kept(visit: Visit) -> None:
    """Given half a reference, when another language is chosen, then it is still there, and nothing is said of it."""
    visit.go("/consent/withdraw")
    form = WithdrawByReferencePage(visit).fill_in("K7F2", VIKRAM)

    assert form.change_language("ur").keeps("K7F2", VIKRAM).errors == []


@pytest.mark.parametrize("language", ["en", "hi", "ur"])
def test_the_enter_key_presses_the_page_s_own_button(visit: Visit, language: str) -> None:
    """Given a text field, when Enter is pressed in it, then its form is sent, and the language stays."""
    start = StartPage.opened_by(visit)
    start = start if language == visit.language else start.change_language(language)
    for field in (start.mobile_number, start.name):
        start.press_enter_in(field)
        assert len(StartPage(visit, status=422).pictured("start-empty").errors) == 4

    code = StartPage(visit, status=422).give_details(VIKRAM)
    code.fill_in(code.wrong_code(VIKRAM)).press_enter_in(code.otp)

    assert CodePage(visit).errors == [visit.words(WRONG)]
