"""The presenter's tools: keys, tabs, bigger type, the customer's language, and finding a story."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages.demo import Console, Gallery
from tests.browser.pages.panes import NEWS
from tests.browser.visit import Variant, Visit
from webapp.demo.stories import CODE, FOUND, START, WAITING

DESK, PHONE = Variant(1280, scripts=True), Variant(360, scripts=True)
DESK_PLAIN, PHONE_PLAIN = Variant(1280, scripts=False), Variant(360, scripts=False)
STORY = "asha-ramanathan"
PANES = ("Page", "Phone", "Trace")


@pytest.fixture
def variant() -> Variant:
    """A wide window with scripts."""
    return DESK


def test_the_keyboard_alone_plays_a_story(calm: Visit) -> None:
    """Given no mouse, when a card's button is pressed by Enter and then the key s, then the story is played; keys work
    within the frames as well, and start the story again, reset it, and lead to the gallery."""
    gallery = Gallery.opened_by(calm)
    keyboard = calm.window.keyboard
    gallery.card(STORY).get_by_role("button", name="Show").focus()
    calm.leave_by(lambda: keyboard.press("Enter"))
    console = Console(calm)

    keyboard.press("s")
    expect(console.page.consent).to_be_checked()
    console.page.leave_by(lambda: keyboard.press("s"))
    expect(console.phone.messages).to_have_count(1, timeout=NEWS)
    console.page.leave_by(lambda: keyboard.press("s"))
    console.page.is_at(CODE)
    keyboard.press("1")
    console.page.leave_by(lambda: keyboard.press("S"))
    console.page.is_at(FOUND)
    calm.private.clear()
    calm.leave_by(lambda: keyboard.press("a"))
    console = Console(calm)
    console.page.is_at(START)
    calm.leave_by(lambda: keyboard.press("b"))
    assert Console(calm).keys == {"scenario": [STORY], "type": ["big"]}
    calm.leave_by(lambda: keyboard.press("g"))
    Gallery(calm)
    calm.go_back()
    calm.leave_by(lambda: keyboard.press("x"))
    Gallery(calm)


def test_the_keys_are_told_and_can_be_put_away(calm: Visit) -> None:
    """Given the key ?, when it is pressed, then a sheet tells all keys; when they are put away, none but it works."""
    console = Gallery.opened_by(calm).show(STORY)
    keyboard = calm.window.keyboard
    keyboard.press("?")
    sheet = console.window.get_by_role("dialog", name="Keyboard")
    expect(sheet.locator("kbd")).to_have_text(["s", "p", "h", "a", "x", "b", "c", "g", "1", "2", "3", "?"])
    keyboard.press("x")
    expect(sheet).to_be_visible()
    sheet.get_by_label("These keys do this").uncheck()
    sheet.get_by_role("button", name="Close").click()

    keyboard.press("s")
    keyboard.press("x")
    calm.window.wait_for_timeout(300)
    expect(console.page.consent).not_to_be_checked()
    keyboard.press("?")
    expect(sheet).to_be_visible()


def test_what_is_typed_is_no_shortcut(calm: Visit) -> None:
    """Given the customer's field for the name, when letters are typed there that are keys, then they are letters."""
    console = Gallery.opened_by(calm).show(STORY)

    console.page.name_field.fill("")
    console.page.name_field.press_sequentially("Asha Gaxbphc?")

    expect(console.page.name_field).to_have_value("Asha Gaxbphc?")
    expect(console.window.get_by_role("dialog")).to_have_count(0)
    assert Console(calm).page.path == "/demo/begin"


@pytest.mark.parametrize("variant", [PHONE, PHONE_PLAIN], ids=str)
def test_a_narrow_window_shows_one_pane_at_a_time(visit: Visit) -> None:
    """Given a narrow window, when a tab is chosen by finger or by arrow keys, then its pane is shown, and no other; a
    story is played by them."""
    console = Gallery.opened_by(visit).show(STORY)
    shows_only(console, "Page")
    console.page.agree()

    console.turn_to("Phone")
    shows_only(console, "Phone")
    console.phone.receives(1).fill_in(console.page)
    visit.window.keyboard.press("Shift+Tab")
    console.tab("Phone").focus()
    visit.window.keyboard.press("ArrowLeft")
    shows_only(console, "Page")
    console.page.check_code()
    console.page.is_at(FOUND)
    visit.window.keyboard.press("Shift+Tab")
    console.tab("Page").focus()
    visit.window.keyboard.press("ArrowLeft")
    shows_only(console, "Trace")
    console.trace.look_again().shows("Summary shown")
    assert visit.window.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def shows_only(console: Console, shown: str) -> None:
    """Check which pane is there."""
    expect(console.tab(shown)).to_be_checked()
    for name in PANES:
        expect(console.window.locator(f"iframe[name={name.lower()}]")).to_be_visible(visible=name == shown)


@pytest.mark.parametrize("variant", [PHONE], ids=str)
def test_the_keys_for_the_panes_turn_the_tabs(visit: Visit) -> None:
    """Given a narrow window, when 2, 3 and 1 are pressed, within a frame too, then these panes are shown."""
    console = Gallery.opened_by(visit).show(STORY)
    for key, name in (("2", "Phone"), ("3", "Trace"), ("1", "Page")):
        visit.window.keyboard.press(key)
        shows_only(console, name)
        expect(console.window.locator(f"iframe[name={name.lower()}]")).to_be_focused()


