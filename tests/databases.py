"""The databases that tests run on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.fernet import Fernet
from sqlalchemy import Engine, event, text

from webapp.consent.ledger import Ledger
from webapp.database import Cipher, open_database

SECRET = b"a secret for tests, of no worth at all"

# What an attacker does first who owns the tables.
_DISARM = {
    "sqlite": tuple(f"DROP TRIGGER consent_entries_refuse_{what}" for what in ("update", "delete", "replace")),
    "postgresql": ("ALTER TABLE consent_entries DISABLE TRIGGER ALL",),
}


@dataclass(frozen=True)
class Database:
    """A migrated and empty database, and the keys that a test's ledger has."""

    url: str
    engine: Engine
    stored_bytes: Callable[[], bytes]
    key: str = field(default_factory=lambda: Fernet.generate_key().decode())

    def ledger(self) -> Ledger:
        """Return the ledger on the test's engine."""
        return Ledger(self.engine, Cipher((self.key,)), SECRET)

    @contextmanager
    def another_writer(self, options: str = "", on_connect: str = "SELECT 1") -> Iterator[Ledger]:
        """Give the ledger as another process has it: with connections of its own, each beginning with a statement."""
        engine = open_database(self.url + options)
        event.listen(engine, "connect", lambda connection, _: connection.execute(on_connect))
        yield Ledger(engine, Cipher((self.key,)), SECRET)
        engine.dispose()

    def run(self, *statements: str) -> None:
        """Run statements, all of them or none."""
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def tamper(self, *statements: str) -> None:
        """Run statements as somebody who may drop the triggers."""
        self.run(*_DISARM[self.engine.dialect.name], *statements)
