"""A circuit breaker: an operation that keeps failing is left alone for a while, and holds no threads meanwhile."""

import threading
from datetime import datetime, timedelta
from types import TracebackType

from webapp.clock import Clock
from webapp.mobile360.errors import Mobile360Error, OutcomeUnknown, UpstreamBroken
from webapp.mobile360.messages import Operation
from webapp.telemetry.events import CircuitClosed, CircuitOpened, emit


class Circuit:
    """A context manager around each call of one operation, shared by the threads of one process.

    It opens after so many failures in a row: calls that got no answer, or one that says that the server failed (5xx).
    While it is open, entering raises UpstreamBroken (``circuit open``, with `until`) at once. After each `pause` one
    call is let through, to see. The first that is answered closes it, be it with a refusal: the server works.

    No lock is held during a call, the moments are those of the injected clock, and a call that goes to see and never
    comes back locks nobody out: that is why this is our own.
    """

    def __init__(self, operation: Operation, failures: int, pause: timedelta, clock: Clock) -> None:
        self._operation = operation
        self._most = failures
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until: datetime | None = None  # None while it is closed

    def __enter__(self) -> None:
        """Let the call pass, or raise UpstreamBroken."""
        if not self._failures:  # nearly always, and then without the lock
            return
        with self._lock:
            if self._until is None:
                return
            now = self._clock()
            if now < self._until:
                raise UpstreamBroken("circuit open", self._until)
            self._until = now + self._pause  # this call goes to see, and the others wait for what it finds

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take note of how the call ended."""
        if isinstance(error, UpstreamBroken | OutcomeUnknown):
            self._failed(error.answer)
        elif error is None or isinstance(error, Mobile360Error):
            self.close()

    def close(self) -> None:
        """Let all calls pass again, as after one that was answered."""
        if not self._failures:
            return
        with self._lock:
            closed = self._until is not None
            self._failures, self._until = 0, None
        if closed:
            emit(CircuitClosed(self._operation))

    def _failed(self, answer: str) -> None:
        with self._lock:
            self._failures += 1
            opened = self._until is None and self._failures >= self._most
            if opened:
                self._until = self._clock() + self._pause
        if opened:
            emit(CircuitOpened(self._operation, answer))
