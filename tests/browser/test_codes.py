"""What can happen to a one-time code."""

import pytest

from tests.browser.customers import VIKRAM, at
from tests.browser.pages.code import WRONG, CodePage, ExhaustedCodePage, ExpiredCodePage, UsedCodePage
from tests.browser.pages.problem import ProblemPage
from tests.browser.pages.start import StartPage
from tests.browser.pages.summary import SummaryPage
from tests.browser.visit import WITH_SCRIPTS, Visit
from tests.servers import Stage

LOCKED = "Too many wrong codes"
AGREE_AGAIN = "Your consent was given more than a few minutes ago. Tick the box to agree again"


@pytest.fixture
def code(visit: Visit) -> CodePage:
    """The page on which a code is awaited."""
    return StartPage.opened_by(visit).give_details(VIKRAM)


def test_a_wrong_code_and_then_the_right_one(code: CodePage) -> None:
    code = code.has_tries_left(5).enter_wrong_code(VIKRAM).has_tries_left(4).pictured("code-wrong")
    code.follow_error(WRONG)
    code.has_focus(code.otp)

    code.enter_right_code(VIKRAM)


def test_a_wrong_code_is_not_entered_again_by_reloading_or_coming_back(code: CodePage) -> None:
    code.enter_wrong_code(VIKRAM)

    code.visit.reload()
    code = CodePage(code.visit).calls_code_wrong().has_tries_left(4)
    code.visit.go("/nowhere")
    code.visit.go_back()

    CodePage(code.visit).calls_code_wrong().has_tries_left(4).enter_right_code(VIKRAM)


@pytest.mark.parametrize(
    ("typed", "message"),
    [("", "Enter the code from the message"), ("12a456", "Enter the code as digits only, like 123456")],
)
def test_what_is_no_code_costs_no_try(code: CodePage, typed: str, message: str) -> None:
    code.try_code(typed)

    code = CodePage(code.visit, status=422).has_tries_left(5).pictured("code-not-a-code")
    assert code.errors == [message]
    code.has_field_error(code.otp, message)
    code.follow_error(message)
    code.has_focus(code.otp)


def test_a_code_may_be_typed_as_the_message_writes_it(code: CodePage) -> None:
    digits = code.newest_code(VIKRAM)

    code.try_code(f" {digits[:3]}-{digits[3:]} ")

    SummaryPage(code.visit)


def test_an_expired_code_is_replaced(code: CodePage, stage: Stage) -> None:
    stage.clock.pass_by(minutes=5, seconds=1)
    code.try_right_code(VIKRAM)
    expired = ExpiredCodePage(code.visit).takes_no_code().pictured("code-expired")

    expired.ask_again_with_consent("SMS")

    CodePage(code.visit).enter_right_code(VIKRAM)


def test_a_code_is_exhausted_by_five_wrong_tries(code: CodePage, stage: Stage) -> None:
    _try_wrong_codes(code, 5)
    exhausted = ExhaustedCodePage(code.visit).takes_no_code().pictured("code-exhausted")

    stage.clock.pass_by(seconds=31)
    exhausted.ask_again("SMS")

    CodePage(code.visit).has_tries_left(5).enter_right_code(VIKRAM)


def test_ten_wrong_tries_lock_the_journey_whatever_is_sent_again(code: CodePage, stage: Stage) -> None:
    _try_wrong_codes(code, 4)
    stage.clock.pass_by(seconds=31)
    CodePage(code.visit).calls_code_wrong().ask_again("WhatsApp")
    _try_wrong_codes(CodePage(code.visit), 5)
    stage.clock.pass_by(seconds=61)
    ExhaustedCodePage(code.visit).ask_again("SMS")
    code = CodePage(code.visit).has_tries_left(1).pictured("code-last-try")

    code.try_code(code.wrong_code(VIKRAM))

    locked = ProblemPage(code.visit, heading=LOCKED, status=403).pictured("problem-locked")
    for path in ("/otp", "/summary", "/locked"):
        locked.visit.go(path)
        locked = ProblemPage(code.visit, heading=LOCKED, status=403).hides(*code.visit.private)
    locked.go_on()
    StartPage(code.visit).is_empty().give_details(VIKRAM).has_tries_left(5)


