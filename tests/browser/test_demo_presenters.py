"""Several presenters at once, a visit that is reset or goes on, and links that are shared."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.album import Album
from tests.browser.customers import VIKRAM
from tests.browser.pages.demo import Console, Gallery
from tests.browser.visit import Variant, Visit, visiting
from tests.browser.windows import Windows
from tests.servers import Stage, staged
from webapp.demo.stories import CODE, EXPIRED, FOUND, START

SCRIPTED, PLAIN = Variant(1280, scripts=True), Variant(1280, scripts=False)
BOTH = pytest.mark.parametrize("variant", [SCRIPTED, PLAIN], ids=str)

STORY = "asha-ramanathan"
OWN = {"person": "vikram-sethi", "channel": "WHATSAPP", "delay": "1", "verify": "verify-400-otp_expired"}
A_SECOND_OR_MORE = re.compile(r"[1-9][0-9]*\.[0-9] s")


@pytest.fixture
def variant() -> Variant:
    """A wide window with scripts."""
    return SCRIPTED


@pytest.fixture(scope="module")
def patient_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An application that waits for answers which take a second more."""
    with staged(tmp_path_factory.mktemp("patient"), cashfree_timeout_seconds=5) as stage:
        yield stage


@pytest.fixture
def other(windows: Windows, shared_stage: Stage, album: Album, variant: Variant) -> Iterator[Visit]:
    """Somebody else's browser."""
    with somebody(windows, shared_stage, album, variant) as visit:
        yield visit


@contextmanager
def somebody(windows: Windows, stage: Stage, album: Album, variant: Variant) -> Iterator[Visit]:
    """Open a browser that nobody has used."""
    with windows.lend(variant) as window, visiting(window, stage, variant, album) as visit:
        yield visit


@BOTH
def test_two_presenters_of_one_story_see_nothing_of_each_other(visit: Visit, other: Visit) -> None:
    """Given two presenters who show the same story with the same number, when each looks at phone and trace, then only
    their own visit is there; each code works where it belongs, and one who resets takes nothing from the other."""
    ours, theirs = (Gallery.opened_by(presenter).show(STORY) for presenter in (visit, other))
    theirs.page.mobile_number.fill(ours.page.mobile_number.input_value())
    ours.page.agree()
    theirs.page.agree()

    codes = [console.phone.receives(1).codes.first.inner_text()[-6:] for console in (ours, theirs)]
    references = [console.trace.look_again().shows("Code sent").reference for console in (ours, theirs)]
    for console, code, reference in ((ours, codes[1], references[1]), (theirs, codes[0], references[0])):
        console.phone.hides(code)
        console.trace.hides(reference)
        console.trace.counts("Codes asked for in this browser", 1)
    ours.phone.fill_in(ours.page)
    ours.page.check_code()
    ours.page.is_at(FOUND)
    theirs.page.is_at(CODE)
    theirs.trace.look_again().hides("Customer verified")

    ours.reset()

    theirs.phone.receives(1).fill_in(theirs.page)
    theirs.page.check_code()
    theirs.page.is_at(FOUND)
    theirs.trace.look_again().shows("Summary shown")


@BOTH
def test_one_press_resets_everything(visit: Visit) -> None:
    """Given a visit that came to its summary, when Reset is pressed, then the gallery is there, with nothing to go on
    with; the visit is over, the phone and the trace are empty."""
    console = Gallery.opened_by(visit).show(STORY).go_through()
    console.page.is_at(FOUND)

    gallery = console.reset()

    expect(gallery.window.get_by_role("link", name="Go on with the visit under way")).to_have_count(0)
    for path, words in (("/demo/phone?beside=1", "No message yet"), ("/demo/trace", "Nothing has happened yet")):
        visit.go(path)
        expect(visit.window.get_by_role("main")).to_contain_text(words)
    visit.go("/summary")
    expect(visit.window.get_by_role("heading", level=1)).to_have_text(START)
    expect(visit.window.get_by_role("textbox", name="Mobile number")).to_have_value("")


def test_the_gallery_resets_as_well_and_offers_to_go_on(visit: Visit) -> None:
    """Given a visit under way, when the presenter is back in the gallery, then it offers to go on; reset, no more."""
    console = Gallery.opened_by(visit).show("vikram-sethi")
    console.page.agree()
    gallery = Gallery.opened_by(visit)

    visit.leave_by(gallery.window.get_by_role("link", name="Go on with the visit under way").click)
    assert Console(visit).address == "/demo/console?scenario=vikram-sethi"
    Console(visit).page.is_at(CODE)
    visit.go_back()
    visit.leave_by(Gallery(visit).button("Reset everything").click)

    expect(Gallery(visit).window.get_by_role("link", name="Go on with the visit under way")).to_have_count(0)


