"""Where a form came from, the keys under which that is counted, and what is said of one that came too often."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from webapp.clock import Clock
from webapp.protection.memory import Store, Window
from webapp.protection.table import Rate
from webapp.telemetry.events import LimitHit, emit

_IPV6_SITE = 64
"""Whoever is given an IPv6 address at home or on a phone is given all that share these first bits with it."""


@dataclass(frozen=True)
class Source:
    """Where a form came from.

    address: as the trusted proxies tell it; None where it is not known.
    device_id: of the signed device cookie; None before the first consent.
    """

    address: str | None = field(repr=False)
    device_id: str | None = field(repr=False)


class LimitReached(Exception):
    """Something was asked for too often. `limit` is its name in the table, `until` when the same could be had (UTC)."""

    def __init__(self, limit: str, until: datetime) -> None:
        """Carry nothing of who asked."""
        super().__init__(f"{limit} until {until:%Y-%m-%dT%H:%M:%SZ}")
        self.limit = limit
        self.until = until


def refused(limit: str, until: datetime) -> LimitReached:
    """Tell the business that a limit refused something; returns the exception to raise."""
    emit(LimitHit(limit))
    return LimitReached(limit, until)


class Keys:
    """Turns what identifies a customer into keys of a store, from which it cannot be read back."""

    def __init__(self, secret: bytes) -> None:
        """Derive the key of all keys from a secret: HMAC-SHA-256 (RFC 2104), of which 128 bits are kept."""
        self._secret = hmac.digest(secret, b"limits", "sha256")

    def of(self, value: str) -> str:
        """Return the key of a number, a device or another value."""
        return hmac.digest(self._secret, value.encode(), "sha256")[:16].hex()

    def of_address(self, address: str | None) -> str:
        """Return the key of an address: an IPv6 one stands for its /64, one that is not known for all such."""
        return self.of(network(address or ""))


def network(address: str) -> str:
    """Return the part of an address that is one customer's: all of IPv4 (mapped into IPv6 too), the /64 of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Network((int(parsed) >> _IPV6_SITE << _IPV6_SITE, _IPV6_SITE)))


class Usage(NamedTuple):
    """How much of a limit is spent: its name in the table, so many of an amount within so many seconds."""

    limit: str
    used: int
    amount: int
    seconds: int


Asked = tuple[str, tuple[Rate, ...], str]
"""A limit by its name, its rates and the key that it is counted under."""


class Limits:
    """Rates of the table, each counted in moving windows."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Take the store that counts, and the clock that it counts by."""
        self._store = store
        self._clock = clock

    def spend(self, asked: Iterable[Asked]) -> None:
        """Spend one of each limit; or none of any, and raise LimitReached."""
        windows = _windows(asked)
        refusal = self._store.spend([window for _, window in windows], self._clock().timestamp())
        if refusal is not None:
            raise refused(windows[refusal.place][0], datetime.fromtimestamp(refusal.until, UTC))

    def usage(self, asked: Iterable[Asked]) -> tuple[Usage, ...]:
        """Return what is spent of each limit, for each of its rates; nothing is spent."""
        windows = _windows(asked)
        used = self._store.used([window for _, window in windows], self._clock().timestamp())
        return tuple(
            Usage(name, number, window.amount, window.seconds)
            for (name, window), number in zip(windows, used, strict=True)
        )


def _windows(asked: Iterable[Asked]) -> list[tuple[str, Window]]:
    return [
        (name, Window(f"{name}/{rate.amount}/{rate.seconds}/{key}", *rate))
        for name, rates, key in asked
        for rate in rates
    ]