@pytest.mark.parametrize("variant", [PHONE], ids=str)
def test_the_phone_s_tab_tells_of_a_message_until_it_is_looked_at(visit: Visit) -> None:
    """Given a narrow window, when a message comes that is not in sight, then the tab says so, until the phone is shown,
    by a key too; what was there before is not new again on another look of the console."""
    console = Gallery.opened_by(visit).show(STORY)
    fresh = console.window.locator("#fresh")
    expect(fresh).to_be_hidden()
    console.page.agree()
    expect(fresh).to_be_visible()
    expect(console.phone.locator(".arrived")).to_have_count(1)

    visit.window.keyboard.press("2")

    expect(fresh).to_be_hidden()
    visit.leave_by(console.window.get_by_role("link", name="Bigger type").click)
    console = Console(visit)
    expect(console.phone.locator(".notice-card")).to_have_count(1)
    console.phone.frame.wait_for_load_state()
    expect(console.window.locator("#fresh")).to_be_hidden()
    expect(console.phone.locator(".arrived")).to_have_count(0)


@pytest.mark.parametrize("variant", [DESK, DESK_PLAIN], ids=str)
def test_a_wide_window_shows_all_panes_side_by_side(visit: Visit) -> None:
    """Given a wide window, then there are no tabs: page, phone and trace stand beside each other, in that order."""
    console = Gallery.opened_by(visit).show(STORY)

    expect(console.window.locator(".tabs")).to_be_hidden()
    boxes = [console.window.locator(f"iframe[name={name.lower()}]").bounding_box() for name in PANES]
    edges = [edge for box in boxes if box for edge in (box["x"], box["x"] + box["width"])]
    assert len(edges) == 6
    assert edges == sorted(edges)
    assert edges[-1] <= 1280


@pytest.mark.parametrize("variant", [DESK, DESK_PLAIN, PHONE], ids=str)
def test_bigger_type_is_bigger_in_all_of_it(visit: Visit) -> None:
    """Given somebody who sits far away, when Bigger type is chosen, then it is larger in console, phone and trace, and
    stays so when the story is started again; the page itself is drawn larger."""
    console = Gallery.opened_by(visit).show(STORY)
    usual = text_sizes(console)

    visit.leave_by(console.window.get_by_role("link", name="Bigger type").click)
    console = Console(visit).start_again()

    assert [size / before for size, before in zip(text_sizes(console), usual, strict=True)] == [1.25, 1.25, 1.25]
    assert float(console.window.locator("#page").evaluate("frame => getComputedStyle(frame).zoom")) > 1
    visit.leave_by(console.window.get_by_role("link", name="Usual type").click)
    assert text_sizes(Console(visit)) == usual


def text_sizes(console: Console) -> list[float]:
    """Return the size of text in console, phone and trace, in pixels."""
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    return [console.window.evaluate(size), console.phone.frame.evaluate(size), console.trace.frame.evaluate(size)]


@pytest.mark.parametrize("variant", [DESK, DESK_PLAIN], ids=str)
@pytest.mark.parametrize(("language", "direction"), [("ta", "ltr"), ("ur", "rtl")])
def test_the_customer_s_language_is_chosen_in_the_console(visit: Visit, language: str, direction: str) -> None:
    """Given a customer who reads another language, when it is chosen in the middle, then page and code are in it, what
    was done is kept, and the console stays in English; a link with a language brings it along."""
    console = Gallery.opened_by(visit).show(STORY)
    console.page.agree()

    console = console.choose_language(language)

    console.page.is_at(CODE)
    for pane in (console.page, console.phone, console.trace):
        expected = (language, direction) if pane is console.page else ("en", "ltr")
        assert pane.frame.evaluate("[document.documentElement.lang, document.dir || 'ltr']") == list(expected)
    console.phone.receives(1).fill_in(console.page)
    console.page.check_code()
    console.page.is_at(FOUND)
    visit.private.clear()
    visit.language = "hi"
    console.reset()
    console = Console.opened_by(visit, "/demo/console?scenario=meera-kulkarni&language=hi")
    assert console.address == "/demo/console?scenario=meera-kulkarni"
    console.page.is_at(START)


def test_stories_are_found_by_a_word(visit: Visit) -> None:
    """Given the gallery, when a word is typed, then only the stories that have it are there; Enter begins none."""
    gallery = Gallery.opened_by(visit)
    field = gallery.window.get_by_label("Find a story")
    field.fill("429")
    expect(gallery.window.locator("#filtered")).to_have_text("4 stories")
    expect(gallery.window.locator(".story:visible")).to_have_count(4)
    expect(gallery.card(STORY)).to_be_hidden()

    field.press("Enter")

    Gallery(visit)
    field.fill("nothing of the kind")
    expect(gallery.window.locator("#filtered")).to_have_text("0 stories")
    field.fill("")
    expect(gallery.card(STORY)).to_be_visible()
    assert WAITING in gallery.card("send-429-too_many_requests_per_ip").inner_text()
