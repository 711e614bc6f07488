"""The merchant's budget: calls are spread such that all workers together stay below the account's rate.

Time is cut into slots of a few seconds, and each slot has places for calls. A send call takes the first free place that
sends may have, now or later, and keeps it; a verify call goes now, if any place is left, before all sends that wait.
"""

import math
import time
from datetime import UTC, datetime, timedelta

from webapp.clock import Clock
from webapp.protection.memory import Store
from webapp.protection.table import LimitTable

_SLOT_SECONDS = 5
_REMEMBERED_SECONDS = 2 * 3600
_HOLD = "hold"
_HOLD_KNOWN_SECONDS = 0.5
_DEFAULT_HOLD = timedelta(seconds=10)
_LONGEST_HOLD = timedelta(hours=1)
_PLACE_LASTS = timedelta(seconds=30)


class Pacing:
    """Places for calls, shared by all workers through a store."""

    def __init__(self, store: Store, table: LimitTable, clock: Clock) -> None:
        """Take the calls a minute from the table, and the part of them that only verify calls may have."""
        self._store = store
        self._calls = table.limit_calls_per_minute
        self._sends = self._calls - table.limit_calls_for_verifies
        self._longest_wait = timedelta(seconds=table.limit_longest_wait_seconds)
        self._clock = clock
        self._hold: datetime | None = None
        self._last_hold: datetime | None = None
        self._hold_known_until = 0.0
        self._first_free = 0  # slots before this one were full when this process looked last

    def queue_moves_at(self) -> datetime | None:
        """Return None where the queue is shorter than the longest wait, or else the moment when to look again."""
        now = self._clock()
        slot = _slot(now + self._longest_wait)
        while not (places := _places(slot, self._sends)):
            slot -= 1
        held, taken = self._store.read([_HOLD, f"sends/{slot}"])
        until = self._known_hold(held)
        if until is not None and until - now > self._longest_wait:
            return until
        return _start(_slot(now) + 1) if taken >= places else None

    def reserve(self, pause: timedelta = timedelta(0)) -> datetime:
        """Take the first free place for a send call after a pause; returns its moment, which is now or to come."""
        now = self._clock()
        soonest = max(now, self.held_until() or now)
        earliest = max(soonest, now + pause)
        first = slot = max(_slot(earliest), self._first_free)
        while (turn := self._taken(slot)) is None:
            slot += 1
        if first <= max(_slot(soonest), self._first_free):  # a pause skips places that are free for others
            self._first_free = slot
        # The places of the present slot may be used at once, those of a later one are spread over it.
        return earliest if slot == _slot(earliest) else turn

    def keeps(self, turn: datetime) -> bool:
        """Tell whether a place is still to come, or is there and was not missed: by a break, or by half a minute."""
        now = self._clock()
        return turn > now or (now - turn <= _PLACE_LASTS and self.held_until() is None)

    def missed(self, turn: datetime) -> bool:
        """Tell whether a place was left unused for over half a minute in which it could have been used."""
        if self.held_until() is not None:
            return False
        return self._clock() - max(turn, self._last_hold or turn) > _PLACE_LASTS

    def verify_wait(self) -> datetime | None:
        """Return None where a verify call may be made at present, or else the moment when to come back."""
        held = self.held_until()
        if held is not None:
            return held
        slot = _slot(self._clock())
        (taken,) = self._store.read([f"calls/{slot}"])
        return None if taken < _places(slot, self._calls) else self._next_start(slot, self._calls)

    def admit_verify(self) -> datetime | None:
        """Count a verify call and return None, or return the moment when to come back."""
        held = self.held_until()
        if held is not None:
            return held
        slot = _slot(self._clock())
        if self._store.take([(f"calls/{slot}", _places(slot, self._calls))], _REMEMBERED_SECONDS):
            return None
        return self._next_start(slot, self._calls)

    def hold(self, until: datetime | None) -> None:
        """Let nobody call before a moment, an hour from now at most; a longer hold that is on already stays."""
        now = self._clock()
        end = min(until or now + _DEFAULT_HOLD, now + _LONGEST_HOLD)
        if end > (self._known_hold(self._store.read([_HOLD])[0]) or now):
            whole = math.ceil(end.timestamp())
            self._store.put(_HOLD, whole, _REMEMBERED_SECONDS)
            self._known_hold(whole)

    def release(self) -> None:
        """End a hold that is on: what was reserved because of it stays where it is."""
        if self._known_hold(self._store.read([_HOLD])[0]) is None:
            return
        whole = math.floor(self._clock().timestamp())
        self._store.put(_HOLD, whole, _REMEMBERED_SECONDS)
        self._known_hold(whole)
        self._first_free = 0

    def held_until(self) -> datetime | None:
        """Return the moment until which nobody may call, or None; it is looked up again after half a second."""
        if time.monotonic() >= self._hold_known_until:
            return self._known_hold(self._store.read([_HOLD])[0])
        return self._hold if self._hold is not None and self._hold > self._clock() else None

    def _known_hold(self, seconds: int) -> datetime | None:
        until = datetime.fromtimestamp(seconds, UTC)
        self._hold = until if until > self._clock() else None
        self._last_hold = until
        self._hold_known_until = time.monotonic() + _HOLD_KNOWN_SECONDS
        return self._hold

    @staticmethod
    def _next_start(slot: int, per_minute: int) -> datetime:
        slot += 1
        while not _places(slot, per_minute):
            slot += 1
        return _start(slot)

    def _taken(self, slot: int) -> datetime | None:
        """Take a place of a slot and return its moment, or None where there is none for a send."""
        places = _places(slot, self._sends)
        wanted = [(f"sends/{slot}", places), (f"calls/{slot}", _places(slot, self._calls))]
        place = self._store.take(wanted, _REMEMBERED_SECONDS) if places else 0
        return _start(slot) + timedelta(seconds=_SLOT_SECONDS * (place - 1) / places) if place else None


def _slot(moment: datetime) -> int:
    return int(moment.timestamp()) // _SLOT_SECONDS


def _start(slot: int) -> datetime:
    return datetime.fromtimestamp(slot * _SLOT_SECONDS, UTC)


def _places(slot: int, per_minute: int) -> int:
    """Return the places of a slot: such that those of any minute's slots add up to the rate, whatever it is."""
    return (slot + 1) * per_minute * _SLOT_SECONDS // 60 - slot * per_minute * _SLOT_SECONDS // 60
