"""The keyboard alone: the whole journey by Tab, Space, arrows and Enter, in an order that makes sense."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.customers import ASHA, VIKRAM
from tests.browser.pages.code import WRONG, CodePage
from tests.browser.pages.receipt import ReceiptPage
from tests.browser.pages.start import StartPage
from tests.browser.pages.summary import FinishedPage, SummaryPage
from tests.browser.visit import Variant, Visit

PHONE, DESK = Variant(360, scripts=True), Variant(1280, scripts=True)
BARE = Variant(360, scripts=False)

LANGUAGES = ["हिन्दी", "বাংলা", "मराठी", "தமிழ்", "తెలుగు", "اردو"]
TOP = ["Skip to the main part", "Language: English"]
FOOT = [*LANGUAGES, "What you consent to", "Withdraw a consent", "help@sample-bank.example"]

_STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const words = element.labels?.length ? element.labels[0] : element;
  const hidden = [...words.querySelectorAll("[aria-hidden=true]")].map((part) => part.innerText);
  const name = hidden.reduce((text, part) => text.replace(part, ""), words.innerText);
  return name.trim().replace(/\\s+/g, " ");
}"""

_MOST_STOPS = 80


@pytest.fixture
def variant() -> Variant:
    """A phone with scripts and a keyboard."""
    return PHONE


def names(visit: Visit) -> list[str]:
    """Return the names of what gets the focus, one after the other, until the page is left."""
    found: list[str] = []
    visit.window.evaluate("document.activeElement.blur()")
    for _ in range(_MOST_STOPS):
        visit.window.keyboard.press("Tab")
        name = visit.window.evaluate(_STOP)
        if name is None:
            return found
        found.append(name)
    raise AssertionError("The keyboard does not come out of the page")


def press(visit: Visit, target: Locator, key: str) -> None:
    """Go to a place by Tab, and press a key there that leads to another page."""
    visit.tab_to(target)
    visit.leave_by(lambda: visit.window.keyboard.press(key))


def test_the_order_at_the_start(visit: Visit) -> None:
    """Given the first page, then the focus goes as one reads: what is asked, the notice, the box, the button."""
    StartPage.opened_by(visit)

    order = names(visit)

    asked = order[len(TOP) : -len(FOOT)]
    assert order == [*TOP, *asked, *FOOT]
    assert asked[:4] == ["Yes", "Mobile number", "Full name", "SMS"]
    assert asked[-1] == "Agree and send my code"
    assert asked[-2].startswith("I have read this notice")
    assert "" not in order


def test_the_order_at_the_code(visit: Visit) -> None:
    """Given the page for the code, then the field comes before its button, and the ways out come last."""
    StartPage.opened_by(visit).give_details(VIKRAM)

    order = names(visit)

    assert order == [
        *TOP,
        "Open the demonstration phone",
        "Code",
        "Check the code",
        "New code by SMS",
        "New code by WhatsApp",
        "What to do if no code comes",
        "Use another number",
        "Stop here",
        "See my receipt",
        "Withdraw my consent",
        *FOOT,
    ]


def test_the_order_at_a_mistake_begins_with_it(visit: Visit) -> None:
    """Given a mistake, then the focus is on what says so, and the next stop is the link to the field."""
    code = StartPage.opened_by(visit).give_details(VIKRAM).enter_wrong_code(VIKRAM)

    visit.window.keyboard.press("Tab")
    assert visit.window.evaluate(_STOP) == WRONG
    visit.window.keyboard.press("Enter")
    code.has_focus(code.otp)
    visit.window.keyboard.press("Tab")
    expect(code.check_button).to_be_focused()


