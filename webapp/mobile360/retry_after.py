"""When a server says to come back, or that there is to be a break."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

LONGEST_WAIT = timedelta(hours=1)

_SECONDS = re.compile(r"[0-9]{1,9}")
_NONE_LEFT = re.compile(r"0+")


class Headers(Protocol):
    """The headers of an answer."""

    def get(self, name: str, default: str, /) -> str:
        """Return the value of a header, or the default where there is none."""


def retry_at(headers: Headers, now: datetime) -> datetime | None:
    """Return the moment (UTC) at which to try again, at most an hour from ``now``; None if nothing says.

    ``Retry-After`` (seconds, or an HTTP date; RFC 9110, 10.2.3) goes before Cashfree's ``X-RateLimit-Reset``
    (seconds).
    """
    for header in ("Retry-After", "X-RateLimit-Reset"):
        wait = _wait(headers.get(header, "").strip(), now)
        if wait is not None:
            return now + min(max(wait, timedelta(0)), LONGEST_WAIT)
    return None


def is_last(headers: Headers) -> bool:
    """Whether the answer says that no further call is allowed for now (Cashfree's ``X-RateLimit-Remaining``)."""
    return _NONE_LEFT.fullmatch(headers.get("X-RateLimit-Remaining", "").strip()) is not None


def _wait(value: str, now: datetime) -> timedelta | None:
    if _SECONDS.fullmatch(value):
        return timedelta(seconds=int(value))
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
