"""The store: bounded in memory, and never unlimited nor in the way when the Redis server is away, slow or full."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.protection.given import MOBILE, PHONE, StoppedClock, gate_on, times_until_refused
from tests.redis_server import RedisServer, running_redis
from webapp.protection import storage
from webapp.protection.gate import Gate
from webapp.protection.limits import LimitReached
from webapp.protection.memory import ProcessStore, Window
from webapp.protection.storage import SharedStore
from webapp.telemetry.events import LimitStorageAway, LimitStorageBack

# A server of its own for each test that harms it.
LIMITS: dict[str, object] = {"sends_per_mobile": "8/hour", "tries_per_mobile": "3/hour"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """A server that a test may harm, and which is tried again soon."""
    monkeypatch.setattr(storage, "_BETWEEN_TRIES_SECONDS", 0.3)
    with running_redis() as own:
        yield own


def killed(server: RedisServer) -> None:
    """End the server."""
    server.kill()


def hung(server: RedisServer) -> None:
    """Let the server take questions and answer none."""
    server.stop_answering()


def full(server: RedisServer) -> None:
    """Leave the server no memory for anything new."""
    server.client().config_set("maxmemory", 1)


def mended(server: RedisServer, harm: Callable[[RedisServer], None]) -> None:
    """Undo the harm."""
    if harm is killed:
        server.start()
    elif harm is hung:
        server.go_on()
    else:
        server.client().config_set("maxmemory", 0)


HARMS = pytest.mark.parametrize("harm", [killed, hung, full])


def wait_until_healthy(gate: Gate) -> None:
    """Wait for the server's next trial."""
    give_up_at = time.monotonic() + 60
    while not gate.healthy:
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


@HARMS
def test_without_the_server_a_quarter_passes(
    server: RedisServer, clock: StoppedClock, told: list[object], harm: Callable[[RedisServer], None]
) -> None:
    """Given requests under way, when the server fails in their midst, then a stricter share passes, and no error."""
    gate = gate_on(server.url, clock, **LIMITS)
    gate.admit_send(MOBILE, PHONE)
    harm(server)
    sends, send_refusal = times_until_refused(lambda: gate.admit_send(MOBILE, PHONE))
    tries, _ = times_until_refused(lambda: gate.admit_try(MOBILE))
    assert (sends, send_refusal.limit, tries) == (2, "sends_per_mobile", 1)
    assert not gate.healthy
    assert [event for event in told if isinstance(event, LimitStorageAway)] == told[:1]


@HARMS
def test_without_the_server_the_budget_is_a_quarter(
    server: RedisServer, clock: StoppedClock, harm: Callable[[RedisServer], None]
) -> None:
    """Given no server, when calls are asked for, then a quarter of the budget is there, and a hold holds."""
    gate = gate_on(server.url, clock)
    gate.hold(clock())
    harm(server)
    verifies = 0
    for _ in range(60):
        verifies += sum(gate.verify_turn() is None for _ in range(4))
        clock.pass_by(seconds=1)
    assert 12 <= verifies <= 26
    gate.hold(None)
    assert gate.verify_turn() is not None


def test_a_hold_outlives_the_server(server: RedisServer, clock: StoppedClock) -> None:
    """Given a break that Mobile 360 asked for, when the server goes away, then the worker that was asked keeps it."""
    gate = gate_on(server.url, clock)
    gate.hold(None)
    server.kill()
    time.sleep(0.6)  # until what the worker remembers by itself is too old
    assert gate.verify_turn() is not None


@HARMS
def test_the_server_is_used_again_when_it_is_back(
    server: RedisServer, clock: StoppedClock, told: list[object], harm: Callable[[RedisServer], None]
) -> None:
    """Given a server that was away, when it is back, then it counts again, and both changes are told once."""
    gate = gate_on(server.url, clock, **LIMITS)
    harm(server)
    for _ in range(4):
        gate.verify_turn()
        time.sleep(0.2)
    mended(server, harm)
    wait_until_healthy(gate)
    assert times_until_refused(lambda: gate.admit_send(MOBILE, PHONE))[0] == 8
    changes = [event for event in told if isinstance(event, LimitStorageAway | LimitStorageBack)]
    assert [type(event) for event in changes] == [LimitStorageAway, LimitStorageBack]


def test_a_server_that_hangs_is_not_waited_for_again_and_again(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a server that hangs, when many ask, then one of them waits for it, and the others do not."""
    monkeypatch.setattr(storage, "_BETWEEN_TRIES_SECONDS", 60.0)
    store = SharedStore(server.url)
    store.add(["warm"], 60)
    asked = []
    wait = store._redis.add  # type: ignore[union-attr]  # the store has a server

    def counted(keys: list[str], seconds: int) -> list[int]:
        asked.append(keys)
        return wait(keys, seconds)

    store._redis.add = counted  # type: ignore[union-attr, method-assign]
    server.stop_answering()
    for _ in range(100):
        store.add(["one"], 60)
    server.go_on()
    assert len(asked) == 1


def test_a_server_that_was_never_there(clock: StoppedClock, told: list[object]) -> None:
    """Given the address of no server, when requests come, then the stricter share passes."""
    gate = gate_on("redis://127.0.0.1:1/0", clock, **LIMITS)
    assert times_until_refused(lambda: gate.admit_send(MOBILE, PHONE))[0] == 2
    assert not gate.healthy


def test_no_moment_is_unlimited(server: RedisServer, clock: StoppedClock) -> None:
    """Given many threads that ask without end, when the server is killed and comes back, then few more pass in all."""
    gate = gate_on(server.url, clock, **LIMITS)
    passed: list[int] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                gate.admit_send(MOBILE, PHONE)
            except LimitReached:
                continue
            passed.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    server.kill()
    time.sleep(0.5)
    server.start()
    wait_until_healthy(gate)
    time.sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join()
    # Eight before; two of the process's own; eight again, for the server has forgotten what it knew.
    assert 8 < len(passed) <= 18


def test_memory_is_bounded() -> None:
    """Given more customers than are kept, when they come, then those who came last are known still."""
    store = ProcessStore(most=100)
    for number in range(1000):
        store.spend([Window(f"key {number}", 1, 3600)], 0.0)
        store.add([f"key {number}"], 3600)
    assert store.spend([Window("key 999", 1, 3600)], 1.0) is not None
    assert store.spend([Window("key 1", 1, 3600)], 1.0) is None
    assert store.read(["key 999", "key 1"]) == [1, 0]
    assert len(store._windows._all) == len(store._numbers._all) == 100


def test_what_is_over_is_forgotten() -> None:
    """Given windows that are over, when half as many others come later, then the first are gone from memory."""
    store = ProcessStore()
    for number in range(100):
        store.spend([Window(f"early {number}", 1, 60)], 0.0)
    for number in range(50):
        store.spend([Window(f"late {number}", 1, 60)], 500.0)
    assert len(store._windows._all) == 50


def test_a_place_is_taken_of_all_counters_or_of_none(url: str) -> None:
    """Given two counters of which one is at its most, when a place is taken, then the other is not counted up."""
    store = SharedStore(url)
    assert [store.take([("some", 5), ("all", 2)], 60) for _ in range(4)] == [1, 2, 0, 0]
    assert store.read(["some", "all", "none"]) == [2, 2, 0]
    assert store.take([("empty", 0)], 60) == 0
