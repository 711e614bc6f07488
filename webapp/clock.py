"""The one source of the present moment, passed in so that tests can move it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment as an aware datetime in UTC."""


def utc_now() -> datetime:
    """Return the system's time, aware, in UTC."""
    return datetime.now(UTC)
