"""Every answer and every fault of upstream, at both operations: one right page with a way on, one right alarm."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest

from tests.pages.upstream_cells import (
    CELLS,
    CHANGE,
    CODE,
    CROWDED,
    OPEN,
    REFUSED,
    START,
    Cell,
    WayOn,
    expected_keys,
    key_of,
)
from tests.servers import Stage, staged
from tests.visitor import PERSON, Customer, Page
from webapp.journey.problems import Problem
from webapp.pages.later import _ASKING, _ENTERING
from webapp.pages.problems import PROBLEMS
from webapp.sandbox.answers import ANSWERS
from webapp.sandbox.faults import Fault
from webapp.sandbox.scenarios import SCENARIOS, Scenario
from webapp.sandbox.server import serve

OTHER_NUMBER = "9876543210"
NUMBERS = {key_of(scenario): scenario.mobile_number for scenario in SCENARIOS}
HANGING_SEND, BROKEN_SEND = NUMBERS["send", "no answer"], NUMBERS["send", "500 verification_failed"]
BROKEN_VERIFY = NUMBERS["verify", "500 verification_failed"]
ALARMS = ("MerchantActionNeeded", "CircuitOpened", "UnexpectedError", "LedgerRefused", "JourneyUnreadable")


@dataclass
class Told:
    """What was told to the business: names of events and their fields, in place of the log."""

    events: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def info(self, name: str, **fields: object) -> None:
        """Take an event."""
        self.events.append((name, fields))

    error = info

    def of(self, name: str, what: str) -> list[object]:
        """Return one field of all events of a name."""
        return [fields[what] for told, fields in self.events if told == name]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Everything that is emitted."""
    listener = Told()
    monkeypatch.setattr("webapp.telemetry.events.log", listener)
    return listener


@pytest.fixture(scope="module")
def common_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One application for many customers, one after the other, to save time."""
    with staged(tmp_path_factory.mktemp("matrix")) as running:
        yield running


def test_no_cell_is_missing() -> None:
    """Given all scenarios and what keeps a call from being made, when the table is read, then each has one row."""
    assert sorted(CELLS) == sorted(expected_keys())
    names = {(operation, name) for operation, name in CELLS}
    assert {(row.operation.value, row.label) for row in ANSWERS} <= names
    assert {(operation, fault.value) for operation in ("send", "verify") for fault in Fault} <= names


def test_every_problem_has_words_in_one_place() -> None:
    """Given all that may keep a customer from going on, when they are looked up, then each has words: on the page
    itself where it is a matter of time, else on the problem page, where nobody would read those of the others."""
    on_the_page = {*_ASKING, *_ENTERING}
    assert set(Problem) == {*PROBLEMS, *on_the_page}
    assert not on_the_page & set(PROBLEMS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda row: " ".join(key_of(row)))
def test_each_scenario_leads_to_its_cell(common_stage: Stage, told: Told, scenario: Scenario) -> None:
    """Given a special number, when its operation is called, then page, state, ledger and events are the cell's."""
    customer = Customer(common_stage)
    cell = CELLS[key_of(scenario)]
    name = PERSON["name"] if scenario.operation else scenario.name
    if scenario.operation == "send":
        page = customer.start(mobile_number=scenario.mobile_number, name=name)
    else:
        customer.start(mobile_number=scenario.mobile_number, name=name)
        told.events.clear()
        page = customer.enter_code(mobile_number=scenario.mobile_number)
    check(cell, page, common_stage, told)
    go_on(cell.way_on, customer, page, scenario.mobile_number)


@pytest.mark.parametrize("trouble", [REFUSED, OPEN, CROWDED])
@pytest.mark.parametrize("operation", ["send", "verify"])
def test_a_call_that_is_not_made_leads_to_its_cell(tmp_path: Path, told: Told, operation: str, trouble: str) -> None:
    """Given an upstream that is away, hangs or keeps failing, when an operation is called, then it is not made, and
    page, state, ledger and events are the cell's; and when upstream is back, the customer goes on."""
    cell = CELLS[operation, trouble]
    with staged(tmp_path, threads=8, cashfree_timeout_seconds=25) as stage:
        customer = Customer(stage)
        if operation == "verify":
            customer.start()
        call = prepared(customer, operation)
        with TROUBLES[trouble](stage, operation):
            assert told.of("CircuitOpened", "scope") == ([operation] if trouble == OPEN else [])
            told.events.clear()
            page = call()
            check(cell, page, stage, told)
        stage.clock.pass_by(seconds=31)
        go_on(cell.way_on, customer, page, PERSON["mobile_number"])


