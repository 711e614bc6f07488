"""What keeps a server that fails or hangs from holding every thread: the circuit, and the bound on calls at once."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from tests.mobile360.given import NOW, a_client, a_consent, a_send, a_verify
from tests.mobile360.raw_server import SENT, Peer, RawServer, http, raw_server
from webapp.mobile360.client import CROWD_PASSES, Mobile360Client
from webapp.mobile360.errors import Crowded, Mobile360Error, UpstreamBroken
from webapp.mobile360.messages import Operation
from webapp.telemetry.events import CircuitClosed, CircuitOpened, Event

FAILED = http(b'{"code": "verification_failed"}', "500 Failed")
PAUSE = timedelta(seconds=15)


@dataclass
class Scene:
    """A server that gives `answer` to each request once `free` is set, and a client of it whose time can be moved."""

    server: RawServer
    client: Mobile360Client = field(init=False)
    answer: bytes = SENT
    free: threading.Event = field(default_factory=threading.Event)
    now: datetime = NOW

    def send(self) -> str:
        """Return what became of one send."""
        return _outcome(lambda: self.client.send_otp(a_send(consent=a_consent(self.now))))

    def verify(self) -> str:
        """Return what became of one verify."""
        return _outcome(lambda: self.client.verify_otp(a_verify()))

    def asked(self, calls: int) -> bool:
        """Wait until so many requests have reached the server."""
        waiting = threading.Event()
        return any(len(self.server.requests) >= calls or waiting.wait(0.01) for _ in range(3000))


def _outcome(call: Callable[[], object]) -> str:
    try:
        call()
    except Mobile360Error as error:
        return error.answer
    return "200"


@contextmanager
def _set(answer: bytes, calls_at_once: int = 200, timeout_seconds: float = 30) -> Iterator[Scene]:
    def handler(peer: Peer) -> None:
        while peer.read_request():
            scene.free.wait(60)
            if not scene.answer:
                return
            peer.send(scene.answer)

    with raw_server(handler) as server:
        scene = Scene(server, answer=answer)
        scene.free.set()
        scene.client = a_client(
            server.base_url,
            calls_at_once=calls_at_once,
            timeout_seconds=timeout_seconds,
            failures_in_a_row=3,
            clock=lambda: scene.now,
        )
        yield scene
        scene.free.set()
        scene.client.close()


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """What was emitted."""
    told: list[Event] = []
    monkeypatch.setattr("webapp.mobile360.circuit.emit", told.append)
    return told


FAILURES = {
    "500 verification_failed": FAILED,
    "502 undocumented": http(b"<h1>Bad gateway</h1>", "502 Bad Gateway"),
    "503 undocumented": http(b"", "503 Away"),
    "connection lost": b"",
}
ANSWERS = [
    http(SENT),
    http(b"<h1>Hello</h1>"),
    http(b'{"code": "name_value_invalid"}', "400 Bad Request"),
    http(b"", "401 Unauthorized"),
    http(b"", "409 Conflict"),
    http(b"", "429 Too Many Requests"),
]


@pytest.mark.parametrize("answer", FAILURES)
def test_after_some_failures_in_a_row_the_next_call_is_not_made(answer: str, events: list[Event]) -> None:
    with _set(FAILURES[answer]) as scene:
        assert [scene.send() for _ in range(3)] == [answer] * 3
        with pytest.raises(UpstreamBroken) as failure:
            scene.client.send_otp(a_send())
        assert (failure.value.answer, failure.value.until) == ("circuit open", NOW + PAUSE)
        assert len(scene.server.requests) == 3
    assert events == [CircuitOpened(Operation.SEND, answer)]


def test_timeouts_are_failures() -> None:
    with _set(http(SENT), timeout_seconds=2) as scene:
        scene.free.clear()
        assert [scene.send() for _ in range(4)] == ["timeout"] * 3 + ["circuit open"]


def test_a_server_that_cannot_be_reached_opens_it_too() -> None:
    with _set(http(SENT)) as scene:
        pass
    assert [scene.send() for _ in range(4)] == ["unreachable"] * 3 + ["circuit open"]


@pytest.mark.parametrize("answer", ANSWERS)
def test_any_other_answer_in_between_begins_the_count_anew(answer: bytes, events: list[Event]) -> None:
    with _set(FAILED) as scene:
        for _ in range(3):
            assert [scene.send(), scene.send()] == ["500 verification_failed"] * 2
            scene.answer = answer
            scene.send()
            scene.answer = FAILED
    assert events == []


def test_each_operation_has_a_circuit_of_its_own() -> None:
    with _set(FAILED) as scene:
        for _ in range(3):
            scene.verify()
        assert (scene.verify(), scene.send()) == ("circuit open", "500 verification_failed")


def test_after_the_pause_one_call_goes_to_see_and_an_answer_closes_it(events: list[Event]) -> None:
    with _set(FAILED) as scene, ThreadPoolExecutor(1) as pool:
        for _ in range(3):
            scene.send()
        scene.now += PAUSE
        scene.answer = http(SENT)
        scene.free.clear()
        seeing = pool.submit(scene.send)
        assert scene.asked(4)
        assert [scene.send() for _ in range(5)] == ["circuit open"] * 5
        scene.free.set()
        assert seeing.result() == "200"
        assert [scene.send() for _ in range(2)] == ["200"] * 2
    assert events == [CircuitOpened(Operation.SEND, "500 verification_failed"), CircuitClosed(Operation.SEND)]


def test_while_that_call_fails_one_goes_in_each_pause_and_the_alarm_is_not_repeated(events: list[Event]) -> None:
    with _set(FAILED) as scene:
        for _ in range(3):
            scene.send()
        for _ in range(4):
            scene.now += PAUSE
            assert [scene.send(), scene.send()] == ["500 verification_failed", "circuit open"]
    assert len(events) == 1


def test_a_late_answer_to_an_earlier_call_closes_it_as_well() -> None:
    with _set(http(SENT)) as scene, ThreadPoolExecutor(1) as pool:
        scene.free.clear()
        late = pool.submit(scene.verify)  # what it is answered is no reply to a verify, but it is an answer
        assert scene.asked(1)
        circuit = scene.client._circuits[Operation.VERIFY]
        for _ in range(3):
            with pytest.raises(UpstreamBroken, match="test"), circuit:
                raise UpstreamBroken("test")
        assert scene.verify() == "circuit open"
        scene.free.set()
        assert late.result() == "unreadable"
        assert scene.verify() == "unreadable"


def test_no_more_calls_than_agreed_are_under_way_and_the_next_is_told_at_once() -> None:
    with _set(http(SENT), calls_at_once=2) as scene, ThreadPoolExecutor(2) as pool:
        scene.free.clear()
        held = [pool.submit(scene.send) for _ in range(2)]
        assert scene.asked(2)
        with pytest.raises(Crowded) as failure:
            scene.client.verify_otp(a_verify())
        assert (failure.value.answer, failure.value.until) == ("crowded", NOW + CROWD_PASSES)
        scene.free.set()
        assert [call.result() for call in held] == ["200"] * 2
        assert [scene.send() for _ in range(5)] == ["200"] * 5


def test_a_call_that_has_no_place_does_not_count_as_the_one_that_goes_to_see() -> None:
    with _set(FAILED, calls_at_once=1) as scene, ThreadPoolExecutor(1) as pool:
        for _ in range(3):
            scene.send()
        scene.now += PAUSE
        scene.free.clear()
        pool.submit(scene.verify)
        assert scene.asked(4)
        assert scene.send() == "crowded"
        scene.free.set()
        pool.shutdown()
        assert scene.send() == "500 verification_failed"
