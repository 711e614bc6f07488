"""The demonstration's pages: the one phone that customers look at, and the console of whoever presents."""

from functools import partial

from playwright.sync_api import ViewportSize

from tests.browser.pages.demo import Console
from tests.browser.pages.phone import PhonePage
from tests.browser.visit import Visit
from tests.survey.steps import Way, at
from tests.survey.ways.consent import at_own_consent
from webapp.demo.stories import CODE, FOUND, START

PASSWORD = "three blue pelicans"
_STORY = "/demo/console?scenario=asha-ramanathan"
_ROOM = ViewportSize(width=1280, height=800)  # for all three panes, of which a narrow window shows one at a time


def _page(path: str, heading: str, visit: Visit) -> None:
    visit.go(path)
    at(visit, heading)


def _opened(visit: Visit) -> Console:
    visit.window.set_viewport_size(_ROOM)
    console = Console.opened_by(visit, _STORY)
    console.page.is_at(START)
    console.phone.is_empty()
    console.trace.is_empty()
    return console


def _console(visit: Visit) -> None:
    _opened(visit)


def _message(visit: Visit) -> None:
    console = _opened(visit)
    console.page.agree()
    console.page.is_at(CODE)
    console.phone.receives(1)
    console.trace.shows("Code sent")


def _summary(visit: Visit) -> None:
    console = _opened(visit).go_through()
    console.page.is_at(FOUND)
    console.trace.shows("Summary shown")


def _pane(path: str, heading: str, visit: Visit) -> None:
    """Come to a pane by itself, when there is all to see in it."""
    _summary(visit)
    _page(path, heading, visit)


STAFF_PAGES: dict[str, Way] = {
    "components": partial(_page, "/demo/components", "Components"),
    "demo-door": partial(_page, "/demo", "Demonstration"),
    "demo-gallery": partial(_page, "/demo", "What would you like to show?"),
    "demo-console": _console,
    "demo-console-message": _message,
    "demo-console-summary": _summary,
    "demo-handset": partial(_pane, "/demo/phone?beside=1", "The customer’s phone"),
    "demo-trace": partial(_pane, "/demo/trace", "Behind the page"),
}
"""What no customer ever loads."""

DEMO_PAGES: dict[str, Way] = {"demo-phone": partial(at_own_consent, "/demo/phone", PhonePage.heading), **STAFF_PAGES}