def prepared(customer: Customer, operation: str) -> Callable[[], Page]:
    """Return the call that is to meet the trouble, with all that it needs at hand."""
    if operation == "send":
        return customer.start
    code = customer.stage.newest_code(PERSON["mobile_number"])
    return lambda: customer.enter_code(code)


@contextmanager
def refused(stage: Stage, operation: str) -> Iterator[None]:
    """Nobody listens where upstream should be."""
    server = stage.sandbox._server
    stage.sandbox.stop()
    try:
        yield
    finally:
        again = serve(server.app, port=urlsplit(stage.sandbox.origin).port or 0)  # type: ignore[arg-type]
        stage.sandbox._server, stage.sandbox._thread = again._server, again._thread


@contextmanager
def failing(stage: Stage, operation: str) -> Iterator[None]:
    """Other customers have met failures in a row."""
    customer = Customer(stage)
    if operation == "verify":
        customer.start(mobile_number=BROKEN_VERIFY)
    for _ in range(5):
        if operation == "verify":
            customer.enter_code("123456")
        else:
            customer.start(mobile_number=BROKEN_SEND)
    yield


@contextmanager
def crowded(stage: Stage, operation: str) -> Iterator[None]:
    """As many customers as may be wait for an answer that does not come."""
    places = 8 - 2  # threads, and those that are kept for other pages
    with ThreadPoolExecutor(places) as pool:
        for _ in range(places):
            pool.submit(Customer(stage).start, mobile_number=HANGING_SEND)
        waiting = Event()
        assert any(len(stage.messages(HANGING_SEND)) == places or waiting.wait(0.02) for _ in range(1000))
        yield
        stage.end_calls_that_hang()


TROUBLES = {REFUSED: refused, OPEN: failing, CROWDED: crowded}


def check(cell: Cell, page: Page, stage: Stage, told: Told) -> None:
    """Compare what came of a call with its cell."""
    assert (page.title, page.status) == (cell.heading, cell.status)
    assert ("Retry-After" in page.reply.headers) == cell.again
    assert told.of("UpstreamAnswered", "answer") == [cell.answer]
    assert told.of("MerchantActionNeeded", "reason") == ([cell.reason] if cell.reason else [])
    assert len([name for name, _ in told.events if name in ALARMS]) == (1 if cell.reason else 0)
    (reference,) = told.of("UpstreamAnswered", "reference")
    with sqlite3.connect(stage.database) as connection:
        (state,) = connection.execute("SELECT state FROM journeys WHERE reference = ?", (reference,)).fetchone()
        (entry,) = connection.execute(
            "SELECT event FROM consent_entries WHERE subject = ? ORDER BY sequence DESC", (reference,)
        ).fetchone()
    assert (state, entry) == (cell.state, cell.entry)


def go_on(way_on: WayOn, customer: Customer, page: Page, mobile_number: str) -> None:
    """Take the page's next step, and see that it leads on."""
    link = re.search(r'<a class="button primary" href="([^"]+)"', page.text)
    stage = customer.stage
    stage.clock.pass_by(seconds=61)  # long enough for another code, and for what upstream asked for
    if link is not None and way_on is not WayOn.FINISH:
        page = customer.look(link[1])
    match way_on:
        case WayOn.ENTER_CODE:
            assert customer.enter_code(mobile_number=mobile_number).title == "What was found"
        case WayOn.OTHER_DETAILS:
            assert page.title == START
            assert finds(customer)
        case WayOn.ANOTHER_NUMBER:
            assert customer.send("/otp/change", {}).title == CHANGE
            assert finds(customer)
        case WayOn.NEW_CODE:
            before = len(stage.messages(mobile_number))
            assert customer.send("/otp/resend", {"notification_modes": "SMS"}).title == CODE
            assert len(stage.messages(mobile_number)) == before + 1
        case WayOn.FINISH:
            assert customer.send("/finish", {}).title == "You have finished"
        case WayOn.START_AGAIN:
            assert finds(customer)


def finds(customer: Customer) -> bool:
    """Whether a visit with another number comes to its end."""
    customer.start(mobile_number=OTHER_NUMBER)
    return customer.enter_code(mobile_number=OTHER_NUMBER).title == "What was found"
