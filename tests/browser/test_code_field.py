"""How a code comes into its field, and until when it may."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.customers import VIKRAM
from tests.browser.pages.code import CodePage
from tests.browser.pages.start import StartPage
from tests.browser.pages.summary import SummaryPage
from tests.browser.visit import Variant, Visit

PHONE, PLAIN = Variant(360, scripts=True), Variant(360, scripts=False)
BOTH = pytest.mark.parametrize("variant", [PHONE, PLAIN], ids=str)

# A browser that can read the message: `tell` gives its answer.
_WEB_OTP = """
  window.OTPCredential = class {};
  navigator.credentials.get = ({ otp, signal }) => new Promise((resolve, reject) => {
    window.asked = otp.transport.join();
    window.tell = (code) => (code ? resolve({ code }) : reject(new DOMException("Refused", "NotAllowedError")));
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
"""


@pytest.fixture
def variant() -> Variant:
    """A phone with scripts."""
    return PHONE


@pytest.fixture
def code(visit: Visit) -> CodePage:
    """The page on which a code is awaited."""
    return StartPage.opened_by(visit).give_details(VIKRAM)


def as_written(digits: str) -> dict[str, str]:
    """Return ways in which a message, or a keyboard, writes a code."""
    return {
        "spaced": f"{digits[:2]} {digits[2:4]} {digits[4:]}",
        "dashed": f"{digits[:3]}-{digits[3:]}",
        "marked": f"#{digits}",
        "Devanagari": digits.translate({ord(str(digit)): 0x0966 + digit for digit in range(10)}),
        "Arabic": f" {digits.translate({ord(str(digit)): 0x06F0 + digit for digit in range(10)})}\u200f",
    }


@BOTH
@pytest.mark.parametrize("way", as_written("123456"))
def test_a_code_is_pasted_as_the_message_writes_it(visit: Visit, code: CodePage, way: str) -> None:
    """Given a code on the clipboard, as it was written somewhere, when it is pasted, then it is taken."""
    digits = code.newest_code(VIKRAM)
    _copied(visit.browser.new_page(), as_written(digits)[way])
    visit.window.bring_to_front()

    code.otp.press("ControlOrMeta+V")
    expect(code.otp).not_to_have_value("")
    code.press_enter_in(code.otp)

    SummaryPage(visit)


def _copied(beside: Page, text: str) -> None:
    """Copy a text by hand, on a page that is none of ours."""
    beside.set_content("<textarea></textarea>")
    place = beside.locator("textarea")
    place.fill(text)
    place.press("ControlOrMeta+A")
    place.press("ControlOrMeta+C")


def test_the_code_is_filled_in_from_the_message(visit: Visit) -> None:
    """Given a browser that reads the message, when it does, then the code stands in the field, and nothing is sent."""
    visit = _with_web_otp(visit)
    digits = CodePage(visit).newest_code(VIKRAM)
    assert visit.window.evaluate("asked") == "sms"

    visit.window.evaluate("tell", digits)

    expect(CodePage(visit).otp).to_have_value(digits)
    visit.leave_by(CodePage(visit).check_button.click)
    SummaryPage(visit)


def test_what_was_typed_is_not_overwritten_from_the_message(visit: Visit) -> None:
    """Given a code half typed, when the message is read, then what was typed stays."""
    visit = _with_web_otp(visit)
    CodePage(visit).otp.fill("12")

    visit.window.evaluate("tell", "123456")
    visit.window.evaluate("new Promise((done) => setTimeout(done))")

    expect(CodePage(visit).otp).to_have_value("12")


def test_a_refusal_to_read_the_message_changes_nothing(visit: Visit) -> None:
    """Given a customer who does not let the browser read messages, then the code is typed, and nothing complains."""
    visit = _with_web_otp(visit)

    visit.window.evaluate("tell()")

    CodePage(visit).enter_right_code(VIKRAM)


def test_the_message_is_still_read_after_a_press_in_vain(visit: Visit) -> None:
    """Given a press without a connection, when the message comes, then its code is filled in all the same."""
    visit = _with_web_otp(visit)
    code = CodePage(visit)
    visit.browser.set_offline(True)
    code.check_button.click()
    expect(visit.window.get_by_role("alert")).to_contain_text("There is no connection")
    visit.browser.set_offline(False)
    visit.trouble.clear()  # what the browser said of the outage

    visit.window.evaluate("tell", code.newest_code(VIKRAM))

    expect(code.otp).not_to_have_value("")
    visit.leave_by(code.check_button.click)
    SummaryPage(visit)


def _with_web_otp(visit: Visit) -> Visit:
    StartPage.opened_by(visit).give_details(VIKRAM)
    beside = visit.in_another_tab("/otp")
    beside.window.add_init_script(_WEB_OTP)
    beside.reload()
    return beside


@BOTH
def test_the_time_is_told_by_the_clock_and_counted_down_with_scripts(visit: Visit, code: CodePage) -> None:
    """Given a code, then the page says until when it works, and from when on another is had."""
    main = code.window.get_by_role("main")
    expect(main).to_contain_text(re.compile(r"The code works until \d\d?:\d\d [ap]m"))
    expect(main).to_contain_text(re.compile(r"You can ask for another code from \d\d?:\d\d:\d\d [ap]m"))

    counted = main.locator("time + [aria-hidden=true]")
    expect(counted).to_have_count(2 if visit.variant.scripts else 0)
    if visit.variant.scripts:
        expect(counted.first).to_have_text(re.compile(r"\d+:\d\d"))
        first = counted.first.inner_text()
        expect(counted.first).not_to_have_text(first)
