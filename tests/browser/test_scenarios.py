"""Every special number, from the first page to what the customer sees."""

from collections.abc import Iterator

import pytest

from tests.browser.album import Album
from tests.browser.customers import customer_of
from tests.browser.expectations import EXPECTATIONS, WAYS_ON, title_of
from tests.browser.pages.page import Page
from tests.browser.pages.problem import ProblemPage
from tests.browser.pages.start import StartPage
from tests.browser.visit import Variant, Visit, visiting
from tests.browser.windows import Windows
from tests.servers import staged
from webapp.sandbox.answers import Operation
from webapp.sandbox.scenarios import SCENARIOS, Scenario


def test_every_scenario_has_a_row_and_every_row_a_scenario() -> None:
    assert sorted(map(title_of, SCENARIOS)) == sorted(EXPECTATIONS)


@pytest.fixture(scope="module", params=[Variant(360, scripts=True), Variant(1280, scripts=False)], ids=str)
def visit(
    request: pytest.FixtureRequest, windows: Windows, tmp_path_factory: pytest.TempPathFactory, album: Album
) -> Iterator[Visit]:
    """One window for many customers, one after the other, to save time."""
    with (
        staged(tmp_path_factory.mktemp("scenarios")) as stage,
        windows.lend(request.param) as window,
        visiting(window, stage, request.param, album) as customers,
    ):
        yield customers


@pytest.mark.parametrize("scenario", SCENARIOS, ids=title_of)
def test_a_special_number_leads_to_its_page(visit: Visit, scenario: Scenario) -> None:
    visit.stage.clock.pass_by(minutes=2)  # until the calls are trusted again that failed for the last one
    customer = customer_of(scenario)
    expected = EXPECTATIONS[title_of(scenario)]
    visit.begin_anew()
    start = StartPage.opened_by(visit)

    if scenario.operation is Operation.SEND:
        start.fill_in(customer).send()
    else:
        start.give_details(customer).try_right_code(customer)

    arrived = Page(visit, heading=expected.heading, status=expected.status)
    assert bool(arrived.errors) == expected.to_mend
    if expected.way_on:
        problem = ProblemPage(visit, heading=expected.heading, status=expected.status)
        assert problem.way_on == WAYS_ON[expected.heading]
        problem.go_on()
        Page(visit, heading=expected.way_on)
