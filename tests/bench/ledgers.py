"""What the ledger takes, and what its length costs the customer."""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from cryptography.fernet import Fernet

from tests.bench import appends, visits
from tests.bench.figures import Figures, rate, whole_seconds
from tests.bench.filling import History, Keys, copy, fill
from tests.postgres import PostgresServer
from tests.servers import Stage, running, staged
from tests.upstream import Json, Upstream
from webapp.database import open_database, upgrade
from webapp.sandbox.records import rich

_LENGTHS = {"short": 1_000, "long": 1_000_000}
_KEYS = Keys(Fernet.generate_key().decode(), "a consent secret for the bench, of no worth")


def measure(figures: Figures, folder: Path, server: PostgresServer) -> None:
    """Measure ledgers of both kinds: empty, short, and long."""
    upstream = Upstream()
    upstream.record = cast("Json", rich(datetime.now(UTC).date()))
    with ExitStack() as stack:
        cashfree = stack.enter_context(running(upstream.app))
        names = ("empty", *_LENGTHS)
        urls = {
            "SQLite": {name: sqlite(folder / f"{name}.sqlite3") for name in names},
            "PostgreSQL": {name: stack.enter_context(server.database(name)) for name in names},
        }
        appends.measure(figures, {kind: its["empty"] for kind, its in urls.items()}, _KEYS)
        _fill(figures, urls, _history(sqlite(folder / "one.sqlite3"), cashfree))
        for kind, its in urls.items():
            figures.heading(f"Pages on {kind}, medians")
            with _stage(its["short"], cashfree) as short, _stage(its["long"], cashfree) as long:
                visits.measure(figures, kind, short, long)


def _fill(figures: Figures, urls: Mapping[str, Mapping[str, str]], history: History) -> None:
    figures.heading(f"Ledgers of many customers, {len(history)} entries each")
    for name, entries in _LENGTHS.items():
        with _timed(figures, f"SQLite: {entries:,} entries made in bulk", entries):
            fill(urls["SQLite"][name], _KEYS, history, entries)
        with _timed(figures, f"PostgreSQL: {entries:,} entries copied", entries):
            copy(urls["SQLite"][name], urls["PostgreSQL"][name])
        for kind, its in urls.items():
            engine = open_database(its[name])
            with _timed(figures, f"{kind}: {entries:,} entries verified", entries):
                verification = _KEYS.ledger(engine).verify()
            assert (verification.entries, verification.problem) == (entries, None), verification
            engine.dispose()


@contextmanager
def _timed(figures: Figures, name: str, entries: int) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds = time.perf_counter() - begun
    figures.say(name, whole_seconds(seconds), rate(entries, seconds))


@contextmanager
def _stage(url: str, cashfree: str) -> Iterator[Stage]:
    """Run the application on a database, with a server in Cashfree's place that always says yes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        staged(
            Path(folder),
            cashfree_base_url=f"{cashfree}/verification",
            database_url=url,
            encryption_keys=_KEYS.encryption,
            consent_secret=_KEYS.secret,
        ) as stage,
    ):
        yield stage


def _history(url: str, cashfree: str) -> History:
    """Return what the application itself records of one customer who goes all the way."""
    mobile_number = "9000000001"
    with _stage(url, cashfree) as stage:
        list(visits.visit(stage, mobile_number))
    engine = open_database(url)
    ledger = _KEYS.ledger(engine)
    (subject,) = ledger.subjects(mobile_number)
    history = [(entry.event, entry.content or {}) for entry in ledger.entries(subject)]
    engine.dispose()
    return history


def sqlite(path: Path) -> str:
    """Make an empty and migrated SQLite file; return its URL."""
    url = f"sqlite:///{path}"
    engine = open_database(url)
    upgrade(engine)
    engine.dispose()
    return url
