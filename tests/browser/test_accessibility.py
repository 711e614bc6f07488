"""The pages for whoever sees, hears, touches or reads them in another way than most."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.customers import ASHA, VIKRAM
from tests.browser.judgement import focus_faults, misfits, small_targets
from tests.browser.looks import DARK, FORCED, ZOOMED, Look, turned
from tests.browser.pages.code import CodePage
from tests.browser.pages.start import StartPage
from tests.browser.pages.summary import SummaryPage
from tests.browser.visit import Variant, Visit
from tests.browser.walk import pages_in
from tests.browser.windows import Windows

PHONE, DESK = Variant(360, scripts=True), Variant(1280, scripts=True)
BOTH_DIRECTIONS = pytest.mark.parametrize("language", ["en", "ur"])

OTHER_CODE = "You can ask for another code now."
LAST_MINUTE = "Your code works for one more minute."
TOO_LATE = "Your code no longer works. Ask for another one below."

_BRIGHTNESS = """() => {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, 1, 1);
  return Math.max(...context.getImageData(0, 0, 1, 1).data.slice(0, 3));
}"""

_MOVING = """() => {
  const { scrollBehavior } = getComputedStyle(document.documentElement);
  const moving = [...document.querySelectorAll("*")].filter((element) => {
    const { transitionDuration, animationName } = getComputedStyle(element);
    return animationName !== "none" || transitionDuration.split(",").some((time) => parseFloat(time) > 0);
  });
  return [...moving.map((element) => element.className), ...(scrollBehavior === "smooth" ? ["smooth scrolling"] : [])];
}"""

_BORDERLESS = """() => [...document.querySelectorAll(".button:not(.quiet), input:not([type=hidden])")]
  .filter((element) => parseFloat(getComputedStyle(element).borderTopWidth) < 1 && !element.closest("label"))
  .map((element) => element.innerText || element.id)"""

_LIVE_WORDS = """() => {
  const live = "[aria-live], [role=status], [role=alert], [role=log], [role=timer]";
  const report = (node) => {
    const place = (node.nodeType === 1 ? node : node.parentElement)?.closest(live);
    if (place && place.textContent.trim()) window.said.push(place.textContent.trim());
  };
  window.said = [];
  new MutationObserver((changes) => changes.forEach((change) => report(change.target)))
    .observe(document, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def variant() -> Variant:
    """A phone with scripts."""
    return PHONE


def judge_each_page(visit: Visit, language: str, looks: tuple[Look, ...], judge: Callable[[Page], list[str]]) -> None:
    """Check that nothing is judged to be wrong on any page in any of the looks."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in pages_in(language, visit):
        with turned(visit.window) as turn:
            for look in looks:
                turn(look)
                for fault in judge(visit.window):
                    found[fault].append(f"{name} ({look})")
    assert found == {}, "\n".join(f"{fault}: {', '.join(places)}" for fault, places in found.items())


@pytest.mark.parametrize("language", ["en", "ur", "ta"])  # Tamil has the longest words
def test_nothing_is_cut_off_or_overhangs_however_large_it_is_shown(visit: Visit, language: str) -> None:
    """Given a zoom, large or spread text, or a small window, then each page fits, without scrolling sideways."""
    judge_each_page(visit, language, ZOOMED, misfits)


@BOTH_DIRECTIONS
def test_axe_finds_nothing_in_the_dark_either(visit: Visit, language: str) -> None:
    """Given a dark scheme of colours, then axe finds as little as in the light one, which is judged on each arrival."""
    judge_each_page(visit, language, (DARK,), findings)


def test_buttons_and_fields_have_edges_in_forced_colours(visit: Visit) -> None:
    """Given forced colours, which take all backgrounds away, then buttons and fields are still seen as such."""
    judge_each_page(visit, "en", (FORCED,), lambda page: list(page.evaluate(_BORDERLESS)))


def test_dark_is_dark(visit: Visit) -> None:
    """Given a device that is set to dark colours, then the page is dark, and else it is light."""
    StartPage.opened_by(visit)
    with turned(visit.window) as turn:
        turn(Look("light", 360, 740))
        assert visit.window.evaluate(_BRIGHTNESS) > 200
        turn(DARK)
        assert visit.window.evaluate(_BRIGHTNESS) < 60


@pytest.mark.parametrize(
    ("variant", "language", "look"),
    [
        (PHONE, "en", Look("light", 360, 740)),
        (DESK, "ur", Look("dark and wide", 1280, 800, dark=True)),
        (PHONE, "en", FORCED),
    ],
    ids=str,
)
def test_what_has_the_focus_can_be_seen(visit: Visit, language: str, look: Look) -> None:
    """Given the Tab key, then the focus goes as one reads, has a ring that stands out, and nothing lies over it."""
    judge_each_page(visit, language, (look,), focus_faults)


@BOTH_DIRECTIONS
def test_whatever_is_pressed_is_large_enough(visit: Visit, language: str) -> None:
    """Given a finger, then it finds 24 pixels each way."""
    looks = (Look("usual", visit.variant.width, 740),)
    judge_each_page(visit, language, looks, small_targets)


def test_nothing_moves_for_whoever_asked_for_that(visit: Visit) -> None:
    """Given that motion is to be reduced, then nothing moves, not even while an answer is awaited."""
    visit.window.emulate_media(reduced_motion="reduce")
    try:
        found = {name: moving for name in pages_in("en", visit) if (moving := visit.window.evaluate(_MOVING))}
        visit.go("/")
        start = StartPage(visit).fill_in(VIKRAM)
        visit.window.route("**", lambda _: None)  # whatever is asked for now is not answered
        start.send_button.click(no_wait_after=True)
        expect(visit.window.get_by_role("status").filter(has_text="One moment please")).to_be_visible()
        assert {**found, "busy": visit.window.evaluate(_MOVING)} == {"busy": []}
    finally:
        visit.window.unroute("**")
        visit.window.emulate_media(reduced_motion="null")


@pytest.mark.parametrize("variant", [DESK], ids=str)
@pytest.mark.parametrize("language", ["en", "ur", "ta"])
def test_the_summary_and_the_receipt_print_as_one_page(visit: Visit, language: str) -> None:
    """Given paper of the usual size, then each takes one sheet, with nothing on it that only a screen can do."""
    sheets = {}
    for name in pages_in(language, visit):
        if name in {"summary", "receipt"}:
            sheets[name] = _sheets(visit.window)
            visit.window.emulate_media(media="print")
            on_paper = visit.window.locator("button, nav, .skip, .language, .button")
            sheets[f"{name}: useless on paper"] = sum(place.is_visible() for place in on_paper.all())
            sheets[f"{name}: heading"] = visit.window.get_by_role("heading", level=1).is_visible()
            visit.window.emulate_media(media="null")
        if name == "summary":
            break
    expected = {"": 1, ": useless on paper": 0, ": heading": 1}
    assert sheets == {name + what: number for name in ("receipt", "summary") for what, number in expected.items()}


def _sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))


@BOTH_DIRECTIONS
def test_a_screen_reader_hears_no_bullets(visit: Visit, language: str) -> None:
    """Given any page, then what is masked is said in words, and nothing that can be pressed or read lacks a name."""
    heard = {name: visit.window.locator("body").aria_snapshot() for name in pages_in(language, visit)}

    assert [(name, line) for name, tree in heard.items() for line in _nameless(tree)] == []
    assert [name for name, tree in heard.items() if "•" in tree or "XXXX" in tree] == []


def _nameless(tree: str) -> list[str]:
    kinds = r"(button|link|textbox|checkbox|radio|heading|navigation|region|img|dialog|alertdialog)"
    return [line.strip() for line in tree.splitlines() if re.fullmatch(rf"- {kinds}( \[[^]]*\])*:?", line.strip())]


def test_masked_values_are_said_digit_by_digit(visit: Visit) -> None:
    """Given masked numbers, then a screen reader says which digits are left, one after the other."""
    last = " ".join(ASHA.mobile_number[-4:])
    code = StartPage.opened_by(visit).give_details(ASHA)
    assert f"to the number ending {last}" in _heard(visit)

    code.enter_right_code(ASHA).open_all()
    heard = _heard(visit)
    for words in (f"ending {last}", "initials A R", "ending 2 3 4 5", "ending 0 0 0 1"):
        assert words in heard, words


def _heard(visit: Visit) -> str:
    """Return what a screen reader reads out of the main part, without what stands for the tree itself."""
    tree = visit.window.get_by_role("main").aria_snapshot()
    return re.sub(r"\s+", " ", re.sub(r"(?m)^\s*- (\w+(:| )?)?", " ", tree))


@BOTH_DIRECTIONS
def test_mistakes_are_announced_once(visit: Visit, language: str) -> None:
    """Given mistakes, then one place announces them and has the focus; none of the fields' own lines does it again."""
    start = StartPage.opened_by(visit)
    start = start if language == visit.language else start.change_language(language)
    start.send()
    _announces_once(StartPage(visit, status=422).window, mistakes=4)

    code = StartPage(visit, status=422).give_details(VIKRAM)
    code.try_code(code.wrong_code(VIKRAM))
    _announces_once(CodePage(visit).window, mistakes=1)


def _announces_once(page: Page, mistakes: int) -> None:
    alert = page.get_by_role("alert")
    expect(alert).to_have_count(1)
    expect(alert).to_be_focused()
    expect(alert.get_by_role("link")).to_have_count(mistakes)
    for error in page.locator(".error").all():
        assert error.evaluate("element => element.closest('[role=alert], [role=status], [aria-live]') === null")
    spoken = [place.inner_text() for place in page.locator("[aria-live], [role=status]").all()]
    assert [words for words in spoken if words.strip()] == []


@pytest.fixture
def simulated(visit: Visit, windows: Windows) -> Iterator[Page]:
    """The same visit in a window of its own, in which time passes when the test says so: a clock is all windows' one
    in a profile, and there is no way to give them the true time again."""
    StartPage.opened_by(visit).give_details(VIKRAM)
    profile = windows.chromium.new_context(storage_state=visit.browser.storage_state(), locale="en-IN")
    page = profile.new_page()
    page.clock.install()
    page.goto(f"{visit.stage.url}/otp")
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    page.evaluate(_LIVE_WORDS)
    yield page
    profile.close()


def test_the_countdown_is_silent_but_for_milestones(simulated: Page) -> None:
    """Given a code that is awaited to its end, then the figures run, and a screen reader hears of three moments."""
    figures = _figures(simulated)
    shown = []
    for _ in range(10):
        simulated.clock.run_for(1000)
        shown.append(str(figures.all_inner_texts()))
    assert len(set(shown)) == 10
    assert simulated.evaluate("said") == []

    simulated.clock.run_for((_seconds_left(simulated) - 70) * 1000)
    assert simulated.evaluate("said") == [OTHER_CODE]
    simulated.clock.run_for(15_000)
    assert simulated.evaluate("said") == [OTHER_CODE, LAST_MINUTE]
    simulated.clock.run_for(60_000)
    assert simulated.evaluate("said") == [OTHER_CODE, LAST_MINUTE, TOO_LATE]


def test_a_milestone_is_said_after_the_device_had_slept(simulated: Page) -> None:
    """Given a phone that slept through the moment, when it wakes, then what is so by now is said all the same."""
    simulated.clock.fast_forward((_seconds_left(simulated) - 45) * 1000)
    simulated.clock.run_for(2000)

    assert set(simulated.evaluate("said")) == {OTHER_CODE, LAST_MINUTE}


def _seconds_left(page: Page) -> int:
    minutes, seconds = _figures(page).first.inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def _figures(page: Page) -> Locator:
    figures = page.locator("time ~ [aria-hidden=true]")
    assert figures.count()
    for place in figures.all():
        assert place.evaluate(
            "element => element.closest('[role=alert], [role=status], [role=timer], [aria-live]') === null"
        )
    return figures


def test_hiding_keeps_everything_from_a_screen_reader_too(visit: Visit) -> None:
    """Given the summary, when it is hidden, then nothing of it is left in the tree that is read out."""
    summary = StartPage.opened_by(visit).give_details(ASHA).enter_right_code(ASHA)
    assert "initials A R" in _heard(visit)

    visit.leave_by(summary.link("Hide now").click)

    assert "ending" not in _heard(visit)
    visit.go("/summary")
    SummaryPage(visit)
