"""Moments as a customer's clock and calendar show them, in Indian Standard Time, and as HTTP tells them."""

from datetime import date, datetime

from babel.dates import format_date, format_time

from webapp.clock import INDIA
from webapp.pages.language import current_language, gettext


def clock_time(moment: datetime) -> str:
    """Return an aware moment as a time of day in the reader's language: `2:05:09 pm`."""
    return format_time(moment.astimezone(INDIA), "h:mm:ss a", locale=current_language().locale)


def clock_minute(moment: datetime) -> str:
    """Return the minute that an aware moment falls in, in the reader's language: `2:05 pm`."""
    return format_time(moment.astimezone(INDIA), "h:mm a", locale=current_language().locale)


def day(moment: date) -> str:
    """Return a date, or the day of an aware moment, in the reader's language: `21 November 2027`."""
    local = moment.astimezone(INDIA) if isinstance(moment, datetime) else moment
    return format_date(local, "long", locale=current_language().locale)


def day_and_time(moment: datetime) -> str:
    """Return an aware moment in full: `21 November 2027, 2:05:09 pm (Indian Standard Time)`."""
    return gettext("%(day)s, %(time)s (Indian Standard Time)", day=day(moment), time=clock_time(moment))


def clock_time_or_day(moment: datetime, now: datetime) -> str:
    """Return an aware moment as a time of day; with its day, if that is not today's."""
    same_day = moment.astimezone(INDIA).date() == now.astimezone(INDIA).date()
    return clock_time(moment) if same_day else day_and_time(moment)


def retry_after(until: datetime, now: datetime) -> dict[str, str]:
    """Return the header that tells when to try again, in whole seconds, at least one."""
    return {"Retry-After": str(max(1, round((until - now).total_seconds())))}
