"""What the business is told happened: each event declares its fields, and none of them is personal."""

from dataclasses import dataclass

from webapp.telemetry.logs import log
from webapp.telemetry.metrics import observe_event


@dataclass(frozen=True)
class UpstreamAnswered:
    """One call to Mobile 360 came to its end; `seconds` is how long that took."""

    operation: str
    answer: str
    reference: str
    seconds: float


@dataclass(frozen=True)
class MerchantActionNeeded:
    """No customer can go on until the business mends its account, credentials, allow-list or balance."""

    operation: str
    answer: str
    reason: str
    reference: str


@dataclass(frozen=True)
class CircuitOpened:
    """An operation (`scope`) failed often in a row, so this process leaves it alone; `answer` is the last failure."""

    scope: str
    answer: str


@dataclass(frozen=True)
class CircuitClosed:
    """An operation (`scope`) is answered again."""

    scope: str


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


@dataclass(frozen=True)
class ConsoleRefused:
    """Somebody entered a wrong password at the door of the demonstration's console."""


@dataclass(frozen=True)
class LimitHit:
    """Something was refused because this limit, by its name in the settings, was reached."""

    limit: str


@dataclass(frozen=True)
class LimitStorageAway:
    """The store that all workers share does not answer: each lets a stricter share pass, by its own count."""

    error: str


@dataclass(frozen=True)
class LimitStorageBack:
    """The store that all workers share answers again."""


@dataclass(frozen=True)
class PumpingSuspected:
    """Few of the codes sent were entered: the `measure` is a `pause` or a `stop`. `scope` is five digits, or `all`."""

    scope: str
    measure: str


@dataclass(frozen=True)
class PumpingOver:
    """Codes are sent again as usual to numbers of this scope."""

    scope: str


Event = (
    UpstreamAnswered
    | MerchantActionNeeded
    | CircuitOpened
    | CircuitClosed
    | FullAadhaarReceived
    | JourneyEnded
    | JourneyUnreadable
    | LedgerRefused
    | ConsentExported
    | ConsentsLookedUp
    | UnexpectedError
    | ConsoleRefused
    | LimitHit
    | LimitStorageAway
    | LimitStorageBack
    | PumpingSuspected
    | PumpingOver
)
_ALARMS = (
    MerchantActionNeeded,
    CircuitOpened,
    FullAadhaarReceived,
    JourneyUnreadable,
    LedgerRefused,
    UnexpectedError,
    LimitStorageAway,
    PumpingSuspected,
)


def emit(event: Event) -> None:
    """Write one line, of the event's name and its declared fields, and count it; alarms at level ERROR."""
    name, fields = type(event).__name__, vars(event)
    observe_event(name, fields)
    write = log.error if isinstance(event, _ALARMS) else log.info
    write(name, **fields)
