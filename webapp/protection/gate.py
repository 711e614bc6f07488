"""The gate: all that may keep a call to Mobile 360 from being made, in one place for the journey to ask."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from webapp.clock import Clock
from webapp.protection.limits import Asked, Keys, Limits, Source, Usage, refused
from webapp.protection.pacing import Pacing
from webapp.protection.pumping import PREFIX_DIGITS, Level, Pumping
from webapp.protection.storage import SharedStore
from webapp.protection.table import LimitTable, rates


class Gate:
    """Limits, the merchant's budget and the pumping breaker, on a store that all workers share.

    Nothing of it raises anything but LimitReached. Moments are aware, in UTC.
    """

    def __init__(self, store: SharedStore, table: LimitTable, secret: bytes, clock: Clock) -> None:
        """Take the limits; `secret` is what the keys of numbers, devices and addresses in the store depend on."""
        self._clock = clock
        self.store = store
        self.keys = Keys(secret)
        self._limits = Limits(store, clock)
        self._pacing = Pacing(store, table, clock)
        self._pumping = Pumping(store, self.keys, table, clock)
        self._pause = timedelta(seconds=table.limit_pumping_pause_seconds)
        self._per_mobile = rates(table.limit_sends_per_mobile)
        self._per_device = rates(table.limit_sends_per_device)
        self._per_address = rates(table.limit_sends_per_address)
        self._per_prefix = rates(table.limit_sends_per_prefix)
        self._in_all = rates(table.limit_sends_in_all)
        self._tries = rates(table.limit_tries_per_mobile)

    @property
    def healthy(self) -> bool:
        """Whether the store that all workers share answers."""
        return self.store.healthy

    def admit_send(self, mobile_number: str, source: Source) -> None:
        """Count one request for a code against each limit; or raise LimitReached, and count nothing."""
        self._require_room(mobile_number)
        self._limits.spend([*self._sends_of_number(mobile_number), *self._sends_from(source)])

    def send_turn(self, mobile_number: str) -> datetime:
        """Reserve the next free place for a send call and return its moment; one that is not after now means "go".

        Where the breaker suspects pumping the place is some seconds away.
        """
        return self._reserved(mobile_number, timedelta(0))

    def later_turn(self, mobile_number: str, not_before: datetime) -> datetime:
        """Reserve a place for a call that could not be made, or raise LimitReached where the queue is too long."""
        self._require_room(mobile_number)
        return self._reserved(mobile_number, not_before - self._clock())

    def keep_turn(self, mobile_number: str, turn: datetime) -> datetime:
        """Return when a place that was reserved earlier can be used, or raise LimitReached like `later_turn`.

        It is the same moment, or that of a new place where Mobile 360 has asked for a break meanwhile.
        """
        if self._pacing.keeps(turn):
            self._require_open(mobile_number)
            return turn
        return self.later_turn(mobile_number, self._clock())

    def missed(self, turn: datetime) -> bool:
        """Tell whether a place was left unused for over half a minute: who wants another asks anew.

        A break that Mobile 360 has asked for does not count: nobody could use it.
        """
        return self._pacing.missed(turn)

    def verify_wait(self) -> datetime | None:
        """Return when to come back where no verify call may be made at present, else None; nothing is counted."""
        return self._pacing.verify_wait()

    def verify_turn(self) -> datetime | None:
        """Count one verify call and return None; or return when to come back, and then nothing is reserved."""
        return self._pacing.admit_verify()

    def admit_try(self, mobile_number: str) -> None:
        """Count one code that is entered for a number, whatever the journey; or raise LimitReached."""
        self._limits.spend([self._tries_of(mobile_number)])

    def usage(self, mobile_number: str | None, source: Source) -> tuple[Usage, ...]:
        """Return what is spent of each limit on codes, sent or entered; of a number's own only where it is known."""
        asked = list(self._sends_from(source))
        if mobile_number is not None:
            asked = [*self._sends_of_number(mobile_number), *asked, self._tries_of(mobile_number)]
        return self._limits.usage(asked)

    def hold(self, until: datetime | None) -> None:
        """Let no worker call before this moment, for Mobile 360 said so; None is ten seconds, an hour is the most."""
        self._pacing.hold(until)

    def release(self) -> None:
        """End the hold that Mobile 360 has asked for."""
        self._pacing.release()

    def sent(self, mobile_number: str, at: datetime) -> None:
        """Note for the breaker that a code was sent, or may have been."""
        self._pumping.sent(mobile_number, at)

    def verified(self, mobile_number: str, sent_at: datetime) -> None:
        """Note for the breaker that the code of this moment was entered rightly."""
        self._pumping.verified(mobile_number, sent_at)

    def _sends_of_number(self, mobile_number: str) -> Iterator[Asked]:
        of = self.keys.of
        yield "sends_per_mobile", self._per_mobile, of(mobile_number)
        yield "sends_per_prefix", self._per_prefix, of(mobile_number[:PREFIX_DIGITS])

    def _sends_from(self, source: Source) -> Iterator[Asked]:
        if source.device_id is not None:
            yield "sends_per_device", self._per_device, self.keys.of(source.device_id)
        yield "sends_per_address", self._per_address, self.keys.of_address(source.address)
        yield "sends_in_all", self._in_all, ""

    def _tries_of(self, mobile_number: str) -> Asked:
        return "tries_per_mobile", self._tries, self.keys.of(mobile_number)

    def _require_open(self, mobile_number: str) -> None:
        verdict = self._pumping.judge(mobile_number)
        if verdict.level is Level.STOP:
            raise refused("pumping", verdict.until)

    def _require_room(self, mobile_number: str) -> None:
        self._require_open(mobile_number)
        moves_at = self._pacing.queue_moves_at()
        if moves_at is not None:
            raise refused("longest_wait", moves_at)

    def _reserved(self, mobile_number: str, pause: timedelta) -> datetime:
        suspected = self._pumping.judge(mobile_number).level is not Level.OPEN
        return self._pacing.reserve(max(pause, self._pause if suspected else timedelta(0)))
