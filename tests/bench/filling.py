"""A ledger of many customers, made in bulk: every customer has the history of one real one, under keys of their own.

The rows are those that `Ledger.append` would have written one by one; `flask consent verify` finds the chain whole.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from cryptography.fernet import Fernet
from sqlalchemy import Engine, select, update

from tests.databases import WritingLedger
from webapp.consent.entries import BEGINNING, Chain, LedgerEvent, Link, consent_entries, consent_head, written
from webapp.consent.subjects import Subjects, consent_subjects
from webapp.database import Cipher, open_database
from webapp.journey.transitions import new_reference

History = Sequence[tuple[LedgerEvent, Mapping[str, object]]]
"""What happens to one customer, in order: as many entries as there are in it."""

_AT = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
_BATCH = 20_000
_TABLES = (consent_subjects, consent_entries)


@dataclass(frozen=True)
class Keys:
    """The keys of a ledger: the cipher's (a Fernet key) and the secret."""

    encryption: str
    secret: str

    def ledger(self, engine: Engine) -> WritingLedger:
        """Return the ledger that is kept with them."""
        return WritingLedger(engine, Cipher((self.encryption,)), self.secret.encode())


def fill(url: str, keys: Keys, history: History, entries: int) -> None:
    """Fill the empty ledger of a migrated SQLite file with a number of entries."""
    engine = open_database(url)
    customers = _Customers(keys, history, entries)
    with engine.connect() as connection:
        # Nobody else has the file yet, and one that is cut short is thrown away.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        for rows in _batches(customers):
            for table, values in zip(_TABLES, rows, strict=True):
                marks = ", ".join("?" for _ in table.columns)
                connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 - our own
        connection.execute(update(consent_head).values(customers.head))
        connection.commit()
    engine.dispose()


def copy(source_url: str, target_url: str) -> None:
    """Copy a filled ledger from SQLite into the empty one of a migrated PostgreSQL database."""
    source, target = open_database(source_url), open_database(target_url)
    with source.connect() as rows, target.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for table in _TABLES:
            query = select(table).execution_options(yield_per=_BATCH)
            with driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as into:
                for row in rows.execute(query):
                    into.write_row(row)
        head = rows.execute(select(consent_head)).mappings().one()
        connection.execute(update(consent_head).values({column.name: head[column] for column in consent_head.columns}))
        connection.commit()
        # What the server does by itself in time, done before anything is measured.
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
    source.dispose()
    target.dispose()


Row = tuple[object, ...]


class _Customers:
    def __init__(self, keys: Keys, history: History, entries: int) -> None:
        secret = keys.secret.encode()
        self._chain = Chain(secret)
        self._subjects = Subjects(Cipher((keys.encryption,)), secret)
        self._cipher = Cipher((keys.encryption,))
        self._history = [(event.value, json.dumps(dict(content))) for event, content in history]
        self._last = BEGINNING
        self._entries = entries

    def __iter__(self) -> Iterator[tuple[Row, list[Row]]]:
        """Make one customer after the other, until there are enough entries: the subject's row, and its entries."""
        for number in count():
            left = self._entries - self._last.sequence
            if not left:
                return
            subject, key = new_reference(), Fernet.generate_key().decode()
            yield self._subject(subject, key, number), list(self._made(subject, Cipher((key,)), left))

    @property
    def head(self) -> Mapping[str, object]:
        """The head's row after the last entry."""
        sequence, code = self._last.sequence, self._last.hash
        return {"sequence": sequence, "hash": code, "authenticated": self._chain._head.of(sequence, code)}

    def _subject(self, subject: str, key: str, number: int) -> Row:
        mobile_hash = self._subjects._mobile_hash(str(6_000_000_000 + number))
        values = (subject, mobile_hash, self._cipher.seal(subject, key).decode(), written(_AT + timedelta(days=3650)))
        return (*values, self._subjects._row.of(*values))

    def _made(self, subject: str, key: Cipher, most: int) -> Iterator[Row]:
        for event, text in self._history[:most]:
            sequence = self._last.sequence + 1
            at = written(_AT + timedelta(seconds=sequence))
            values = (sequence, subject, event, at, key.seal(str(sequence), text).decode(), self._last.hash)
            code = self._chain._entries.of(*values)
            self._last = Link(sequence, code)
            yield (*values, code)


def _batches(customers: _Customers) -> Iterator[tuple[list[Row], list[Row]]]:
    subjects: list[Row] = []
    entries: list[Row] = []
    for subject, its in customers:
        subjects.append(subject)
        entries.extend(its)
        if len(entries) >= _BATCH:
            yield subjects, entries
            subjects, entries = [], []
    if entries:
        yield subjects, entries
