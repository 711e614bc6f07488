"""The one source of the present moment, passed in so that tests can move it, and the zone of those who read it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

INDIA = timezone(timedelta(hours=5, minutes=30))
"""The zone in which a day begins and ends for those who read the pages."""

Clock = Callable[[], datetime]
"""Returns the present moment as an aware datetime in UTC."""


def utc_now() -> datetime:
    """Return the system's time, aware, in UTC."""
    return datetime.now(UTC)
