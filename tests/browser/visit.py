"""One customer's browser: its window, what it asked for, and what went wrong in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, WebError

from tests.browser.album import Album
from tests.servers import Stage
from webapp.languages.catalogues import ENGLISH, translations


@dataclass(frozen=True)
class Variant:
    """A way of looking at the pages: with or without scripts, in a window of some width (CSS pixels)."""

    width: int
    scripts: bool

    def __str__(self) -> str:
        """Return the variant's name in test reports."""
        return f"{self.width}px-{'scripts' if self.scripts else 'no-scripts'}"


WITH_SCRIPTS = [Variant(360, scripts=True), Variant(1280, scripts=True)]
EVERY_WAY = [Variant(width, scripts) for width in (360, 1280) for scripts in (True, False)]


@dataclass
class Visit:
    """A window of a browser at the application of `stage`.

    `private` is what no title, address or cookie may hold; page objects add what they type. `trouble` is what the
    browser complained of. `arrival` is the answer that the page in the window came with. `language` is the code of the
    one that the visitor has chosen.
    """

    window: Page
    stage: Stage
    variant: Variant
    album: Album
    private: set[str] = field(default_factory=set)
    trouble: list[str] = field(default_factory=list)
    arrival: Response | None = None
    language: str = ENGLISH

    def words(self, message: str, **values: object) -> str:
        """Return a message of the application, given in English, in the language that the visitor has chosen."""
        text = translations(self.language).gettext(message)
        return text % values if values else text

    @property
    def browser(self) -> BrowserContext:
        """The browser's profile: cookies and storage."""
        return self.window.context

    def watch(self) -> None:
        """Take note, from now on and in every tab, of what a page must not do."""
        self.browser.on("console", self._on_console)
        self.browser.on("weberror", self._on_script_error)
        self.browser.on("request", self._on_request)
        self.browser.on("requestfailed", self._on_failure)
        self.browser.on("response", self._on_response)

    def watch_no_more(self) -> None:
        """Leave the browser alone."""
        self.browser.remove_listener("console", self._on_console)
        self.browser.remove_listener("weberror", self._on_script_error)
        self.browser.remove_listener("request", self._on_request)
        self.browser.remove_listener("requestfailed", self._on_failure)
        self.browser.remove_listener("response", self._on_response)

    def go(self, path: str) -> None:
        """Type an address."""
        self.arrival = self.window.goto(self.stage.url + path)

    def go_back(self) -> None:
        """Press the browser's back button."""
        self.arrival = self.window.go_back()

    def reload(self) -> None:
        """Ask for the same page once more."""
        self.arrival = self.window.reload()

    def leave_by(self, action: Callable[[], object]) -> None:
        """Do what leads to another page, and wait until it is there."""
        with self.leaving_by(action):
            pass

    @contextmanager
    def leaving_by(self, action: Callable[[], object]) -> Iterator[None]:
        """Do what leads to another page; the page is there when the block ends, which may look elsewhere meanwhile."""
        with self.window.expect_navigation() as navigation:
            action()
            yield
        self.arrival = navigation.value

    def wait_for_refresh(self) -> None:
        """Do nothing until the page has asked for itself once more."""
        with self.window.expect_navigation(timeout=60_000) as navigation:
            pass
        self.arrival = navigation.value

    def follow_to_new_tab(self, link: Locator) -> "Visit":
        """Follow a link that opens a tab of its own, and return the visit in that tab."""
        with self.browser.expect_page() as opened:
            link.click()
        beside = self._in(opened.value)
        beside.window.wait_for_load_state()
        beside.reload()  # an opening tab does not tell the answer that it came with
        return beside

    def in_another_tab(self, path: str) -> "Visit":
        """Open a tab beside this one, and return the visit in it."""
        beside = self._in(self.browser.new_page())
        beside.go(path)
        return beside

    def close_tab_and_return(self, path: str) -> None:
        """Close the tab, and come back to an address in a new one."""
        self.window, closed = self.browser.new_page(), self.window
        closed.close()
        self.go(path)

    def lose_cookies(self) -> None:
        """Do as a browser that has forgotten this site."""
        self.browser.clear_cookies()

    def begin_anew(self) -> None:
        """Hand the window to another customer."""
        self.lose_cookies()
        self.private.clear()

    @contextmanager
    def from_phone(self, model: str, system: str) -> Iterator[None]:
        """Be a phone that tells its model and system to whoever asks."""
        about = {
            "platform": system,
            "model": model,
            "platformVersion": "16",
            "architecture": "",
            "mobile": True,
            "brands": [{"brand": "Chromium", "version": "140"}],
        }
        phone = {"userAgent": f"Mozilla/5.0 (Linux; {system} 16; K) Chrome/140.0.0.0", "userAgentMetadata": about}
        session = self.browser.new_cdp_session(self.window)
        try:
            session.send("Emulation.setUserAgentOverride", phone)
            yield
        finally:
            session.detach()

    def outdate_page(self) -> None:
        """Make the page in the window one whose anti-forgery token is no longer taken."""
        self.window.evaluate("document.querySelectorAll('[name=csrf_token]').forEach(field => { field.value = 'old' })")

    def hasten(self, factor: float) -> None:
        """Let the timers that the page sets from now on run faster; slower, if the factor is less than one."""
        script = "by => { const wait = setTimeout; window.setTimeout = (act, ms) => wait(act, ms / by) }"
        self.window.evaluate(script, factor)

    def tab_to(self, target: Locator) -> int:
        """Press Tab until the target has the focus; return how often."""
        for times in range(1, 41):
            self.window.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return times
        raise AssertionError("The keyboard does not reach it")

    def _in(self, window: Page) -> "Visit":
        return Visit(window, self.stage, self.variant, self.album, self.private, self.trouble, language=self.language)

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium reports each status from 400 on; those of pages are judged on arrival, others in `_on_response`.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.trouble.append(f"console: {message.text}")

    def _on_script_error(self, error: WebError) -> None:
        self.trouble.append(f"script: {error.error}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.stage.url}/"):
            self.trouble.append(f"elsewhere: {request.url}")

    def _on_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the visitor was quicker than the page's icon
            self.trouble.append(f"{request.failure}: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.trouble.append(f"{response.status}: {response.url}")


@contextmanager
def visiting(window: Page, stage: Stage, variant: Variant, album: Album) -> Iterator[Visit]:
    """Visit the application in a window; at the end nothing may have gone wrong in it."""
    visit = Visit(window, stage, variant, album)
    visit.watch()
    yield visit
    visit.watch_no_more()
    assert visit.trouble == []
