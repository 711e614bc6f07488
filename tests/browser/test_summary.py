"""The page with the details: hiding them, leaving it alone, coming back to it, printing it, and hearing it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.album import Album
from tests.browser.customers import ASHA, VIKRAM
from tests.browser.pages.start import StartPage
from tests.browser.pages.summary import UNUSED, FinishedPage, SummaryPage
from tests.browser.visit import EVERY_WAY, WITH_SCRIPTS, Variant, Visit, visiting
from tests.browser.windows import PATIENCE, Windows
from tests.servers import Stage

WITHOUT_SCRIPTS = [variant for variant in EVERY_WAY if not variant.scripts]
SECOND = 1000  # milliseconds, as the browser's clock counts


@pytest.fixture
def timed(windows: Windows, shared_stage: Stage, album: Album) -> Iterator[Visit]:
    """A visit in a window of its own, whose clock the story moves; there is no way to give it the true time again."""
    profile = windows.chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-IN")
    profile.set_default_timeout(PATIENCE)
    window = profile.new_page()
    window.clock.install()
    with visiting(window, shared_stage, Variant(360, scripts=True), album) as visit:
        yield visit
    profile.close()


def shown(visit: Visit) -> SummaryPage:
    """Go to the page with Asha's details."""
    return StartPage.opened_by(visit).give_details(ASHA).enter_right_code(ASHA)


@pytest.mark.parametrize("variant", EVERY_WAY, ids=str)
def test_the_details_are_hidden_and_shown_again(visit: Visit) -> None:
    hidden = shown(visit).hide().pictured("summary-hidden").hides("A•••", "••••0001", *ASHA.identifiers())
    assert visit.window.url.endswith("/summary/hidden")

    hidden.show_again().shows("A••• R•••").hide().finish().hides("A•••")


@pytest.mark.parametrize("variant", WITH_SCRIPTS, ids=str)
def test_with_scripts_the_details_are_gone_before_any_answer(visit: Visit) -> None:
    summary = shown(visit)
    visit.window.route("**/summary/hidden", lambda route: route.fulfill(status=204))

    summary.link("Hide now").click()

    expect(visit.window.get_by_role("heading", level=1)).to_have_count(0)
    expect(visit.window.locator("main")).to_be_hidden()
    visit.window.unroute_all()  # the window is lent to other stories


@pytest.mark.parametrize("variant", WITHOUT_SCRIPTS, ids=str)
def test_without_scripts_the_details_hide_themselves_after_two_minutes(visit: Visit) -> None:
    shown(visit)

    refresh = visit.window.locator("meta[http-equiv=refresh]")
    expect(refresh).to_have_attribute("content", "120;url=/summary/hidden")
    # Chromium draws no such words where its driver has switched the scripts off; where a person has, it does.
    words = visit.window.locator("p noscript").text_content()
    assert words is not None
    assert words.strip() == "It hides itself after two minutes; you can show it again."


def test_after_a_minute_and_a_half_of_nothing_a_warning_comes_and_goes(timed: Visit) -> None:
    summary = shown(timed)
    hide = summary.link("Hide now")
    hide.focus()
    timed.window.clock.pause_at(timed.window.evaluate("Date.now() / 1000 + 1"))
    timed.window.keyboard.press("Shift")
    timed.window.clock.run_for(85 * SECOND)
    expect(summary.warning).to_have_count(0)

    timed.window.clock.run_for(6 * SECOND)
    expect(summary.warning).to_have_accessible_description(re.compile("In 30 seconds it closes"))
    keep = summary.button("Keep it open")
    expect(keep).to_be_focused()
    timed.window.mouse.move(5, 5)
    keep.click()

    expect(summary.warning).to_have_count(0)
    expect(hide).to_be_focused()
    timed.window.clock.run_for(85 * SECOND)
    expect(summary.warning).to_have_count(0)
    timed.window.clock.run_for(6 * SECOND)
    expect(summary.warning).to_be_visible()
    timed.window.keyboard.press("Escape")
    expect(summary.warning).to_have_count(0)
    timed.window.clock.run_for(85 * SECOND)
    summary.shows("A••• R•••")


# The page hears of it with the next picture that the browser draws, which the moved clock does not wait for.
_SCROLL = "to => new Promise(done => { addEventListener('scroll', () => done(), { once: true }); scrollTo(0, to) })"


