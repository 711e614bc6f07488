"""An end for calls that take too long: one thread watches over all of them."""

import contextlib
import socket
import threading
import time
from collections import deque
from types import TracebackType
from typing import Self


class Deadline:
    """The moment at which one call is ended, whatever it waits for: its socket is shut down. Made by `Watchdog`."""

    def __init__(self, moment: float) -> None:
        self._moment = moment
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.over = False  # nothing is left to be ended
        self.missed = False
        self.watched = False  # there was a socket, so that something may have left

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching."""
        self.end()

    def end(self) -> bool:
        """Stop watching, and return whether the call was in time. From here on the socket may serve another."""
        with self._lock:
            if not self.over:
                self.over = True
                self.missed = time.monotonic() >= self._moment
            self._socket = None
            return not self.missed

    def left(self) -> float:
        """Return how many seconds are left; raises TimeoutError if none are."""
        seconds = self._moment - time.monotonic()
        if self.missed or seconds <= 0:
            raise TimeoutError
        return seconds

    def watch(self, connection: socket.socket) -> None:
        """Have this socket shut down at the deadline; raises TimeoutError if that has passed."""
        with self._lock:
            if self.missed:
                raise TimeoutError
            self._socket = connection
            self.watched = True

    def expire(self) -> None:
        """End the call, if it is still under way."""
        with self._lock:
            if self.over:
                return
            self.over = self.missed = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    # Not the TLS socket's own method, which would turn it into a plain one while another thread reads.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class Watchdog:
    """Gives out deadlines, all of them `seconds` from their beginning. Its thread lives while calls are under way."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._deadlines: deque[Deadline] = deque()  # all last equally long, so that the oldest is the next
        self._watching = False

    def deadline(self) -> Deadline:
        """Return the deadline of a call that begins now; it is to be used as a context manager around the call."""
        new = Deadline(time.monotonic() + self._seconds)
        with self._lock:
            self._deadlines.append(new)
            if not self._watching:
                threading.Thread(target=self._watch, name="mobile360-deadlines", daemon=True).start()
                self._watching = True
        return new

    def _watch(self) -> None:
        while (oldest := self._oldest()) is not None:
            try:
                time.sleep(oldest.left())
            except TimeoutError:
                oldest.expire()

    def _oldest(self) -> Deadline | None:
        with self._lock:
            while self._deadlines and self._deadlines[0].over:
                self._deadlines.popleft()
            self._watching = bool(self._deadlines)
            return self._deadlines[0] if self._deadlines else None
