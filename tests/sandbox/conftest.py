"""A server of its own for each test, on a real socket, with a clock that the test moves."""

from collections.abc import Callable, Iterator

import pytest

from tests.sandbox.caller import CONFIG, Caller, MovingClock
from webapp.sandbox import store
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.scenarios import Scenario
from webapp.sandbox.server import serve


@pytest.fixture
def caller() -> Iterator[Caller]:
    clock = MovingClock()
    with serve(create_sandbox(CONFIG, clock)) as running:
        yield Caller(running, clock)


@pytest.fixture(params=["listed", "put together"])
def number_of(request: pytest.FixtureRequest, caller: Caller) -> Callable[[Scenario], str]:
    """Both ways to ask for an answer or a fault: its special number, and one that is put together."""
    if request.param == "listed":
        return lambda row: row.mobile_number
    return lambda row: caller.number(**{str(row.operation): row.key})


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is started after this remembers two verifications and two messages."""
    monkeypatch.setattr(store, "MAX_VERIFICATIONS", 2)
    monkeypatch.setattr(store, "MAX_MESSAGES", 2)
