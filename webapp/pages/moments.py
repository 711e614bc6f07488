"""Moments as a customer's clock and calendar show them, in Indian Standard Time, and as HTTP tells them."""

from datetime import date, datetime

from flask_babel import format_date, format_time, gettext


def clock_time(moment: datetime) -> str:
    """Return an aware moment as a time of day in the reader's language: `2:05:09 pm`."""
    return str(format_time(moment, "h:mm:ss a"))  # type: ignore[no-untyped-call]


def day(moment: date) -> str:
    """Return a date, or the day of an aware moment, in the reader's language: `21 November 2027`."""
    return str(format_date(moment, "long"))  # type: ignore[no-untyped-call]


def day_and_time(moment: datetime) -> str:
    """Return an aware moment in full: `21 November 2027, 2:05:09 pm (Indian Standard Time)`."""
    return gettext("%(day)s, %(time)s (Indian Standard Time)", day=day(moment), time=clock_time(moment))


def retry_after(until: datetime, now: datetime) -> dict[str, str]:
    """Return the header that tells when to try again, in whole seconds, at least one."""
    return {"Retry-After": str(max(1, round((until - now).total_seconds())))}
