"""Moments as a customer's clock shows them, and as HTTP tells them."""

from datetime import datetime, timedelta, timezone

_INDIA = timezone(timedelta(hours=5, minutes=30))


def clock_time(moment: datetime) -> str:
    """Return an aware moment in Indian Standard Time: `2:05:09 pm`."""
    return moment.astimezone(_INDIA).strftime("%I:%M:%S %p").lstrip("0").lower()


def retry_after(until: datetime, now: datetime) -> dict[str, str]:
    """Return the header that tells when to try again, in whole seconds, at least one."""
    return {"Retry-After": str(max(1, round((until - now).total_seconds())))}
