"""Takes pictures of a page that are alike whenever the page is: nothing moves, and passing words give way to others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from tests.browser.visit import Visit
from tests.survey.visits import HEIGHTS, Scheme

LANGUAGES = ("en", "ur")  # one for each direction of writing
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

_MOMENT = datetime(2027, 11, 21, 4, 30, tzinfo=UTC)  # ten o'clock in India

# What differs from visit to visit, and what stands there instead. The moment is set, but time goes on from it.
_HOLD_STILL = r"""() => {
  const last = setTimeout(() => {}); // a clock that a visit moves counts from a million millions
  for (let id = last; id > last - 1000; id -= 1) clearTimeout(id);
  const passing = [
    [/\p{Nd}{1,2}:\p{Nd}{2}:\p{Nd}{2}/gu, "10:00:00"],
    [/(?<![\p{Nd}:])\p{Nd}{1,2}:\p{Nd}{2}(?![\p{Nd}:])/gu, "0:30"],
    [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "00000000-0000-4000-8000-000000000000"],
    [/\b[0-9a-f]{16,}\b/g, (hash) => "0".repeat(hash.length)],
    [/\b[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}\b/g, "K7F2-9QXM-4TBA"],
    [/\bE\d{8}\b/g, "E12345678"],
    [/(?<![\w-])(?=[\w-]*\d)[\w-]{22}(?![\w-])/g, "0123456789abcdefABCDEF"],
    [/\b\d{6}\b/g, "123456"],
    [/\d+ ms$/g, "3 ms"],
    [/^\+\d+\.\d s$/g, "+0.0 s"],
    [/\b(Chrom\w*)[\/ ][\d.]+/g, "$1 0"],
  ];
  // In the console every visit has another number.
  if (window !== window.top || location.pathname === "/demo/trace") passing.push([/•{4}\d{4}/g, "••••1234"]);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const still = passing.reduce((words, [pattern, other]) => words.replace(pattern, other), text.data);
    if (text.data !== still) text.data = still;
  }
  for (const code of document.querySelectorAll("input[name=otp]")) {
    if (/^\d{6}$/.test(code.value)) code.value = "123456";
  }
}"""
_READY = """async () => {
  await document.fonts.ready;
  window.scrollTo(0, 0);
}"""


@dataclass(frozen=True)
class Look:
    """One way in which a page can look. `width` is in CSS pixels."""

    width: int
    language: str
    scheme: Scheme

    def __str__(self) -> str:
        """Return its name, which is that of its picture's file."""
        return f"{self.width}-{self.language}-{self.scheme}"


LOOKS = [Look(*look) for look in product(HEIGHTS, LANGUAGES, SCHEMES)]


def stop_the_clock(visit: Visit) -> None:
    """Let the application live at one and the same moment at the beginning of every visit."""
    visit.stage.clock.passed = _MOMENT - datetime.now(UTC)


def photographs(visit: Visit) -> Iterator[tuple[Look, bytes]]:
    """Yield the page in the window, the whole of it, in every look that it has in the visit's language, as PNG."""
    window = visit.window
    window.mouse.move(0, 0)  # so that nothing is lit up by it
    for frame in window.frames:
        frame.evaluate(_HOLD_STILL)
    for look in LOOKS:
        if look.language == visit.language:
            window.set_viewport_size({"width": look.width, "height": HEIGHTS[look.width]})
            window.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")
            window.evaluate(_READY)
            yield look, window.screenshot(full_page=True, animations="disabled", caret="hide")
