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
    """A customer's journey ended: locked, expired, finished, withdrawn or under age."""

    state: str
    reference: str


@dataclass(frozen=True)
class JourneyUnreadable:
    """A journey's personal columns open with none of `ENCRYPTION_KEYS`: a key is missing."""


@dataclass(frozen=True)
class LedgerRefused:
    """The consent ledger was tampered with, or a key to it is missing: run `flask consent verify`."""

    error: str


@dataclass(frozen=True)
class ConsentsLookedUp:
    """Somebody in the office looked for the consents of a mobile number; `found` is how many there were."""

    found: int


@dataclass(frozen=True)
class ConsentExported:
    """What the ledger holds of one consent was opened for an auditor (r.6: access is logged)."""

    reference: str


@dataclass(frozen=True)
class UnexpectedError:
    """A defect of ours, by its type and place; its text is left out, for it may hold a value."""

    error: str
    place: str
    endpoint: str
    reference: str


Event = (
    UpstreamAnswered
    | MerchantActionNeeded
    | FullAadhaarReceived
    | JourneyEnded
    | JourneyUnreadable
    | LedgerRefused
    | ConsentExported
    | ConsentsLookedUp
    | UnexpectedError
)
_ALARMS = (MerchantActionNeeded, FullAadhaarReceived, JourneyUnreadable, LedgerRefused, UnexpectedError)


def emit(event: Event) -> None:
    """Write one line: the event's name and its declared fields; alarms at level ERROR."""
    fields = " ".join(f"{name}={str(value)!r}" for name, value in asdict(event).items())
    _log.log(logging.ERROR if isinstance(event, _ALARMS) else logging.INFO, "%s %s", type(event).__name__, fields)
