"""Stores of each kind, and what is told to the business."""

import pytest

from tests.protection.given import StoppedClock
from tests.redis_server import RedisServer
from webapp.protection import limits, pumping, storage


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time for a server that answers, on a busy machine too: one that hangs is waited for as long."""
    monkeypatch.setattr(storage, "_PATIENCE_SECONDS", 3.0)


@pytest.fixture
def clock() -> StoppedClock:
    """A clock that stands at noon."""
    return StoppedClock()


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty store of each kind."""
    if request.param == "memory":
        return "memory://"
    server = request.getfixturevalue("redis")
    assert isinstance(server, RedisServer)
    return server.url


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The events that were emitted."""
    events: list[object] = []
    for module in (limits, pumping, storage):
        monkeypatch.setattr(module, "emit", events.append)
    return events
