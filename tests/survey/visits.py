"""Visits to the stations: each with an application, a clock and a browser profile of its own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser.album import Album
from tests.browser.chromium import own_chromium, system_chromium
from tests.browser.visit import Variant, Visit, visiting
from tests.servers import Stage, staged
from tests.survey.stations import SETTINGS, STATIONS

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]
HEIGHTS = {360: 740, 1280: 800}
"""The widths of the windows, each with its height (CSS pixels)."""

Scheme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path_of_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def path_of_chromium() -> str | None:
    """Return where Chromium is; None leaves that to Playwright."""
    return system_chromium() or own_chromium()


@contextmanager
def stage_of(name: str) -> Iterator[Stage]:
    """Yield an application, fresh, with the settings of a station."""
    with TemporaryDirectory() as folder, staged(Path(folder), **SETTINGS.get(name, {})) as stage:
        yield stage


@contextmanager
def opened(
    browser: Browser, name: str, language: str = "en", *, width: int = 360, scheme: Scheme = "light"
) -> Iterator[Visit]:
    """Yield a visit on the stage of a station, in a window without a page yet.

    Raises AssertionError at the end where something went wrong in the browser.
    """
    size = ViewportSize(width=width, height=HEIGHTS[width])
    with stage_of(name) as stage, ExitStack() as stack:
        profile = browser.new_context(viewport=size, locale=f"{language}-IN", color_scheme=scheme)
        stack.callback(profile.close)
        profile.set_default_timeout(10_000)
        with visiting(profile.new_page(), stage, Variant(width, scripts=True), Album()) as visit:
            visit.language = language
            yield visit


@contextmanager
def reached(
    browser: Browser, name: str, language: str = "en", *, width: int = 360, scheme: Scheme = "light"
) -> Iterator[Visit]:
    """Yield a visit that has got to a station. Raises AssertionError where it is not reached, and as `opened` does."""
    with opened(browser, name, language, width=width, scheme=scheme) as visit:
        STATIONS[name](visit)
        yield visit