@BOTH
def test_a_story_is_started_again(visit: Visit) -> None:
    """Given a story that came to its summary, when Start again is pressed, then the same one is at its beginning."""
    console = Gallery.opened_by(visit).show(STORY).go_through()
    console.page.is_at(FOUND)
    visit.private.clear()

    again = console.start_again()

    assert again.address == f"/demo/console?scenario={STORY}"
    again.page.is_at(START)
    expect(again.page.name_field).to_have_value("Asha Ramanathan")
    again.phone.is_empty()
    again.trace.is_empty()
    again.go_through().page.is_at(FOUND)


@BOTH
def test_a_reload_in_the_middle_goes_on_there(visit: Visit) -> None:
    """Given a story that stands at the code, when its link is opened once more, then it does, with phone and trace."""
    console = Gallery.opened_by(visit).show(STORY)
    console.page.agree()
    console.phone.receives(1)

    console = console.reload()

    console.page.is_at(CODE)
    console.trace.shows("Code sent")
    console.phone.receives(1).fill_in(console.page)
    console.page.check_code()
    console.page.is_at(FOUND)
    console = Console.opened_by(visit, console.address)
    console.page.is_at(FOUND)


def test_another_story_is_not_begun_unasked(visit: Visit) -> None:
    """Given a story under way, when the link of another is opened, then the console says which goes on, and how to
    begin the other."""
    Gallery.opened_by(visit).show(STORY).page.agree()

    console = Console.opened_by(visit, "/demo/console?scenario=meera-kulkarni")
    expect(console.window.locator(".another")).to_contain_text("Another story is under way")
    console.page.is_at(CODE)
    visit.private.clear()
    console = console.start_again()

    expect(console.window.locator(".another")).to_have_count(0)
    console.page.is_at(START)
    expect(console.page.name_field).to_have_value("Meera Kulkarni")


@BOTH
def test_a_story_of_one_s_own_is_shared_by_its_address(
    windows: Windows, patient_stage: Stage, album: Album, variant: Variant
) -> None:
    """Given a person, a channel, a delay and an answer put together, when somebody else opens the address, then the
    same is filled in, and it leads to what the parts say; the address holds their keys, and nothing else."""
    with somebody(windows, patient_stage, album, variant) as visit:
        gallery = Gallery.opened_by(visit)
        person = gallery.window.locator("#own-person option[value=vikram-sethi]").inner_text()
        gallery.choose(person=person, channel="WhatsApp", delay="a second more", verify="400 otp_expired")
        console = gallery.show_own()
        address = console.address
        assert console.keys == {name: [value] for name, value in OWN.items()}
        shown = is_filled_in(console)
        plays_as_put_together(console)
    with somebody(windows, patient_stage, album, variant) as visit:
        console = Console.opened_by(visit, address)
        assert is_filled_in(console) != shown  # a number of its own, for the same parts
        plays_as_put_together(console)
        assert console.address == address


def is_filled_in(console: Console) -> str:
    """Check what was put together, and return the number."""
    page = console.page.is_at(START)
    expect(page.name_field).to_have_value(VIKRAM.name)
    expect(page.frame.get_by_label("WhatsApp", exact=True)).to_be_checked()
    expect(console.window.locator(".about-story")).to_contain_text("Vikram Sethi, by WhatsApp, 1 s before each answer")
    number = page.mobile_number.input_value()
    assert number not in console.window.url
    return number


def plays_as_put_together(console: Console) -> None:
    """Check where it leads, by which channel, and how long it took."""
    console.go_through().page.is_at(EXPIRED)
    expect(console.phone.messages.first).to_contain_text("WhatsApp")
    console.trace.look_again().shows("Cashfree asked to check the code")
    for title in ("Cashfree asked to send a code", "Cashfree asked to check the code"):
        expect(console.trace.step(title).locator(".lasted")).to_have_text(A_SECOND_OR_MORE)


def test_links_are_copied(visit: Visit) -> None:
    """Given the gallery, when links are copied, of a card and of what is put together, then they can be pasted."""
    gallery = Gallery.opened_by(visit)
    visit.browser.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.stage.url)
    field = gallery.window.get_by_label("Find a story")

    def copied(place: Locator) -> str:
        place.get_by_role("link", name="Copy link").click()
        expect(gallery.window.locator("#copied")).to_have_text("Copied")
        field.fill("")
        field.press("ControlOrMeta+V")
        return field.input_value().removeprefix(visit.stage.url)

    assert copied(gallery.card("vikram-sethi")) == "/demo/console?scenario=vikram-sethi"
    field.fill("")
    gallery.choose(channel="WhatsApp", delay="2 seconds more", send="500 verification_failed")
    own = copied(gallery.window.locator("#own"))
    assert own == "/demo/console?channel=WHATSAPP&delay=2&send=send-500-verification_failed"
    console = Console.opened_by(visit, own)
    expect(console.page.frame.get_by_label("WhatsApp", exact=True)).to_be_checked()