def test_a_new_code_has_to_be_waited_for(code: CodePage, stage: Stage) -> None:
    old = code.newest_code(VIKRAM)
    code.ask_again("WhatsApp")
    too_soon = CodePage(code.visit, status=429).pictured("code-too-soon")
    too_soon.is_too_soon(seconds=30)
    assert len(stage.messages(VIKRAM.mobile_number)) == 1

    stage.clock.pass_by(seconds=31)
    too_soon.ask_again("WhatsApp")

    code = CodePage(code.visit).sent_by("WhatsApp", VIKRAM)
    assert [message["notification_mode"] for message in stage.messages(VIKRAM.mobile_number)] == ["WHATSAPP", "SMS"]
    code.try_code(old)
    CodePage(code.visit).calls_code_wrong().has_tries_left(4).enter_right_code(VIKRAM)


@pytest.mark.parametrize("variant", WITH_SCRIPTS, ids=str)
def test_a_page_that_came_too_soon_can_be_reloaded(code: CodePage) -> None:
    code.ask_again("SMS")
    too_soon = CodePage(code.visit, status=429)

    too_soon.visit.reload()

    CodePage(code.visit).enter_right_code(VIKRAM)


def test_a_late_new_code_needs_consent_again(code: CodePage, stage: Stage) -> None:
    code.has_no_consent_box()
    stage.clock.pass_by(minutes=4, seconds=31)

    code.ask_again("SMS")

    code = CodePage(code.visit, status=422).pictured("code-agree-again-refused")
    assert code.errors == [AGREE_AGAIN]
    code.follow_error(AGREE_AGAIN)
    code.has_focus(code.consent)
    code.ask_again_with_consent("SMS")
    CodePage(code.visit).has_no_consent_box().enter_right_code(VIKRAM)


def test_a_page_opened_late_asks_for_consent_at_once(code: CodePage, stage: Stage) -> None:
    stage.clock.pass_by(minutes=4, seconds=31)
    code.visit.reload()

    CodePage(code.visit).pictured("code-agree-again").ask_again_with_consent("WhatsApp")

    CodePage(code.visit).sent_by("WhatsApp", VIKRAM)


def test_codes_are_not_sent_without_end(code: CodePage, stage: Stage) -> None:
    for _ in range(5):
        stage.clock.pass_by(minutes=5)
        code.visit.reload()
        CodePage(code.visit).ask_again_with_consent("SMS")

    last = CodePage(code.visit).pictured("code-no-more-codes")
    last.offers_no_new_code().enter_right_code(VIKRAM)


def test_a_code_that_was_taken_before_is_replaced(visit: Visit, stage: Stage) -> None:
    lost = at("verify", "no answer")
    StartPage.opened_by(visit).give_details(lost).try_right_code(lost)
    ProblemPage(visit, heading="We did not get an answer in time", status=504).go_on()

    CodePage(visit).try_right_code(lost)

    UsedCodePage(visit).takes_no_code().pictured("code-used")


def test_a_double_click_asks_once(visit: Visit, stage: Stage) -> None:
    start = StartPage.opened_by(visit).fill_in(VIKRAM)

    start.send_button.dblclick(no_wait_after=True)
    visit.window.get_by_role("heading", level=1, name=CodePage.heading).wait_for()
    visit.reload()  # whichever answer the browser took

    CodePage(visit).enter_right_code(VIKRAM)
    assert len(stage.messages(VIKRAM.mobile_number)) == 1


def _try_wrong_codes(code: CodePage, times: int) -> None:
    """Enter wrong codes; what the last one leads to is for the story to say."""
    for _ in range(times - 1):
        code = code.enter_wrong_code(VIKRAM)
    code.try_code(code.wrong_code(VIKRAM))
