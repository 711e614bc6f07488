"""The databases that tests run on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.fernet import Fernet
from sqlalchemy import Engine, event, text

from webapp.consent.entries import LedgerEntry, LedgerEvent
from webapp.consent.ledger import Ledger
from webapp.database import Cipher, open_database

SECRET = b"a secret for tests, of no worth at all"

# What an attacker does first who owns the tables.
_DISARM = {
    "sqlite": tuple(f"DROP TRIGGER consent_entries_refuse_{what}" for what in ("update", "delete", "replace")),
    "postgresql": ("ALTER TABLE consent_entries DISABLE TRIGGER ALL",),
}


class WritingLedger(Ledger):
    """A ledger that also appends one entry at a time, with no step of a journey to commit it with."""

    def __init__(self, engine: Engine, cipher: Cipher, secret: bytes) -> None:
        """Take what the ledger takes."""
        super().__init__(engine, cipher, secret)
        self._own_engine = engine

    def append(
        self,
        subject: str,
        event: LedgerEvent,
        at: datetime,
        content: Mapping[str, object],
        *,
        mobile_number: str | None = None,
        retain_until: datetime | None = None,
    ) -> LedgerEntry:
        """Record an event; when this returns, the entry is committed. See `Ledger.appending`, `Appendix.append`."""
        with (
            self._own_engine.begin() as connection,
            self.appending(connection, subject, mobile_number=mobile_number, retain_until=retain_until) as appendix,
        ):
            return appendix.append(event, at, content)


@dataclass(frozen=True)
class Database:
    """A migrated and empty database, and the keys that a test's ledger has."""

    url: str
    engine: Engine
    stored_bytes: Callable[[], bytes]
    key: str = field(default_factory=lambda: Fernet.generate_key().decode())

    def ledger(self) -> WritingLedger:
        """Return the ledger on the test's engine."""
        return WritingLedger(self.engine, Cipher((self.key,)), SECRET)

    @contextmanager
    def another_writer(self, options: str = "", on_connect: str = "SELECT 1") -> Iterator[WritingLedger]:
        """Give the ledger as another process has it: with connections of its own, each beginning with a statement."""
        engine = open_database(self.url + options)
        event.listen(engine, "connect", lambda connection, _: connection.execute(on_connect))
        yield WritingLedger(engine, Cipher((self.key,)), SECRET)
        engine.dispose()

    def run(self, *statements: str) -> None:
        """Run statements, all of them or none."""
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def tamper(self, *statements: str) -> None:
        """Run statements as somebody who may drop the triggers."""
        self.run(*_DISARM[self.engine.dialect.name], *statements)
