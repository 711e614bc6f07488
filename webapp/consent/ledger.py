"""The consent ledger: what each customer was shown, agreed to and withdrew, so that it can be proved years later."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, bindparam, exists, select

from webapp.consent.entries import (
    Chain,
    EntryRow,
    EntryValues,
    LedgerBroken,
    LedgerEntry,
    LedgerEvent,
    Link,
    OpenedEntry,
    consent_entries,
    has_entries,
)
from webapp.consent.subjects import Subjects, consent_subjects
from webapp.consent.verification import Verification, verify
from webapp.consent.wiping import wipe
from webapp.database import Cipher

_BATCH = 500
_in_json = json.JSONEncoder(allow_nan=False).encode

_ITS_ENTRIES = consent_entries.c.subject == bindparam("its_subject")
_READ = select(consent_entries).where(_ITS_ENTRIES).order_by(consent_entries.c.sequence)
_HAS_EVENT = select(exists().where(_ITS_ENTRIES, consent_entries.c.event == bindparam("its_event")))


class SubjectErased(Exception):
    """Nothing more can be recorded of a subject that was erased; a new consent is a new subject."""


class Ledger:
    """Appends, reads, verifies and erases; see `Chain` for what its hashes prove, and what they cannot.

    A subject is one consent, under a reference that says nothing of the person. What an entry says of them is
    encrypted with a key of the subject's own, so that deleting this key erases it from every entry while the entries
    stay, and the chain with them.
    """

    def __init__(self, engine: Engine, cipher: Cipher, secret: bytes) -> None:
        """Take the engine of a migrated database, the cipher for the subjects' keys, and the chain's secret.

        The secret has at least 32 bytes, and never changes while the ledger lives.
        """
        self._engine = engine
        self._chain = Chain(secret)
        self._subjects = Subjects(cipher, secret)

    @contextmanager
    def appending(
        self,
        connection: Connection,
        subject: str,
        *,
        mobile_number: str | None = None,
        retain_until: datetime | None = None,
    ) -> Iterator["Appendix"]:
        """Append what is put into the appendix, at the end of the block, in the caller's transaction.

        From here to the transaction's end every other writer waits. A subject's first entry brings its mobile number
        (ten digits) and the moment until which the subject is retained; later ones may prolong it. Raises ValueError
        for what cannot be recorded, SubjectErased, and LedgerBroken where the head or the subject's row was tampered
        with.
        """
        last = self._chain.lock(connection)
        row = self._subjects.find(connection, subject)
        if row is not None:
            self._subjects.keep(connection, row, mobile_number, retain_until)
            key = self._subjects.key(row)
        elif has_entries(connection, subject):
            raise SubjectErased
        else:
            key = self._subjects.add(connection, subject, mobile_number, retain_until)
        appendix = Appendix(self._chain, last, subject, key)
        yield appendix
        self._chain.extend(connection, appendix.entries)

    def has_within(self, connection: Connection, subject: str, event: LedgerEvent) -> bool:
        """Tell whether an event stands on record, and keep every other writer waiting to the transaction's end.

        Raises LedgerBroken where the head was tampered with.
        """
        self._chain.lock(connection)
        return bool(connection.scalar(_HAS_EVENT, {"its_subject": subject, "its_event": event.value}))

    def entries(self, subject: str) -> tuple[OpenedEntry, ...]:
        """Return a subject's entries, oldest first, opened; their content is None once the subject is erased.

        Raises LedgerBroken where one of them was changed, and InvalidToken where the cipher lacks the key.
        """
        with self._engine.connect() as connection:
            rows = connection.execute(_READ, {"its_subject": subject}).all()
            owner = self._subjects.find(connection, subject)
        key = owner and self._subjects.key(owner)
        return tuple(self._open(row, key) for row in rows)

    def belongs_to(self, subject: str, mobile_number: str) -> bool:
        """Tell whether a subject has a mobile number (ten digits), and is not erased.

        Raises ValueError for anything else than such a number, and LedgerBroken where the subject's row was changed.
        """
        with self._engine.connect() as connection:
            return self._subjects.has(self._subjects.find(connection, subject), mobile_number)

    def retained_until(self, subject: str) -> datetime | None:
        """Return the moment from which on a subject may be erased; None where it is erased, or never was.

        Raises LedgerBroken where the subject's row was changed.
        """
        with self._engine.connect() as connection:
            row = self._subjects.find(connection, subject)
        return None if row is None else datetime.fromisoformat(row.retain_until)

    def opened(self, *events: LedgerEvent) -> Iterator[OpenedEntry]:
        """Yield all entries of these events whose subjects are not erased, oldest first, in bounded memory.

        Raises LedgerBroken and InvalidToken as `entries` does.
        """
        query = select(consent_entries).where(consent_entries.c.event.in_(events)).order_by(consent_entries.c.sequence)
        in_parts = query.execution_options(yield_per=_BATCH)
        with self._engine.connect() as connection, connection.execute(in_parts) as rows:
            for some in rows.partitions():
                keys = self._subjects.keys(connection, {row.subject for row in some})
                yield from (self._open(row, keys[row.subject]) for row in some if row.subject in keys)

    def holds(self, sequence: int, code: str) -> bool:
        """Tell whether the entry of this sequence and hash, such as a receipt's anchor names, is there as written."""
        query = select(consent_entries).where(consent_entries.c.sequence == sequence)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return row is not None and row.hash == code and self._chain.is_as_written(row)

    def subjects(self, mobile_number: str) -> tuple[str, ...]:
        """Return the subjects of a mobile number (ten digits) that are not erased.

        Raises ValueError for anything else than such a number, and LedgerBroken where a subject's row was changed.
        """
        with self._engine.connect() as connection:
            return self._subjects.with_mobile_number(connection, mobile_number)

    def check_head(self) -> None:
        """Raise LedgerBroken where the last link was not written with this secret: nothing could be appended to it."""
        with self._engine.connect() as connection:
            self._chain.head(connection)

    def check_oldest_key(self) -> None:
        """Raise InvalidToken where the cipher lacks the key of the consent whose retention is the first to end."""
        with self._engine.connect() as connection:
            self._subjects.open_oldest(connection)

    def reseal(self) -> int:
        """Seal every subject's key with the cipher's newest key, beside writers; return their number.

        The earlier ones are in the database's files until the next purge. Raises LedgerBroken at a subject whose row
        was changed, and InvalidToken where the cipher lacks its key.
        """
        number, last = 0, ""
        while True:
            with self._engine.begin() as connection:
                self._chain.lock(connection)
                subjects = self._subjects.reseal(connection, last, _BATCH)
            if not subjects:
                return number
            number, last = number + len(subjects), subjects[-1]

    def verify(self) -> Verification:
        """Walk the whole chain, beside writers and in bounded memory, and say what is the first that is wrong."""
        with self._engine.connect() as connection:
            return verify(connection, self._chain, self._subjects)

    def purge(self, now: datetime) -> tuple[str, ...]:
        """Erase every subject whose retention is over, and return them; made to run once a day.

        Raises LedgerBroken at a subject whose row was changed, and NotWiped where all are erased, but bytes of their
        keys are still in the database's files: run it again then.
        """
        with self._engine.connect() as connection:
            due = self._subjects.due(connection, now)
        erased = tuple(subject for subject in due if self._erase(subject, now))
        # Even when nothing was due: a purge that was cut short has left its work to this one.
        wipe(self._engine, consent_subjects)
        return erased

    def _erase(self, subject: str, now: datetime) -> bool:
        with self._engine.begin() as connection:
            last = self._chain.lock(connection)
            erased = self._subjects.erase(connection, subject, now)
            if erased:
                entry = self._chain.link(last, subject=subject, event=LedgerEvent.ERASED, at=now, content="")
                self._chain.extend(connection, [entry])
        return erased

    def _open(self, row: EntryRow, key: Cipher | None) -> OpenedEntry:
        if not self._chain.is_as_written(row):
            raise LedgerBroken(f"entry {row.sequence} is not what was written")
        return OpenedEntry(
            sequence=row.sequence,
            subject=row.subject,
            event=LedgerEvent(row.event),
            at=datetime.fromisoformat(row.at),
            previous_hash=row.previous_hash,
            hash=row.hash,
            content=json.loads(key.open(str(row.sequence), row.content.encode())) if key else None,
        )


class Appendix:
    """What one transaction appends for one subject."""

    def __init__(self, chain: Chain, last: Link, subject: str, key: Cipher) -> None:
        """Begin after the chain's last link, for a subject whose own key is given."""
        self._chain = chain
        self._last = last
        self._subject = subject
        self._key = key
        self.entries: list[EntryValues] = []

    def append(self, event: LedgerEvent, at: datetime, content: Mapping[str, object]) -> LedgerEntry:
        """Take an event as the next entry, and return what it will be; `content` holds JSON values.

        Raises ValueError or TypeError for what cannot be recorded.
        """
        if event is LedgerEvent.ERASED:
            raise ValueError("only a purge erases")
        last = self._last
        sealed = self._key.seal(str(last.sequence + 1), _in_json(dict(content))).decode()
        entry = self._chain.link(last, subject=self._subject, event=event, at=at, content=sealed)
        self.entries.append(entry)
        self._last = Link(entry[0], entry[-1])
        return LedgerEntry(entry[0], self._subject, event, at.astimezone(UTC), last.hash, entry[-1])
