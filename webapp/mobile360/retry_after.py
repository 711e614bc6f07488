"""When a busy server says to come back."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(hours=1)

_SECONDS = re.compile(r"[0-9]{1,9}")


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return the moment (UTC) at which to try again, at most an hour from ``now``; None if nothing says.

    ``Retry-After`` (seconds, or an HTTP date; RFC 9110, 10.2.3) goes before Cashfree's ``X-RateLimit-Reset``
    (seconds).
    """
    for header in ("Retry-After", "X-RateLimit-Reset"):
        wait = _wait(headers.get(header, "").strip(), now)
        if wait is not None:
            return now + min(max(wait, timedelta(0)), LONGEST_WAIT)
    return None


def _wait(value: str, now: datetime) -> timedelta | None:
    if _SECONDS.fullmatch(value):
        return timedelta(seconds=int(value))
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
