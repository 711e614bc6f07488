"""Every story of the gallery, begun from its card and played to its end, leads to the page that the card promises."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.album import Album
from tests.browser.customers import ASHA
from tests.browser.pages.demo import Console, Gallery
from tests.browser.visit import Variant, Visit, visiting
from tests.browser.windows import Windows
from tests.servers import Stage, staged
from webapp.demo.stories import CODE, GROUPS, START, STORIES, Story

SCRIPTED, PLAIN = Variant(1280, scripts=True), Variant(1280, scripts=False)
ONE_OF_EACH_GROUP = ("rahul-sharma", "send-400-name_value_invalid", "nobody-named", "verify-422-insufficient_balance",
                     "verify-500-verification_failed", "gurpreet-dhillon")  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One application for all stories, with a clock that moves on between them."""
    with staged(tmp_path_factory.mktemp("stories")) as stage:
        yield stage


@pytest.fixture(scope="module", params=[SCRIPTED], ids=str)
def visit(request: pytest.FixtureRequest, windows: Windows, stage: Stage, album: Album) -> Iterator[Visit]:
    """One presenter, who shows story after story in one window."""
    with (
        windows.lend(request.param) as window,
        visiting(window, stage, request.param, album) as visit,
    ):
        yield visit


def guess_the_code(console: Console) -> None:
    """Enter a wrong code five times."""
    console.page.agree()
    for _ in range(4):
        console.page.enter("0000")
        console.page.is_at(CODE)
    console.page.enter("0000")


def guess_on_and_on(console: Console) -> None:
    """Do so twice, with another code asked for between."""
    guess_the_code(console)
    console.visit.stage.clock.pass_by(seconds=31)
    console.page.press("New code by SMS")
    for _ in range(5):
        console.page.is_at(CODE).enter("0000")


def ask_again_at_once(console: Console) -> None:
    """Ask for another code before it can be had: the page says from when, and no message comes."""
    console.page.agree()
    console.phone.receives(1)
    console.page.press("New code by SMS")
    expect(console.page.errors).to_contain_text("You can ask for another from")
    console.trace.shows("Limits").counts("Codes to this number", 1)
    console.phone.receives(1)


def press_twice(console: Console) -> None:
    """Press the button twice."""
    console.page.consent.check()
    console.page.leave_by(console.page.send_button.dblclick)
    console.page.is_at(CODE)
    console.phone.receives(1)
    console.trace.shows("Limits").counts("Codes to this number", 1)


def pump(console: Console) -> None:
    """Have two codes sent, and enter neither: the trace has counted both."""
    console.page.agree()
    console.visit.stage.clock.pass_by(seconds=31)
    console.page.press("New code by SMS")
    console.phone.receives(2)
    console.trace.shows("Limits").counts("Codes to this number", 2)


def finish(console: Console) -> None:
    """Go to the summary and finish; the way back is for after the last page."""
    console.go_through().page.press("Finish and clear this page")


BY_HAND: dict[str, Callable[[Console], None]] = {
    "guess-the-code": guess_the_code,
    "guess-on-and-on": guess_on_and_on,
    "ask-again-at-once": ask_again_at_once,
    "press-twice": press_twice,
    "sms-pumping": pump,
    "next-at-the-computer": finish,
}


def begin(visit: Visit, story: Story) -> Console:
    """Pick a story in the gallery, at once after the last one."""
    gallery = Gallery.opened_by(visit)
    expect(gallery.card(story.key)).to_contain_text(story.leads_to)
    console = gallery.show(story.key)
    expect(console.window.get_by_role("heading", level=1)).to_have_text(story.title)
    console.page.is_at(START)
    console.phone.is_empty()
    console.trace.is_empty()
    return console


def play(console: Console, story: Story) -> None:
    """Do what the customer does, or what the card tells the presenter to do."""
    if story.act:
        BY_HAND[story.key](console)
    elif story.key.startswith("send-"):
        console.page.agree()
    else:
        console.go_through()


def is_where_it_leads(console: Console, story: Story) -> None:
    """Check that the page is the promised one; where that is one of a form, it says what has to be mended."""
    console.page.is_at(story.leads_to)
    back_on_a_form = (story.key.partition("-")[0], story.leads_to) in {("send", START), ("verify", CODE)}
    expect(console.page.errors).to_have_count(int(back_on_a_form or story.key == "ask-again-at-once"))
    assert console.visit.trouble == []


def test_what_is_played_by_hand_is_what_the_cards_say() -> None:
    """Given the cards that tell the presenter to do something, then each is played here by hand, and no other."""
    assert {key for key, story in STORIES.items() if story.act} == set(BY_HAND)


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.key)
def test_a_story_leads_to_the_page_that_its_card_promises(visit: Visit, story: Story) -> None:
    """Given the gallery, when a story is begun from its card and played to its end, then the promised page is there."""
    console = begin(visit, story)

    play(console, story)

    is_where_it_leads(console, story)


@pytest.mark.parametrize("visit", [PLAIN], ids=str, indirect=True)
@pytest.mark.parametrize("key", ONE_OF_EACH_GROUP)
def test_a_story_does_so_without_scripts(visit: Visit, key: str) -> None:
    """Given a browser without scripts, when one story of each group is played, then it leads to the same page."""
    assert [group.key for group in GROUPS if STORIES[key] in group.stories]
    console = begin(visit, STORIES[key])

    play(console, STORIES[key])

    is_where_it_leads(console, STORIES[key])


def test_one_of_each_group_is_one_of_each_group() -> None:
    """Given what is played without scripts, then each group has one of it."""
    groups = [group.key for key in ONE_OF_EACH_GROUP for group in GROUPS if STORIES[key] in group.stories]
    assert groups == [group.key for group in GROUPS]


@pytest.mark.parametrize("visit", [SCRIPTED, PLAIN], ids=str, indirect=True)
def test_the_next_one_at_the_computer_finds_nothing(visit: Visit) -> None:
    """Given a customer who has finished, when the next one goes back in the page, then nothing of it is there."""
    console = begin(visit, STORIES["next-at-the-computer"])
    finish(console)
    console.page.is_at("You have finished")

    console.page.leave_by(lambda: console.window.evaluate("history.back()"))

    console.page.is_at(START).hides("A••• R•••", *ASHA.identifiers())
    expect(console.page.mobile_number).to_have_value("")
