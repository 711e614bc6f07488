"""Withdrawing a consent, which takes no more than giving it."""

import pytest

from tests.browser.customers import ASHA, VIKRAM
from tests.browser.hand import Hand
from tests.browser.pages.code import CodePage
from tests.browser.pages.start import StartPage
from tests.browser.pages.withdrawal import ReceivedPage, WithdrawByReferencePage, WithdrawnPage, WithdrawPage
from tests.browser.visit import Visit, visiting
from tests.browser.windows import Windows
from tests.servers import Stage


@pytest.mark.parametrize("language", ["en", "hi", "ur"])
def test_a_consent_is_withdrawn_later_from_another_browser(
    visit: Visit, windows: Windows, stage: Stage, language: str
) -> None:
    """Given an open summary, when its consent is withdrawn elsewhere by reference and number, then it is gone here."""
    code = StartPage.opened_by(visit).give_details(ASHA)
    reference = code.see_receipt().reference
    visit.go("/")
    CodePage(visit).enter_right_code(ASHA)

    with windows.lend(visit.variant) as window, visiting(window, stage, visit.variant, visit.album) as later:
        start = StartPage.opened_by(later)
        start = start if language == later.language else start.change_language(language)
        withdraw = WithdrawByReferencePage.after(start).pictured("withdraw-by-reference")
        received = withdraw.fill_in(reference, ASHA).withdraw().names(reference).pictured("withdrawal-received")
        received.hides(ASHA.mobile_number)

    visit.reload()
    StartPage(visit).is_empty().shows("Your consent is withdrawn").hides("A••• R•••").pictured("start-withdrawn")


def test_what_does_not_belong_together_is_answered_alike(visit: Visit, stage: Stage) -> None:
    """Given the number of another, when it is entered with a reference, then the answer is alike and nothing ends."""
    reference = StartPage.opened_by(visit).give_details(ASHA).see_receipt().think_of_withdrawing().reference

    visit.go("/consent/withdraw?another=1")
    WithdrawByReferencePage(visit).fill_in(reference, VIKRAM).withdraw().names(reference)

    visit.go("/")
    CodePage(visit).enter_right_code(ASHA)


def test_a_reference_that_cannot_be_one_is_mended(visit: Visit) -> None:
    """Given a reference with a letter that none has, when it is sent, then it is kept, and said to be wrong."""
    visit.go("/consent/withdraw")
    WithdrawByReferencePage(visit).press_enter_in(WithdrawByReferencePage(visit).reference)
    empty = WithdrawByReferencePage(visit, status=422).pictured("withdraw-empty")
    assert empty.errors == ["Enter the reference of your consent", "Enter your mobile number"]

    empty.fill_in("K7F2-9QXM-4TBO", ASHA).press_enter_in(empty.mobile_number)

    [error] = WithdrawByReferencePage(visit, status=422).keeps("K7F2-9QXM-4TBO", ASHA).errors
    assert error == "A reference never has 0, 1, I or O in it. Compare it with your receipt once more"
    WithdrawByReferencePage(visit, status=422).fill_in("k7f2 9qxm 4tba", ASHA).withdraw().names("K7F2-9QXM-4TBA")


def test_withdrawing_takes_no_more_steps_than_giving(visit: Visit) -> None:
    """Given the first page and the summary, when each thing done is counted, then withdrawing takes fewer."""
    giving, start = Hand(visit), StartPage.opened_by(visit)
    visit.private |= {VIKRAM.mobile_number, VIKRAM.name}
    giving.check(start.choice("Yes"))
    giving.type(start.mobile_number, VIKRAM.mobile_number)
    giving.type(start.name, VIKRAM.name)
    giving.check(start.consent)
    giving.leave_by(start.send_button)
    summary = CodePage(visit).enter_right_code(VIKRAM)

    withdrawing = Hand(visit)
    withdrawing.leave_by(summary.link("Withdraw my consent"))
    withdrawing.leave_by(WithdrawPage(visit).withdraw_button)

    reference = WithdrawnPage(visit).window.locator("dd bdi").inner_text()
    by_reference = Hand(visit)
    by_reference.leave_by(visit.window.get_by_role("link", name="Withdraw a consent"))
    form = WithdrawByReferencePage(visit)
    by_reference.type(form.reference, reference)
    by_reference.type(form.mobile_number, VIKRAM.mobile_number)
    by_reference.leave_by(form.withdraw_button)
    ReceivedPage(visit)
    assert (giving.steps, withdrawing.steps, by_reference.steps) == (5, 2, 4)


def test_the_keyboard_withdraws_too(visit: Visit) -> None:
    """Given the summary, when only keys are pressed, then the consent is withdrawn, with fewer keys than it took."""
    start = StartPage.opened_by(visit)
    visit.private |= {VIKRAM.mobile_number, VIKRAM.name}
    giving = Hand(visit)
    giving.press_on(start.choice("Yes"), "Space")
    giving.type_into(start.mobile_number, VIKRAM.mobile_number)
    giving.type_into(start.name, VIKRAM.name)
    giving.press_on(start.consent, "Space")
    visit.leave_by(lambda: giving.press_on(start.send_button, "Enter"))
    summary = CodePage(visit).enter_right_code(VIKRAM)

    withdrawing = Hand(visit)
    visit.leave_by(lambda: withdrawing.press_on(summary.link("Withdraw my consent"), "Enter"))
    withdraw = WithdrawPage(visit)
    visit.leave_by(lambda: withdrawing.press_on(withdraw.withdraw_button, "Enter"))

    WithdrawnPage(visit)
    assert withdrawing.steps <= giving.steps
