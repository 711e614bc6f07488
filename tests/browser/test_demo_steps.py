"""The console does what the customer does next: step by step, or by itself, or it holds."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages.demo import Console, Gallery
from tests.browser.pages.panes import NEWS
from tests.browser.visit import Variant, Visit
from tests.servers import Stage
from webapp.demo.stories import CODE, FINISHED, FOUND, NOT_FOUND, OUR_SIDE, START, WAITING

DESK = Variant(1280, scripts=True)
STORY = "asha-ramanathan"
SECOND = 1000  # milliseconds, as the browser's clock counts


@pytest.fixture
def variant() -> Variant:
    """A wide window with scripts."""
    return DESK


def test_step_alone_leads_from_the_first_page_to_the_last(calm: Visit) -> None:
    """Given the Step button and nothing else, when it is pressed again and again, then the customer agrees, sends,
    takes the code from the phone, has it checked, sees the summary, and finishes; each step says what it does."""
    console = Gallery.opened_by(calm).show(STORY)
    step = console.button("Step")

    step.click()
    expect(console.toast).to_have_text("The customer agrees")
    expect(console.page.consent).to_be_checked()
    console.page.is_at(START)
    console.page.leave_by(step.click)
    expect(console.toast).to_have_text("The details are sent")
    console.page.is_at(CODE)
    expect(console.phone.messages).to_have_count(1, timeout=NEWS)
    console.page.leave_by(step.click)
    expect(console.toast).to_have_text("The code is taken from the phone")
    expect(console.page.otp).not_to_have_value("")
    console.page.leave_by(step.click)
    expect(console.toast).to_have_text("The code is sent to be checked")
    console.page.is_at(FOUND)
    console.page.leave_by(step.click)
    console.page.is_at(FINISHED)


def test_a_step_shows_what_it_presses(visit: Visit) -> None:
    """Given that motion is welcome, when Step is pressed, then its target is outlined before it is pressed."""
    console = Gallery.opened_by(visit).show(STORY)
    visit.hasten(1 / 5)

    console.button("Step").click()

    expect(console.page.consent).to_have_css("outline-style", "solid")
    expect(console.page.consent).to_be_checked()


def test_a_step_without_a_message_waits(calm: Visit) -> None:
    """Given no message yet, when Step is pressed at the code, then it says so, and nothing is sent."""
    calm.window.route("**/demo/phone*", lambda route: route.fulfill(body="", content_type="text/html"))
    try:
        console = Gallery.opened_by(calm).show(STORY)
        console.page.agree()
        console.button("Step").click()
        expect(console.toast).to_have_text("No message yet: wait a moment")
        console.page.is_at(CODE)
    finally:
        calm.window.unroute_all()


@pytest.mark.parametrize(
    ("story", "heading"),
    [
        (STORY, FOUND),
        ("meera-kulkarni", NOT_FOUND),
        ("verify-422-insufficient_balance", OUR_SIDE),
        ("send-400-name_value_invalid", START),
        ("send-connection-reset", CODE),
    ],
)
def test_play_stops_where_the_story_leads(calm: Visit, story: str, heading: str) -> None:
    """Given Play, when nobody does anything, then the story is played to where it leads, and stops there."""
    play_to_the_end(calm, story).page.is_at(heading)


def test_play_does_not_wait_for_a_turn(calm: Visit, stage: Stage) -> None:
    """Given a story that ends with a turn to wait for, when it is played, then it stops there."""
    stage.clock.stop()
    play_to_the_end(calm, "send-429-too_many_requests_per_operation").page.is_at(WAITING)


def play_to_the_end(visit: Visit, story: str) -> Console:
    """Press Play, and wait until it is no longer pressed."""
    console = Gallery.opened_by(visit).show(story)
    play = console.button("Play")
    console.remember_toasts()
    visit.hasten(5)
    assert play.evaluate("button => { button.click(); return button.getAttribute('aria-pressed') }") == "true"
    played = re.compile("The customer agrees / .*This is where the story leads$")
    expect(console.toast).to_have_attribute("data-said", played, timeout=60_000)
    expect(play).to_have_attribute("aria-pressed", "false")
    return console


@pytest.mark.parametrize("again", ["Play", "Pause"])
def test_play_can_be_held_and_goes_on(calm: Visit, again: str) -> None:
    """Given a playing story, when Pause is pressed, then it stands still; when either is pressed again, on it goes."""
    console = Gallery.opened_by(calm).show(STORY)
    play, pause = console.button("Play"), console.button("Pause")
    console.remember_toasts()
    calm.hasten(2)
    play.click()
    expect(console.toast).to_have_attribute("data-said", re.compile("The customer agrees"))

    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "true")
    expect(play).to_have_attribute("aria-pressed", "false")
    expect(console.toast).to_have_attribute("data-said", re.compile("Paused: the summary stays open$"))
    # Until what was pressed last has been answered, and is pointed at no more.
    expect(console.page.locator("[aria-disabled=true], [style*=solid]")).to_have_count(0)
    console.page.frame.wait_for_load_state()
    before = console.page.frame.content()
    calm.window.wait_for_timeout(1_200)
    assert console.page.frame.content() == before

    console.button(again).click()
    expect(pause).to_have_attribute("aria-pressed", "false")
    expect(console.page.frame.get_by_role("heading", level=1)).to_have_text(FOUND, timeout=60_000)


def test_pause_keeps_the_summary_open(timed: Visit) -> None:
    """Given a presenter who talks on, when Pause is on, then the summary asks nothing; when it is off, it does."""
    timed.window.clock.install()
    console = Gallery.opened_by(timed).show(STORY)
    console.page.agree()
    timed.window.clock.run_for(2 * SECOND)
    console.phone.receives(1).fill_in(console.page)
    console.page.check_code()
    console.page.is_at(FOUND)
    warning = console.page.frame.get_by_role("alertdialog", name="Are you still there?")

    console.button("Pause").click()
    for _ in range(30):
        timed.window.clock.run_for(10 * SECOND)
    expect(warning).to_have_count(0)
    console.button("Pause").click()
    for _ in range(10):
        timed.window.clock.run_for(10 * SECOND)

    expect(warning).to_be_visible()


def test_a_step_that_is_pressed_twice_is_one(visit: Visit) -> None:
    """Given Step pressed twice at once, when the first has been done, then nothing has undone it."""
    console = Gallery.opened_by(visit).show(STORY)
    step = console.button("Step")
    step.evaluate("button => { button.click(); button.click() }")
    expect(console.toast).to_have_text("One step at a time")
    expect(console.page.consent).to_be_checked()
    visit.window.wait_for_timeout(900)
    expect(console.page.consent).to_be_checked()


def test_a_story_with_an_act_is_not_played(visit: Visit) -> None:
    """Given a story in which the presenter does something, when its console opens, then there is no Play."""
    console = Gallery.opened_by(visit).show("guess-the-code")
    expect(console.button("Step")).to_be_visible()
    expect(console.button("Play")).to_have_count(0)
    console.button("Pause").click()
    expect(console.button("Pause")).to_have_attribute("aria-pressed", "true")
