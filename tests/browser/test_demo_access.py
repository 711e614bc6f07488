"""The console for whoever sees, hears or touches it in another way than most; and its door."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.album import Album
from tests.browser.axe import findings
from tests.browser.judgement import misfits, small_targets
from tests.browser.looks import Look, turned
from tests.browser.pages.demo import Console, Door, Gallery
from tests.browser.visit import Variant, Visit, visiting
from tests.browser.windows import Windows
from tests.servers import Stage, staged
from webapp.demo.stories import FOUND
from webapp.languages.catalogues import languages

DESK, PHONE = Variant(1280, scripts=True), Variant(360, scripts=True)
PLAIN = Variant(1280, scripts=False)
BOTH_WIDTHS = pytest.mark.parametrize("variant", [PHONE, DESK], ids=str)
STORY = "asha-ramanathan"
PASSWORD = "three blue pelicans"
PANES = ("Page", "Phone", "Trace")


@pytest.fixture
def variant() -> Variant:
    """A wide window with scripts."""
    return DESK


@pytest.fixture(scope="module")
def guarded_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An application whose console asks for a password."""
    with staged(tmp_path_factory.mktemp("guarded"), demo_password=PASSWORD) as stage:
        yield stage


def faults(page: Page, width: int) -> list[str]:
    """Return what is wrong with a page and the frames in it, light and dark."""
    found = []
    with turned(page) as turn:
        for look in (Look("light", width, 800), Look("dark", width, 800, dark=True)):
            turn(look)
            for frame in page.frames[1:]:  # which axe then asks for what it finds in each
                if not frame.evaluate("'axe' in window"):
                    frame.evaluate(AXE_SCRIPT)
            every = [*findings(page), *misfits(page), *small_targets(page)]
            found += [f"{look}: {fault}" for fault in every]
    return found


@BOTH_WIDTHS
def test_the_gallery_has_no_faults(visit: Visit) -> None:
    """Given the gallery, light and dark, then axe finds nothing, all fits, and is large enough for a finger."""
    gallery = Gallery.opened_by(visit).pictured("demo-gallery")
    gallery.choose(channel="WhatsApp")

    assert faults(visit.window, visit.variant.width) == []


@BOTH_WIDTHS
def test_the_console_with_its_panes_has_no_faults(visit: Visit) -> None:
    """Given a story at its beginning and at its end, in each pane that a narrow window shows, then nothing is wrong."""
    width = visit.variant.width
    console = Gallery.opened_by(visit).show(STORY)
    assert faults(visit.window, width) == []
    console.go_through().page.is_at(FOUND)
    console.trace.shows("Summary shown")
    for name in PANES if width == PHONE.width else ("Page",):
        console.turn_to(name)
        console.pictured(f"demo-console-{name.lower()}")
        assert faults(visit.window, width) == [], name


@BOTH_WIDTHS
def test_phone_and_trace_have_no_faults_by_themselves(visit: Visit) -> None:
    """Given phone and trace as pages of their own, before anything happened and after all did, all of it opened, then
    nothing is wrong with them, in the larger type too."""
    addresses = ["/demo/phone?beside=1", "/demo/trace"]
    found = look_over(visit, addresses)
    Console.opened_by(visit, f"/demo/console?scenario={STORY}").go_through().page.is_at(FOUND)
    found += look_over(visit, [*addresses, "/demo/phone?beside=1&type=big", "/demo/trace?type=big"])

    assert found == []


def look_over(visit: Visit, addresses: list[str]) -> list[str]:
    """Return what is wrong with pages on which everything is open."""
    found = []
    for address in addresses:
        visit.go(address)
        visit.window.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        found += [f"{address}: {fault}" for fault in faults(visit.window, visit.variant.width)]
    return found


@BOTH_WIDTHS
def test_bigger_type_fits(visit: Visit) -> None:
    """Given bigger type, when a story has come to its end, then all of it fits, in every pane."""
    Gallery.opened_by(visit).show(STORY).go_through().page.is_at(FOUND)

    console = Console.opened_by(visit, f"/demo/console?scenario={STORY}&type=big").pictured("demo-console-big")

    console.page.is_at(FOUND)
    assert faults(visit.window, visit.variant.width) == []


@BOTH_WIDTHS
@pytest.mark.parametrize("look", ["", "&type=big"], ids=["usual", "big"])
def test_all_languages_can_be_reached(visit: Visit, look: str) -> None:
    """Given a window of any width, when the list of languages is opened, then each of them is within the window."""
    console = Console.opened_by(visit, f"/demo/console?scenario={STORY}{look}")
    console.window.locator("details.menu summary").click()
    choices = console.window.locator("details.menu a")
    expect(choices).to_have_count(len(languages()))

    for width in (320, 360, 480, 640, 900, 1280):
        console.window.set_viewport_size(ViewportSize(width=width, height=740))
        for choice in choices.all():
            expect(choice).to_be_in_viewport(ratio=1)
    console.window.set_viewport_size(ViewportSize(width=visit.variant.width, height=800))


@BOTH_WIDTHS
def test_the_sheet_of_keys_has_no_faults(visit: Visit) -> None:
    """Given the sheet of keys, when it is open, then nothing is wrong with it."""
    console = Gallery.opened_by(visit).show(STORY)

    console.window.get_by_role("button", name="Keyboard shortcuts").click()

    expect(console.window.get_by_role("dialog", name="Keyboard")).to_be_visible()
    assert faults(visit.window, visit.variant.width) == []


def test_each_frame_and_field_has_a_name(visit: Visit) -> None:
    """Given a screen reader, then each frame, tool and region of the console is named, and no two alike."""
    console = Gallery.opened_by(visit).show(STORY)
    frames = [frame.get_attribute("title") for frame in console.window.locator("iframe").all()]
    assert frames == ["The customer’s page", "The customer’s phone", "The trace of the visit"]
    heard = console.window.locator("body").aria_snapshot()
    for name in ("Step", "Play", "Pause", "Start again", "Reset", "Keyboard shortcuts"):
        assert f'button "{name}"' in heard, name


@pytest.fixture
def door(windows: Windows, guarded_stage: Stage, album: Album, variant: Variant) -> Iterator[Visit]:
    """Somebody in whose browser the password was not yet given."""
    with windows.lend(variant) as window, visiting(window, guarded_stage, variant, album) as visit:
        yield visit


@BOTH_WIDTHS
def test_the_door_has_no_faults(door: Visit) -> None:
    """Given the door, as it is opened and after a wrong password, then nothing is wrong with it."""
    door.go("/demo")
    Door(door).pictured("demo-door")
    assert faults(door.window, door.variant.width) == []

    Door(door).enter("not the password")

    refused = Door(door, status=403)
    expect(refused.window.get_by_role("alert")).to_contain_text("This is not the password")
    expect(refused.window.get_by_role("alert")).to_be_focused()
    assert door.window.title().startswith("Error: ")
    assert faults(door.window, door.variant.width) == []


@pytest.mark.parametrize("variant", [DESK, PLAIN], ids=str)
def test_the_password_opens_the_door_to_where_one_was_going(door: Visit) -> None:
    """Given a link to a story, when the password is asked for and given, then the story is there, and all its frames;
    the customer's pages asked for none."""
    door.go("/")
    expect(door.window.get_by_role("heading", level=1)).not_to_have_text("Demonstration")
    door.go(f"/demo/console?scenario={STORY}")

    Door(door).enter(PASSWORD)

    console = Console(door)
    assert console.address == f"/demo/console?scenario={STORY}"
    console.go_through().page.is_at(FOUND)
