"""Visits to the stations: each with an application, a clock and a browser profile of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

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
def reached(
    browser: Browser,
    name: str,
    language: str = "en",
    *,
    width: int = 360,
    scheme: Scheme = "light",
    prepare: Callable[[Page], None] = lambda _: None,
) -> Iterator[Visit]:
    """Yield a visit that has got to a station; `prepare` is done to its window before the first page.

    Raises AssertionError where the station is not reached, and at the end where something went wrong in the browser.
    """
    size = ViewportSize(width=width, height=HEIGHTS[width])
    with stage_of(name) as stage:
        profile = browser.new_context(viewport=size, locale=f"{language}-IN", color_scheme=scheme)
        profile.set_default_timeout(10_000)
        window = profile.new_page()
        prepare(window)
        with visiting(window, stage, Variant(width, scripts=True), Album()) as visit:
            visit.language = language
            STATIONS[name](visit)
            yield visit
        profile.close()
