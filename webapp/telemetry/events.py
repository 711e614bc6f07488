"""What the business is told happened: each event declares its fields, and none of them is personal."""

import logging
from dataclasses import asdict, dataclass

_log = logging.getLogger("onboarding")


@dataclass(frozen=True)
class UpstreamAnswered:
    """One call to Mobile 360 came to its end."""

    operation: str
    answer: str
    reference: str


@dataclass(frozen=True)
class MerchantActionNeeded:
    """No customer can go on until the business mends its account, credentials, allow-list or balance."""

    operation: str
    answer: str
    reason: str
    reference: str


@dataclass(frozen=True)
class FullAadhaarReceived:
    """An unmasked Aadhaar number arrived from upstream; it was masked at once. Tell Cashfree."""

    reference: str


@dataclass(frozen=True)
class JourneyEnded:
    """A customer's journey ended, with its last state."""

    state: str
    reference: str


Event = UpstreamAnswered | MerchantActionNeeded | FullAadhaarReceived | JourneyEnded
_ALARMS = (MerchantActionNeeded, FullAadhaarReceived)


def emit(event: Event) -> None:
    """Write one line: the event's name and its declared fields; alarms at level ERROR."""
    fields = " ".join(f"{name}={str(value)!r}" for name, value in asdict(event).items())
    _log.log(logging.ERROR if isinstance(event, _ALARMS) else logging.INFO, "%s %s", type(event).__name__, fields)