@pytest.mark.parametrize("variant", [PHONE, DESK, BARE], ids=str)
def test_the_whole_journey_by_keyboard_with_its_mistakes(visit: Visit) -> None:
    """Given no mouse, when mistakes are made and mended, then the end is reached, and the focus is never lost."""
    keyboard = visit.window.keyboard
    start = StartPage.opened_by(visit)
    press(visit, start.send_button, "Space")
    start = StartPage(visit, status=422)
    _goes_to(visit, start.choice("Yes"))

    keyboard.press("Space")
    visit.tab_to(start.mobile_number)
    keyboard.type(ASHA.mobile_number)
    visit.tab_to(start.name)
    keyboard.type(ASHA.name)
    visit.tab_to(start.choice("SMS"))
    keyboard.press("ArrowDown")
    expect(start.choice("WhatsApp")).to_be_checked()
    expect(start.choice("WhatsApp")).to_be_focused()
    visit.tab_to(start.consent)
    keyboard.press("Space")
    press(visit, start.send_button, "Enter")

    code = CodePage(visit).sent_by("WhatsApp", ASHA)
    visit.tab_to(code.otp)
    keyboard.type(code.wrong_code(ASHA))
    visit.leave_by(lambda: keyboard.press("Enter"))
    code = CodePage(visit).calls_code_wrong()
    _goes_to(visit, code.otp)
    keyboard.press("ControlOrMeta+A")
    keyboard.type(code.newest_code(ASHA))
    press(visit, code.check_button, "Space")

    summary = SummaryPage(visit)
    press(visit, summary.link("See my receipt"), "Enter")
    ReceiptPage(visit)
    visit.go_back()
    press(visit, SummaryPage(visit).finish_button, "Enter")
    FinishedPage(visit)
    press(visit, FinishedPage(visit).link("Start again"), "Enter")
    StartPage(visit).is_empty()


def _goes_to(visit: Visit, field: Locator) -> None:
    """Follow the first line of the error summary, which has the focus, to its field."""
    expect(visit.window.get_by_role("alert")).to_be_focused()
    visit.window.keyboard.press("Tab")
    visit.window.keyboard.press("Enter")
    expect(field).to_be_focused()


@pytest.mark.parametrize("variant", [PHONE, BARE], ids=str)
def test_what_is_folded_is_opened_by_the_keyboard(visit: Visit) -> None:
    """Given parts that are folded, when Enter or Space is pressed on them, then they open, and keep the focus."""
    StartPage.opened_by(visit).give_details(ASHA).enter_right_code(ASHA)
    folds = visit.window.get_by_role("main").locator("details:not([open]) > summary")
    for key in ("Enter", "Space"):
        number = folds.count()
        visit.tab_to(folds.first)
        visit.window.keyboard.press(key)
        expect(folds).to_have_count(number - 1)
        assert visit.window.evaluate("document.activeElement.matches('details[open] > summary')")


@pytest.mark.parametrize("variant", [PHONE, BARE], ids=str)
@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_skip_link_skips(visit: Visit, language: str) -> None:
    """Given the first Tab, then a link is seen that leads past what is alike on all pages."""
    start = StartPage.opened_by(visit)
    start = start if language == visit.language else start.change_language(language)
    visit.window.keyboard.press("Tab")
    skip = start.link("Skip to the main part")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)

    visit.window.keyboard.press("Enter")
    expect(visit.window.get_by_role("main")).to_be_focused()
    visit.window.keyboard.press("Tab")

    first = visit.window.evaluate_handle("document.activeElement").as_element()
    assert first is not None
    assert first.evaluate("element => Boolean(element.closest('main'))")


def test_the_language_link_leads_to_the_languages(visit: Visit) -> None:
    """Given the link at the top, when Enter is pressed on it, then the next stop is the first language."""
    StartPage.opened_by(visit)
    visit.tab_to(visit.window.locator("a.language"))
    visit.window.keyboard.press("Enter")

    visit.window.keyboard.press("Tab")

    assert visit.window.evaluate(_STOP) == LANGUAGES[0]
    visit.leave_by(lambda: visit.window.keyboard.press("Enter"))
    visit.language = "hi"
    StartPage(visit)
