"""How many entries a second the ledger takes."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from tests.bench.figures import Figures, rate
from tests.bench.filling import Keys
from webapp.consent.entries import LedgerEvent
from webapp.database import open_database

_WRITERS = (1, 8)
_SECONDS = 4.0
_NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
_CONTENT: Mapping[str, object] = {"verdict": "SHOWN", "kinds": ["name", "pan", "addresses"]}


def measure(figures: Figures, databases: Mapping[str, str], keys: Keys) -> None:
    """Append for a while, in one thread and in several, each with connections of its own."""
    figures.heading("Ledger appends, each committed and safe on the disk")
    for kind, url in databases.items():
        for writers in _WRITERS:
            with ThreadPoolExecutor(writers) as pool:
                begun = time.perf_counter()
                until = begun + _SECONDS
                subjects = [f"{kind}-{writers}-{number}" for number in range(writers)]
                done = sum(pool.map(lambda subject: _append(url, keys, subject, until), subjects))  # noqa: B023 - used up in this round
                seconds = time.perf_counter() - begun
            figures.say(f"{kind}, {writers} writer{'s' if writers > 1 else ''}", rate(done, seconds))


def _append(url: str, keys: Keys, subject: str, until: float) -> int:
    engine = open_database(url)
    ledger = keys.ledger(engine)
    retained = _NOW + timedelta(days=365)
    ledger.append(subject, LedgerEvent.GIVEN, _NOW, _CONTENT, mobile_number="9000000001", retain_until=retained)
    done = 1
    while time.perf_counter() < until:
        ledger.append(subject, LedgerEvent.SHOWN, _NOW, _CONTENT)
        done += 1
    engine.dispose()
    return done
