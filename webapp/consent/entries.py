"""The chained entries of the consent ledger, and the head that says which of them is the last.

Every column is text and every moment is written in one form: what is authenticated is to the letter what is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    exists,
    insert,
    select,
    update,
)

from webapp.consent.mac import Mac
from webapp.database import metadata

# SQLite counts its rows in INTEGER only.
_counter = BigInteger().with_variant(Integer, "sqlite")

consent_entries = Table(
    "consent_entries",
    metadata,
    Column("sequence", _counter, primary_key=True, autoincrement=False),
    Column("subject", String(50), nullable=False, index=True),
    Column("event", String(16), nullable=False),
    Column("at", String(32), nullable=False),
    Column("content", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
consent_head = Table(
    "consent_head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_head"), primary_key=True, autoincrement=False),
    Column("sequence", _counter, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("authenticated", String(64), nullable=False),
)


class LedgerEvent(StrEnum):
    """What an entry records."""

    GIVEN = "given"
    REAFFIRMED = "reaffirmed"
    RECEIPT = "receipt"
    CODE_ASKED = "code_asked"
    CODE_SENT = "code_sent"
    CODE_NOT_SENT = "code_not_sent"
    CODE_ENTERED = "code_entered"
    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class LedgerBroken(Exception):
    """The ledger is not as it was written; the text says where, and holds nothing personal."""


@dataclass(frozen=True)
class LedgerEntry:
    """An entry as it stands in the chain: `at` is aware UTC, the hashes are 64 hexadecimal digits."""

    sequence: int
    subject: str
    event: LedgerEvent
    at: datetime
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class OpenedEntry(LedgerEntry):
    """An entry and what it says; None once the subject is erased."""

    content: Mapping[str, object] | None = field(repr=False)


@dataclass(frozen=True)
class Link:
    """The place in the chain that the next entry follows."""

    sequence: int
    hash: str


EntryValues = tuple[int, str, str, str, str, str, str]
EntryRow = Row[EntryValues]
HeadRow = Row[tuple[int, int, str, str]]
BEGINNING = Link(0, "0" * 64)
"""What the first entry follows. The migration writes it, without the secret, so that it stands unauthenticated."""

_THE_HEAD = consent_head.c.id == 1
_READ_HEAD = select(consent_head).where(_THE_HEAD)
_MOVE_HEAD = update(consent_head).where(_THE_HEAD)
_LOCK_HEAD = _MOVE_HEAD.values(sequence=consent_head.c.sequence).returning(consent_head)
_ADD_ENTRIES = insert(consent_entries)
_HAS_ENTRIES = select(exists().where(consent_entries.c.subject == bindparam("its_subject")))


def written(moment: datetime) -> str:
    """Return a moment as the ledger writes it: UTC to the microsecond, 32 characters, which sort by time.

    Raises ValueError for a naive datetime.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment must carry its zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Chain:
    """Appends to the chain and checks its links; every method works on the caller's connection.

    An entry's hash is an HMAC-SHA-256 over all its other columns, the hash of the entry before it among them. Whoever
    can write to the database and lacks the secret can therefore neither change, forge, reorder nor take out an entry
    unseen; the head, authenticated likewise, shows that the last ones are missing. Two things it cannot show: what is
    done by somebody who has the secret, and a return of the whole database, head included, to an earlier state. For
    the latter an anchor outside is needed: a hash on a customer's receipt that is no longer in the ledger proves it.
    """

    def __init__(self, secret: bytes) -> None:
        """Derive the keys of the entries and of the head from the secret, of at least 32 bytes."""
        self._entries = Mac(secret, "consent ledger: entry")
        self._head = Mac(secret, "consent ledger: head")

    def lock(self, connection: Connection) -> Link:
        """Return the last link and keep every other writer waiting until the transaction ends.

        Raises LedgerBroken for a head that the ledger did not write: to build on it would cover up what was done.
        """
        # Written before it is read: that takes the lock on every database, and SQLite's driver opens a transaction
        # for nothing less. A transaction that begins by reading there fails at once where another one has written.
        return self._authentic(connection.execute(_LOCK_HEAD).one_or_none())

    def head(self, connection: Connection) -> Link:
        """Return the last link. Raises LedgerBroken for a head that the ledger did not write."""
        return self._authentic(connection.execute(_READ_HEAD).one_or_none())

    def _authentic(self, row: HeadRow | None) -> Link:
        if row is None:
            raise LedgerBroken("the head is missing")
        link = Link(row.sequence, row.hash)
        if link != BEGINNING and not self._head.fits(row.authenticated, link.sequence, link.hash):
            raise LedgerBroken("the head is not what was written")
        return link

    def link(self, last: Link, *, subject: str, event: LedgerEvent, at: datetime, content: str) -> EntryValues:
        """Return the columns of the entry that follows `last`; `content` is sealed already."""
        values = (last.sequence + 1, subject, event.value, written(at), content, last.hash)
        return (*values, self._entries.of(*values))

    def extend(self, connection: Connection, entries: Sequence[EntryValues]) -> None:
        """Write entries that follow each other, the first of them `lock`'s link, and move the head to the last."""
        columns = consent_entries.columns.keys()
        connection.execute(_ADD_ENTRIES, [dict(zip(columns, entry, strict=True)) for entry in entries])
        sequence, code = entries[-1][0], entries[-1][-1]
        head = {"sequence": sequence, "hash": code, "authenticated": self._head.of(sequence, code)}
        connection.execute(_MOVE_HEAD, head)

    def is_as_written(self, row: EntryRow) -> bool:
        """Tell whether a row of `consent_entries` bears the hash of its own columns."""
        return self._entries.fits(row.hash, *row[:-1])


def has_entries(connection: Connection, subject: str) -> bool:
    """Tell whether anything was ever recorded of a subject."""
    return bool(connection.scalar(_HAS_ENTRIES, {"its_subject": subject}))
