"""One Chromium, and visits to the application with it, in every way of looking at the pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.album import Album
from tests.browser.chromium import own_chromium, system_chromium
from tests.browser.visit import EVERY_WAY, Variant, Visit, visiting
from tests.browser.windows import PATIENCE, Windows
from tests.servers import Stage, staged

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]


# Playwright keeps an event loop running for as long as it lives: it must end before tests in other folders begin.
@pytest.fixture(scope="package")
def windows() -> Iterator[Windows]:
    """The windows of all visits, in one browser. Without a browser the tests fail."""
    path = system_chromium() or own_chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield Windows(browser)
        browser.close()


@pytest.fixture(scope="package")
def album() -> Album:
    """The pictures of this run."""
    return Album()


@pytest.fixture(scope="package")
def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The application of all stories in which no time has to pass."""
    with staged(tmp_path_factory.mktemp("shared-stage")) as stage:
        yield stage


@pytest.fixture(params=EVERY_WAY, ids=str)
def variant(request: pytest.FixtureRequest) -> Variant:
    """The usual ways of looking at the pages, one after the other; a story may ask for others."""
    chosen: Variant = request.param
    return chosen


@pytest.fixture
def visit(request: pytest.FixtureRequest, windows: Windows, album: Album, variant: Variant) -> Iterator[Visit]:
    """A customer's browser. A story that asks for `stage` too has an application and a clock of its own."""
    own = "stage" in request.fixturenames
    stage: Stage = request.getfixturevalue("stage" if own else "shared_stage")
    with windows.lend(variant) as window, visiting(window, stage, variant, album) as customer:
        yield customer


@pytest.fixture
def calm(visit: Visit) -> Iterator[Visit]:
    """A presenter for whom nothing moves: what is to be pressed is pressed at once."""
    visit.window.emulate_media(reduced_motion="reduce")
    yield visit
    visit.window.emulate_media(reduced_motion="null")


@pytest.fixture
def timed(windows: Windows, shared_stage: Stage, album: Album) -> Iterator[Visit]:
    """A presenter's window of its own, whose clock the story moves, in its frames too."""
    profile = windows.chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-IN")
    profile.set_default_timeout(PATIENCE)
    window = profile.new_page()
    with visiting(window, shared_stage, Variant(1280, scripts=True), album) as visit:
        yield visit
    profile.close()