@pytest.mark.parametrize("act", ["move", "scroll", "press"])
def test_whoever_uses_the_page_is_not_disturbed(timed: Visit, act: str) -> None:
    summary = shown(timed)
    for distance in range(1, 5):
        timed.window.clock.run_for(60 * SECOND)
        if act == "move":
            timed.window.mouse.move(10 * distance, 10)
        elif act == "scroll":
            timed.window.evaluate(_SCROLL, 100 * distance)
        else:
            timed.window.keyboard.press("Tab")

    timed.window.clock.run_for(60 * SECOND)

    expect(summary.warning).to_have_count(0)


def test_after_two_minutes_of_nothing_the_visit_is_over(timed: Visit) -> None:
    summary = shown(timed)
    timed.window.clock.run_for(95 * SECOND)
    expect(summary.warning).to_be_visible()

    timed.leave_by(lambda: timed.window.clock.run_for(26 * SECOND))

    FinishedPage(timed).shows(UNUSED).pictured("finished-idle").hides("A•••", *ASHA.identifiers())
    timed.reload()
    FinishedPage(timed).shows(UNUSED)
    timed.go("/summary")
    StartPage(timed).is_empty()


def test_a_device_that_was_asleep_shows_nothing_when_it_wakes(timed: Visit) -> None:
    shown(timed)

    timed.leave_by(lambda: timed.window.clock.fast_forward(600 * SECOND))

    FinishedPage(timed).shows(UNUSED).follow("Start again")
    StartPage(timed).give_details(VIKRAM).enter_right_code(VIKRAM).finish().hides(UNUSED)


@pytest.mark.parametrize("variant", WITH_SCRIPTS, ids=str)
def test_a_page_that_the_browser_kept_is_covered_until_it_is_asked_for_anew(visit: Visit) -> None:
    shown(visit)
    main = visit.window.locator("main")
    visit.window.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    expect(main).to_be_hidden()

    visit.leave_by(
        lambda: visit.window.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    )

    SummaryPage(visit).shows("A••• R•••")


@pytest.mark.parametrize("variant", EVERY_WAY, ids=str)
def test_after_the_end_neither_back_nor_reload_shows_anything(visit: Visit) -> None:
    shown(visit).finish()

    visit.reload()
    FinishedPage(visit).hides("A•••", *ASHA.identifiers())
    visit.go_back()
    StartPage(visit).is_empty().hides("A•••", *ASHA.identifiers())
    for path in ("/summary", "/summary/hidden"):
        visit.go(path)
        StartPage(visit).is_empty()


def test_it_prints_as_one_page(visit: Visit) -> None:
    summary = shown(visit)
    assert len(re.findall(rb"/Type\s*/Page\b", visit.window.pdf(format="A4"))) == 1

    visit.window.emulate_media(media="print")
    expect(summary.link("Hide now")).to_be_hidden()
    expect(summary.finish_button).to_be_hidden()
    summary.shows("A••• R•••", "Bengaluru, Karnataka 560•••", "Source: PAN")
    visit.window.emulate_media(media="null")


def test_a_reader_hears_what_is_left_of_a_value_and_no_bullets(visit: Visit) -> None:
    summary = shown(visit).open_all()

    heard = visit.window.get_by_role("main").aria_snapshot()

    assert not set("•·") & set(heard.replace(" · ", " "))
    for words in (
        "initials A R",
        "ending 0 1 Z",
        "ending 0 0 0 1",
        "Bengaluru, Karnataka starting 5 6 0",
        "HDFC Bank ending 2 3 4 5",
        "starting a, at gmail.com",
    ):
        assert words in heard, words
    assert [heading.inner_text() for heading in summary.window.get_by_role("heading", level=2).all()][:7] == [
        "You",
        "Your documents",
        "How to reach you",
        "Where you live",
        "Your bank",
        "Your work",
        "This number",
    ]


def test_what_was_not_found_is_a_list_of_its_own(visit: Visit) -> None:
    summary = StartPage.opened_by(visit).give_details(VIKRAM).enter_right_code(VIKRAM)

    summary.lacks(
        "Age", "Gender", "Relatives", "PAN", "Aadhaar", "Passport", "Voter ID", "Driving licence", "Ration card",
        "Email addresses", "Addresses", "Bank accounts", "Occupation and income", "Provident fund", "Employers",
        "Recent employment", "Recent employer", "Mobile connection",
    )  # fmt: skip
