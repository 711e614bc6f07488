"""The pumping breaker: codes that are sent and never entered are somebody else's business.

Fraudsters and pranksters have codes sent that nobody wants. Honest customers enter most of theirs, so the share of
codes that were entered, of all numbers and of each prefix, tells when that happens. It is looked at in a window that
moves on by itself; the newest part of it does not count, for its customers are still typing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from threading import Lock

from webapp.clock import Clock
from webapp.protection.limits import Keys
from webapp.protection.memory import Store
from webapp.protection.table import LimitTable
from webapp.telemetry.events import PumpingOver, PumpingSuspected, emit

PREFIX_DIGITS = 5
"""A prefix is a hundred thousand numbers: what operators are given at once, and abusers rent."""
_ALL = "all"
_PARTS = 6
_VERDICT_LASTS = timedelta(seconds=5)
_MOST_KEPT = 5000


class Level(IntEnum):
    """What becomes of a request for a code."""

    OPEN = 0
    PAUSE = 1
    STOP = 2


@dataclass(frozen=True)
class Verdict:
    """A level, until when it holds if nothing else happens, and until when it need not be looked at anew (UTC)."""

    level: Level
    until: datetime
    fresh_until: datetime


class Pumping:
    """Counts codes sent and entered, in parts of the window by the moment of sending, and judges by their share."""

    def __init__(self, store: Store, keys: Keys, table: LimitTable, clock: Clock) -> None:
        """Take the thresholds from the table."""
        self._store = store
        self._keys = keys
        self._clock = clock
        self._part_seconds = table.limit_pumping_window_minutes * 60 // _PARTS
        self._pause_percent = table.limit_pumping_pause_percent
        self._stop_percent = table.limit_pumping_stop_percent
        self._least = {True: table.limit_pumping_sends_in_all, False: table.limit_pumping_sends_per_prefix}
        self._verdicts: dict[str, Verdict] = {}
        self._suspected: dict[str, Level] = {}
        self._lock = Lock()

    def judge(self, mobile_number: str) -> Verdict:
        """Return the harder of two verdicts: on this number's prefix, and on all."""
        return max(
            self._verdict(_ALL), self._verdict(mobile_number[:PREFIX_DIGITS]), key=lambda one: (one.level, one.until)
        )

    def sent(self, mobile_number: str, at: datetime) -> None:
        """Count a code that was sent at this moment."""
        self._count("sent", mobile_number, at)

    def verified(self, mobile_number: str, sent_at: datetime) -> None:
        """Count that the code of this moment was entered."""
        self._count("entered", mobile_number, sent_at)

    def _count(self, what: str, mobile_number: str, at: datetime) -> None:
        part = self._part(at)
        scopes = (_ALL, mobile_number[:PREFIX_DIGITS])
        self._store.add([self._key(what, scope, part) for scope in scopes], (_PARTS + 2) * self._part_seconds)

    def _verdict(self, scope: str) -> Verdict:
        now = self._clock()
        known = self._verdicts.get(scope)
        if known is not None and now < known.fresh_until:
            return known
        with self._lock:
            known = self._verdicts.get(scope)
            if known is not None and now < known.fresh_until:  # by another thread, while this one waited
                return known
            if len(self._verdicts) > _MOST_KEPT:
                self._verdicts.clear()
            if scope == _ALL:  # whoever had a suspected prefix may never come back to be told that it is over
                for suspect in [prefix for prefix in self._suspected if prefix != _ALL]:
                    self._judged(suspect, now)
            return self._judged(scope, now)

    def _judged(self, scope: str, now: datetime) -> Verdict:
        newest = self._part(now)
        parts = range(newest - _PARTS, newest + 1)
        numbers = self._store.read([self._key(what, scope, part) for what in ("sent", "entered") for part in parts])
        sent, entered = numbers[: len(parts)], numbers[len(parts) :]
        level = self._level(scope, sent[:-1], entered[:-1])
        later = 1
        while self._level(scope, sent[later:], entered[later:]) >= max(level, Level.PAUSE):
            later += 1
        until = datetime.fromtimestamp((newest + later) * self._part_seconds, UTC)
        verdict = self._verdicts[scope] = Verdict(level, until, now + _VERDICT_LASTS)
        self._tell(scope, level)
        return verdict

    def _level(self, scope: str, sent: Sequence[int], entered: Sequence[int]) -> Level:
        codes = sum(sent)
        if codes < self._least[scope == _ALL]:
            return Level.OPEN
        percent = 100 * sum(entered) / codes
        if percent < self._stop_percent:
            return Level.STOP
        return Level.PAUSE if percent < self._pause_percent else Level.OPEN

    def _tell(self, scope: str, level: Level) -> None:
        before = self._suspected.pop(scope, Level.OPEN)
        if level is not Level.OPEN:
            self._suspected[scope] = level
        if level is Level.OPEN and before is not Level.OPEN:
            emit(PumpingOver(scope))
        elif level is not before:
            emit(PumpingSuspected(scope, level.name.lower()))

    def _part(self, moment: datetime) -> int:
        return int(moment.timestamp()) // self._part_seconds

    def _key(self, what: str, scope: str, part: int) -> str:
        return f"{what}/{scope if scope == _ALL else self._keys.of(scope)}/{part}"
