"""The walk along the ledger's chain."""

from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select
from sqlalchemy.exc import DBAPIError

from webapp.consent.entries import BEGINNING, Chain, EntryRow, LedgerBroken, LedgerEvent, Link, consent_entries
from webapp.consent.subjects import Subjects, consent_subjects


@dataclass(frozen=True)
class Verification:
    """How many entries follow each other as they were written, and what is wrong first, in words; None where nothing.

    `broken` is the sequence of the first entry that is changed, missing, added or without its subject's key, which may
    be missing or not to be opened; None where what is wrong is not an entry.
    """

    entries: int
    broken: int | None = None
    problem: str | None = None


class _Broken(Exception):
    def __init__(self, sequence: int | None, problem: str) -> None:
        super().__init__(problem)
        self.sequence = sequence


def verify(connection: Connection, chain: Chain, subjects: Subjects) -> Verification:
    """Check every entry, the head, and that each subject's row is as it was written and its key opens, or is erased."""
    walk = _Walk(connection, chain)
    try:
        walk.go_on()
        walk.meet(chain.head(connection))
        _check_subjects(connection, subjects)
    except _Broken as broken:
        return Verification(walk.last.sequence, broken.sequence, str(broken))
    except LedgerBroken as broken:
        return Verification(walk.last.sequence, None, str(broken))
    return Verification(walk.last.sequence)


class _Walk:
    def __init__(self, connection: Connection, chain: Chain) -> None:
        self._connection = connection
        self._chain = chain
        self.last = BEGINNING

    def go_on(self, head: Link | None = None) -> None:
        """Follow the links to where they end by now."""
        query = select(consent_entries).order_by(consent_entries.c.sequence).execution_options(stream_results=True)
        if self.last != BEGINNING:  # what was put before the first entry is to be seen too
            query = query.where(consent_entries.c.sequence > self.last.sequence)
        try:
            with self._connection.execute(query) as rows:
                for row in rows:
                    self._check(row)
                    self.last = Link(row.sequence, row.hash)
                    self._compare(head)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            # SQLite stores text that is none and fails to read it, some versions of its driver one row too early.
            expected = self.last.sequence + 1
            raise _Broken(expected, f"entry {expected}, or the one after it, cannot be read") from None

    def meet(self, head: Link) -> None:
        """Find the head that was read after the walk: at its end or, where others have written since, further on."""
        if head.sequence < self.last.sequence:
            raise _Broken(head.sequence + 1, f"the head does not know entry {head.sequence + 1}")
        self._compare(head)
        self.go_on(head)
        if head.sequence > self.last.sequence:
            raise _Broken(self.last.sequence + 1, f"entry {self.last.sequence + 1} is missing")

    def _check(self, row: EntryRow) -> None:
        expected = self.last.sequence + 1
        if row.sequence > expected:
            raise _Broken(expected, f"entry {expected} is missing")
        if row.sequence < expected:
            raise _Broken(row.sequence, f"entry {row.sequence} was added")
        if not self._chain.is_as_written(row):
            raise _Broken(expected, f"entry {expected} is not what was written")
        if row.previous_hash != self.last.hash:
            raise _Broken(expected, f"entry {expected} does not follow the one before it")

    def _compare(self, head: Link | None) -> None:
        if head is not None and head.sequence == self.last.sequence and head.hash != self.last.hash:
            raise _Broken(head.sequence, f"entry {head.sequence} is not the one that the head names")


def _check_subjects(connection: Connection, subjects: Subjects) -> None:
    first_of = select(func.min(consent_entries.c.sequence))
    erasure = consent_entries.alias()
    lost = connection.scalar(
        first_of.where(
            ~exists().where(consent_subjects.c.subject == consent_entries.c.subject),
            ~exists().where(erasure.c.subject == consent_entries.c.subject, erasure.c.event == LedgerEvent.ERASED),
        )
    )
    if lost is not None:
        raise _Broken(lost, f"the key to entry {lost} is missing, and was not erased")
    first = first_of.where(consent_entries.c.subject == consent_subjects.c.subject).scalar_subquery().label("first")
    query = select(consent_subjects, first).order_by(first).execution_options(stream_results=True)
    with connection.execute(query) as rows:
        for row in rows:
            problem = subjects.problem(row)
            if problem is not None:
                raise _Broken(row.first, problem)
