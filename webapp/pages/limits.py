"""Limits at the edge: how often one address may ask for anything at all, whatever becomes of it afterwards."""

from datetime import UTC, datetime
from functools import partial

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_limiter import ApplicationLimit, Limiter, RateLimitExceeded
from limits.storage import Storage

from webapp.clock import utc_now
from webapp.languages.marks import N_
from webapp.pages.moments import retry_after
from webapp.pages.problems import Words, problem_page
from webapp.protection.gate import Gate
from webapp.protection.memory import Store
from webapp.protection.table import LimitTable
from webapp.telemetry.events import LimitHit, emit

_WITHDRAWAL = "pages.withdrawal"
_UNLIMITED = "health"
_SCHEME = "onboarding"

# It does not say which limit was reached, nor whose: many customers may share an address.
TOO_MANY = Words(
    429,
    N_("Please wait a moment"),
    N_("Too much came from your network in a short time, from you or from others who share it. Nothing was done."),
    N_("You have not lost your place."),
    N_("Go on"),
)


def add_limits(app: Flask, table: LimitTable, gate: Gate) -> None:
    """Limit all requests but those for static files and the health routes; to be called before other hooks are added.

    They are counted in the gate's store.
    """
    limiter = Limiter(
        lambda: gate.keys.of_address(request.remote_addr),
        application_limits=[
            ApplicationLimit(table.limit_requests_per_address, scope="requests_per_address"),
            ApplicationLimit(table.limit_forms_per_address, scope="forms_per_address", methods=["POST"]),
            ApplicationLimit(
                table.limit_withdrawals_per_address,
                scope="withdrawals_per_address",
                exempt_when=lambda: request.endpoint != _WITHDRAWAL,
            ),
        ],
        request_identifier=lambda: request.endpoint or "nowhere",  # without a name it would not be limited
        storage_uri=f"{_SCHEME}://",
        storage_options={"store": gate.store},  # type: ignore[dict-item]  # handed to the storage as it is
    )
    limiter.request_filter(lambda: request.blueprint == _UNLIMITED)
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, partial(_refused, limiter))


def _refused(limiter: Limiter, error: RateLimitExceeded) -> ResponseReturnValue:
    emit(LimitHit(str(error.limit.scope)))
    now = utc_now()
    until = datetime.fromtimestamp(limiter.current_limit.reset_at, UTC) if limiter.current_limit else now
    return problem_page(TOO_MANY, headers=retry_after(until, now), until=until)


class _StoreOfLimiter(Storage):
    """The gate's store in the form that Flask-Limiter takes. It never fails, so that no fallback is asked for there."""

    STORAGE_SCHEME = [_SCHEME]  # noqa: RUF012 - as the base class declares it

    def __init__(self, uri: str, wrap_exceptions: bool = False, *, store: Store) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._store = store

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:  # noqa: ARG002 - a request counts once
        return self._store.add([key], expiry)[0]

    def get(self, key: str) -> int:
        return self._store.read([key])[0]

    def get_expiry(self, key: str) -> float:
        return self._store.ends(key)

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        """Refuse, in the way that Flask-Limiter understands: the journey's own limits are in the same store."""
        raise NotImplementedError("the limits at the edge are not emptied without all others")

    def clear(self, key: str) -> None:
        self._store.put(key, 0, seconds=1)
