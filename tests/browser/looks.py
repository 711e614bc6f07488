"""Ways to look at a page beyond the window's width: zoom, larger text, other colours, paper."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

_USUAL_TEXT = {"standard": 16, "fixed": 13}

_SPACED = """async (spaced) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = spaced ? [sheet] : [];
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at.

    width, height: of the window in CSS pixels: a zoom makes them fewer. text: the size of text that is set in the
    browser, in per cent of the usual. spaced: text spread as WCAG 1.4.12 wants a page to bear it.
    """

    name: str
    width: int
    height: int
    text: int = 100
    dark: bool = False
    forced: Literal["active", "none"] = "none"
    spaced: bool = False

    def __str__(self) -> str:
        """Return the name."""
        return self.name


ZOOMED = (
    Look("zoom of 200 %", 640, 512),
    Look("zoom of 400 %", 320, 256),
    Look("smallest phone", 320, 568),
    Look("text of 200 %", 1280, 800, text=200),
    Look("text of 200 % on a phone", 360, 740, text=200),
    Look("text spread", 360, 740, spaced=True),
)
DARK = Look("dark", 360, 740, dark=True)
FORCED = Look("forced colours", 360, 740, dark=True, forced="active")


@contextmanager
def turned(page: Page) -> Iterator[Callable[[Look], None]]:
    """Yield what makes the window look at its page in a way; at the end it is the usual one again."""
    usual = page.viewport_size
    assert usual is not None
    session = page.context.new_cdp_session(page)

    def turn(look: Look) -> None:
        page.set_viewport_size({"width": look.width, "height": look.height})
        # Without motion, or what is judged next would still be on its way from one colour to the other.
        page.emulate_media(
            color_scheme="dark" if look.dark else "light", forced_colors=look.forced, reduced_motion="reduce"
        )
        sizes = {kind: size * look.text // 100 for kind, size in _USUAL_TEXT.items()}
        session.send("Page.setFontSizes", {"fontSizes": sizes})
        page.evaluate(_SPACED, look.spaced)

    try:
        yield turn
    finally:
        turn(Look("usual", usual["width"], usual["height"]))
        page.emulate_media(color_scheme="null", forced_colors="null", reduced_motion="null")
        session.detach()
