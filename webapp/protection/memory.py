"""What limits, budget and breaker are kept in, and the kind of it that is the memory of one process."""

import time
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Generic, NamedTuple, Protocol, TypeVar


class Window(NamedTuple):
    """So many entries within so many seconds under one key."""

    key: str
    amount: int
    seconds: int


class Refusal(NamedTuple):
    """Of the full windows the one that stays so longest: its place in the list, and until when (Unix time)."""

    place: int
    until: float


class Store(Protocol):
    """Moving windows, and counters and other whole numbers that are forgotten after a while."""

    def spend(self, windows: Sequence[Window], now: float) -> Refusal | None:
        """Make one entry in each window; or, where one of them is full, in none."""

    def used(self, windows: Sequence[Window], now: float) -> list[int]:
        """Return how many entries each window has; none is made."""

    def add(self, keys: Sequence[str], seconds: int) -> list[int]:
        """Add one to each counter and return them; a counter is forgotten so many seconds after it began."""

    def take(self, places: Sequence[tuple[str, int]], seconds: int) -> int:
        """Add one to each counter unless one of them has come to its most; return the first one's count, 0 for none."""

    def read(self, keys: Sequence[str]) -> list[int]:
        """Return the numbers under these keys, 0 where there is none."""

    def put(self, key: str, number: int, seconds: int) -> None:
        """Keep a number for so many seconds."""

    def ends(self, key: str) -> float:
        """Return the moment (Unix time) when a counter is forgotten; the present one where there is none."""


class _Entries:
    """The newest entries of a window, as many as it holds, the oldest first."""

    __slots__ = ("ends", "moments")

    def __init__(self) -> None:
        self.moments: list[float] = []  # a tenth of a deque's size where there are few, as there mostly are
        self.ends = 0.0

    def is_full(self, amount: int, seconds: int, now: float) -> bool:
        return len(self.moments) >= amount and self.moments[0] + seconds > now

    def number(self, seconds: int, now: float) -> int:
        return sum(moment + seconds > now for moment in self.moments)

    def enter(self, amount: int, seconds: int, now: float) -> None:
        if len(self.moments) >= amount:
            del self.moments[0]
        self.moments.append(now)
        self.ends = now + seconds


class _Number:
    __slots__ = ("ends", "number")

    def __init__(self, number: int, ends: float) -> None:
        self.number = number
        self.ends = ends


_Kind = TypeVar("_Kind", _Entries, _Number)


class _Kept(Generic[_Kind]):
    """What has not ended yet, up to a number: then what was used last."""

    def __init__(self, most: int) -> None:
        self._all: OrderedDict[str, _Kind] = OrderedDict()
        self._most = most

    def find(self, key: str, now: float) -> _Kind | None:
        found = self._all.get(key)
        if found is None or found.ends <= now:
            return None
        self._all.move_to_end(key)
        return found

    def keep(self, key: str, one: _Kind, now: float) -> None:
        self._all[key] = one
        self._all.move_to_end(key)
        for _ in range(2):  # so that there is never much to clear away at once
            oldest = next(iter(self._all))
            if self._all[oldest].ends <= now or len(self._all) > self._most:
                del self._all[oldest]


class ProcessStore:
    """A store in the memory of this process, whose threads share it.

    The storage of `limits` for this looks all its keys through in a new thread again and again, which takes
    milliseconds of each request once there are some thousand keys; this one looks at the oldest two.
    """

    def __init__(self, share: int = 1, most: int = 100_000) -> None:
        """Keep at most so many windows and numbers.

        share: where it stands in for a store of many processes, it lets this many times fewer pass, but one at least:
            windows are that much smaller, and each addition but the first counts that many times.
        """
        self._share = share
        self._windows: _Kept[_Entries] = _Kept(most)
        self._numbers: _Kept[_Number] = _Kept(most)
        self._lock = Lock()

    def spend(self, windows: Sequence[Window], now: float) -> Refusal | None:
        """See Store."""
        with self._lock:
            found = [self._windows.find(window.key, now) or _Entries() for window in windows]
            full = [
                Refusal(place, entries.moments[0] + window.seconds)
                for place, (window, entries) in enumerate(zip(windows, found, strict=True))
                if entries.is_full(self._amount(window), window.seconds, now)
            ]
            if full:
                return max(full, key=lambda refusal: refusal.until)
            for window, entries in zip(windows, found, strict=True):
                entries.enter(self._amount(window), window.seconds, now)
                self._windows.keep(window.key, entries, now)
        return None

    def used(self, windows: Sequence[Window], now: float) -> list[int]:
        """See Store."""
        with self._lock:
            found = [self._windows.find(window.key, now) or _Entries() for window in windows]
            return [entries.number(window.seconds, now) for entries, window in zip(found, windows, strict=True)]

    def add(self, keys: Sequence[str], seconds: int) -> list[int]:
        """See Store."""
        now = time.time()
        with self._lock:
            return [self._added(key, seconds, now) for key in keys]

    def take(self, places: Sequence[tuple[str, int]], seconds: int) -> int:
        """See Store."""
        now = time.time()
        with self._lock:
            for key, most in places:
                found = self._numbers.find(key, now)
                if (found.number + self._share if found else 1) > most:
                    return 0
            counts = [self._added(key, seconds, now) for key, _ in places]
        return counts[0]

    def read(self, keys: Sequence[str]) -> list[int]:
        """See Store."""
        now = time.time()
        with self._lock:
            return [found.number if (found := self._numbers.find(key, now)) else 0 for key in keys]

    def put(self, key: str, number: int, seconds: int) -> None:
        """See Store."""
        now = time.time()
        with self._lock:
            self._numbers.keep(key, _Number(number, now + seconds), now)

    def ends(self, key: str) -> float:
        """See Store."""
        now = time.time()
        with self._lock:
            found = self._numbers.find(key, now)
            return found.ends if found else now

    def _amount(self, window: Window) -> int:
        return max(1, window.amount // self._share)

    def _added(self, key: str, seconds: int, now: float) -> int:
        found = self._numbers.find(key, now)
        if found is None:
            self._numbers.keep(key, _Number(1, now + seconds), now)
            return 1
        found.number += self._share
        return found.number
