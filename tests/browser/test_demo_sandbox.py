"""The console before a sandbox like Cashfree's own: what can be known there, and no stories of failure."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.album import Album
from tests.browser.customers import ASHA
from tests.browser.pages.demo import Console, Door, Gallery
from tests.browser.pages.panes import NEWS
from tests.browser.visit import Variant, Visit, visiting
from tests.browser.windows import Windows
from tests.security.live import HOST, live
from tests.servers import MovableClock, Stage, running
from tests.upstream import Upstream
from webapp.demo.stories import CODE, FOUND, OWN_NUMBER, START
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.people import record_of
from webapp.sandbox.server import serve

DESK, PLAIN = Variant(1280, scripts=True), Variant(1280, scripts=False)
PASSWORD = "three blue pelicans"
TEST_CODE = "111000"
NUMBER = "9876543210"
RECORD: Any = record_of(ASHA.mobile_number, ASHA.name, date(2026, 1, 1))

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A service with a console, before a server in the place of Cashfree's sandbox, which knows Asha's record."""
    folder = tmp_path_factory.mktemp("sandbox")
    cashfree = Upstream()
    cashfree.record = RECORD
    with running(cashfree.app) as cashfree_url, serve(create_sandbox()) as unused:
        app = live(folder, cashfree_base_url=f"{cashfree_url}/verification", demo=True, demo_password=PASSWORD)
        app.wsgi_app = by_name(app.wsgi_app)  # type: ignore[method-assign,assignment]
        with running(app) as url:
            yield Stage(app, unused, MovableClock(), url, folder)


def by_name(application: Wsgi) -> Wsgi:
    """Do as the proxy in front, which asks for the service by its own name."""

    def asked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return application({**environ, "HTTP_HOST": HOST}, start_response)

    return asked


@pytest.fixture(params=[DESK, PLAIN], ids=str)
def presenter(request: pytest.FixtureRequest, windows: Windows, stage: Stage, album: Album) -> Iterator[Visit]:
    """A presenter who knows the password."""
    with (
        windows.lend(request.param) as window,
        visiting(window, stage, request.param, album) as visit,
    ):
        visit.go("/demo")
        Door(visit).enter(PASSWORD)
        yield visit


def test_one_s_own_number_is_shown_with_the_test_code(presenter: Visit) -> None:
    """Given Cashfree's sandbox, when the one story is begun and a number typed, then the phone offers the test code,
    which is filled in and taken; the trace tells both calls and nothing of the record."""
    gallery = Gallery(presenter)
    expect(gallery.window.locator(".story")).to_have_count(1)
    expect(gallery.window.get_by_role("main")).to_contain_text("It cannot be made to fail")
    expect(gallery.window.locator("#own")).to_have_count(0)
    expect(gallery.window.locator("header")).to_contain_text("Demonstration (sandbox)")
    console = gallery.show(OWN_NUMBER.key)
    expect(console.window.locator("#fresh")).to_be_hidden()
    console.page.is_at(START)
    expect(console.page.mobile_number).to_have_value("")
    console.phone.shows(TEST_CODE)
    expect(console.phone.codes).to_have_count(0)

    console.page.mobile_number.fill(NUMBER)
    console.page.name_field.fill(ASHA.name)
    console.page.agree()

    console.page.is_at(CODE)
    console.phone.look_again()
    expect(console.phone.codes).to_have_count(1, timeout=NEWS)
    assert console.phone.fill_in(console.page) == TEST_CODE
    console.page.check_code()
    console.page.is_at(FOUND)
    console.trace.look_again().shows(
        "Cashfree asked to send a code", "Cashfree asked to check the code", "Summary shown", "The customer sees"
    )
    private = {TEST_CODE, NUMBER, ASHA.name.upper(), *ASHA.identifiers()}
    console.trace.hides(*private)


@pytest.mark.parametrize("presenter", [DESK], indirect=True, ids=str)
def test_step_asks_for_a_number_where_none_can_be_known(presenter: Visit) -> None:
    """Given no number that could be filled in, when Step is pressed, then it asks for one, and nothing is sent."""
    console = Console.opened_by(presenter, "/demo/console")

    console.button("Step").click()

    expect(console.toast).to_have_text("Type a mobile number")
    console.page.is_at(START)
    console.trace.is_empty()


@pytest.mark.parametrize("presenter", [DESK], indirect=True, ids=str)
def test_a_visit_is_reset_there_as_well(presenter: Visit) -> None:
    """Given a visit before the sandbox, when Reset is pressed, then the gallery is there and nothing goes on."""
    console = Console.opened_by(presenter, "/demo/console")
    console.page.mobile_number.fill(NUMBER)
    console.page.name_field.fill(ASHA.name)
    console.page.agree()
    console.page.is_at(CODE)

    gallery = console.reset()

    console = gallery.show(OWN_NUMBER.key)
    console.page.is_at(START)
    console.trace.is_empty()
