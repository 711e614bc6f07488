"""What the tests of limits have in common."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from webapp.protection.gate import Gate
from webapp.protection.limits import LimitReached, Source
from webapp.protection.storage import SharedStore
from webapp.protection.table import LimitTable

SECRET = b"a secret for tests, of no worth at all"
MOBILE, OTHER_MOBILE = "9000000001", "9000100001"
PHONE = Source("203.0.113.7", "a-device")
NOON = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


class StoppedClock:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        """Begin at noon."""
        self.moment = NOON

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment

    def pass_by(self, **duration: float) -> None:
        """Let time pass: the arguments are those of timedelta."""
        self.moment += timedelta(**duration)


def gate_on(url: str, clock: StoppedClock, **limits: object) -> Gate:
    """Return a gate; `limits` override those of the table, without `limit_` before them."""
    chosen = {f"limit_{name}": value for name, value in limits.items()}
    return Gate(SharedStore(url), LimitTable.model_validate(chosen), SECRET, clock)


def times_until_refused(ask: Callable[[], object], at_most: int = 1000) -> tuple[int, LimitReached]:
    """Ask until it is refused; returns how often it was not, and the refusal."""
    for times in range(at_most):
        try:
            ask()
        except LimitReached as refusal:
            return times, refusal
    raise AssertionError(f"not refused in {at_most} times")
