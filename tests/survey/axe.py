"""What axe finds on a page in a narrow and a wide window, in the light and in the dark."""

from itertools import product

from playwright.sync_api import ViewportSize

from tests.browser.axe import findings
from tests.browser.visit import Visit
from tests.survey.visits import HEIGHTS, Scheme

LANGUAGES = ("en", "ur")
"""The languages of the pages that are judged: one for each direction of writing."""

_SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# Colours that are on their way from one scheme to the other are nobody's choice.
_AT_REST = """async () => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  for (const change of document.getAnimations()) {
    if (change.effect.getComputedTiming().endTime !== Infinity) change.finish();
  }
}"""


def judge(visit: Visit) -> list[str]:
    """Return what axe finds on the page in the window, a line for each finding in each way of looking at it."""
    window = visit.window
    found: list[str] = []
    for (width, height), scheme in product(HEIGHTS.items(), _SCHEMES):
        window.set_viewport_size(ViewportSize(width=width, height=height))
        window.emulate_media(color_scheme=scheme)
        window.evaluate(_AT_REST)
        found += [f"{width} px, {scheme}: {line}" for line in findings(window)]
    return found
