"""The application as `make run` serves it, with limits on, and the bare one beside it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.fernet import Fernet

from tests.bench.processes import Served, gunicorn

# Every limit is on and asked with each form, as ever. But the whole load comes from one address with numbers of a few
# prefixes, which the usual limits are there to refuse: here each is so high that none is reached.
_NEVER_REACHED = "10000000/minute"
_LIMITS = {
    "LIMIT_SENDS_PER_ADDRESS": _NEVER_REACHED,
    "LIMIT_SENDS_PER_PREFIX": _NEVER_REACHED,
    "LIMIT_SENDS_IN_ALL": _NEVER_REACHED,
    "LIMIT_CALLS_PER_MINUTE": "10000000",
    "LIMIT_REQUESTS_PER_ADDRESS": _NEVER_REACHED,
    "LIMIT_FORMS_PER_ADDRESS": _NEVER_REACHED,
}
_SECRETS = {
    "SECRET_KEY": "a key for the bench, of no worth at all",
    "CONSENT_SECRET": "a consent secret for the bench, of no worth",
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
}
_THREADED = ("--worker-class", "gthread", "--threads", "16")


@dataclass(frozen=True)
class Machine:
    """What the application is served with: its databases, how many processes work, and threads in each."""

    name: str
    database_url: str
    storage_url: str
    workers: int
    threads: int


@contextmanager
def application(machine: Machine, upstream: Served, timeout_seconds: int = 10) -> Iterator[Served]:
    """Run the application in front of an upstream, which may take so many seconds for one answer."""
    environment = {
        **_LIMITS,
        **_SECRETS,
        **_mobile360(upstream),
        "CASHFREE_TIMEOUT_SECONDS": str(timeout_seconds),
        "DATABASE_URL": machine.database_url,
        "RATE_LIMIT_STORAGE_URL": machine.storage_url,
        "WORKERS": str(machine.workers),
        "DEMO": "0",
        "THREADS": str(machine.threads),
    }
    with gunicorn(["--config", "python:webapp.serving"], environment) as served:
        yield served


@contextmanager
def bare(upstream: Served) -> Iterator[Served]:
    """Run the bare application in front of an upstream, in one process."""
    with gunicorn([*_THREADED, "tests.bench.bare:app"], _mobile360(upstream)) as served:
        yield served


def _mobile360(upstream: Served) -> Mapping[str, str]:
    return {"CASHFREE_BASE_URL": f"{upstream.url}/verification"}
