"""Whom the ledger's entries are about: each subject's own key, the number it is found by, and when both go.

The mobile number's hash stands nowhere else. Whoever has the key finds a ten-digit number from its HMAC by trying them
all; so the hash has to go when the subject is erased, and may not be part of an entry, which stays.
"""

import re
from datetime import datetime

from cryptography.fernet import Fernet
from sqlalchemy import Column, Connection, Row, String, Table, Text, delete, insert, select, update

from webapp.consent.entries import LedgerBroken, written
from webapp.consent.mac import Mac
from webapp.database import Cipher, metadata

consent_subjects = Table(
    "consent_subjects",
    metadata,
    Column("subject", String(50), primary_key=True),
    Column("mobile_hash", String(64), nullable=False, index=True),
    Column("sealed_key", Text, nullable=False),
    Column("retain_until", String(32), nullable=False, index=True),
    Column("authenticated", String(64), nullable=False),
)
_SUBJECT = re.compile(r"[A-Za-z0-9._-]{1,50}")
_MOBILE_NUMBER = re.compile(r"[6-9][0-9]{9}")

SubjectRow = Row[tuple[str, str, str, str, str]]


class Subjects:
    """Keeps the subjects' rows; every method works on the caller's connection."""

    def __init__(self, cipher: Cipher, secret: bytes) -> None:
        """Take the cipher that seals the subjects' keys, and the secret, of at least 32 bytes."""
        self._cipher = cipher
        self._mobile = Mac(secret, "consent ledger: mobile number")
        self._row = Mac(secret, "consent ledger: subject")

    def find(self, connection: Connection, subject: str) -> SubjectRow | None:
        """Return a subject's row, None where there is none. Raises LedgerBroken for one that was changed."""
        row = connection.execute(select(consent_subjects).where(consent_subjects.c.subject == subject)).one_or_none()
        return row and self._authentic(row)

    def with_mobile_number(self, connection: Connection, mobile_number: str) -> tuple[str, ...]:
        """Return the subjects who have the number. Raises LedgerBroken where one's row was changed."""
        query = select(consent_subjects).where(consent_subjects.c.mobile_hash == self._mobile_hash(mobile_number))
        rows = connection.execute(query.order_by(consent_subjects.c.subject))
        return tuple(self._authentic(row).subject for row in rows)

    def key(self, row: SubjectRow) -> Cipher:
        """Return the cipher of a subject's own key. Raises InvalidToken where none of the cipher's keys opens it."""
        return Cipher((self._cipher.open(row.subject, row.sealed_key.encode()),))

    def add(
        self, connection: Connection, subject: str, mobile_number: str | None, retain_until: datetime | None
    ) -> SubjectRow:
        """Make a key for a new subject.

        Raises ValueError where the number (ten digits, the first 6 to 9) or the day is missing or wrong, or where the
        subject is not 1 to 50 of `A-Z a-z 0-9 . _ -`.
        """
        if mobile_number is None or retain_until is None:
            raise ValueError("a new subject needs a mobile number and the moment until which it is retained")
        if _SUBJECT.fullmatch(subject) is None:
            raise ValueError("a subject is 1 to 50 of A-Z a-z 0-9 . _ -")
        sealed_key = self._cipher.seal(subject, Fernet.generate_key().decode()).decode()
        values = (subject, self._mobile_hash(mobile_number), sealed_key, written(retain_until))
        statement = insert(consent_subjects).values((*values, self._row.of(*values)))
        return connection.execute(statement.returning(consent_subjects)).one()

    def keep(
        self, connection: Connection, row: SubjectRow, mobile_number: str | None, retain_until: datetime | None
    ) -> None:
        """Prolong the retention; an earlier moment changes nothing. Raises ValueError for another mobile number."""
        if mobile_number is not None and self._mobile_hash(mobile_number) != row.mobile_hash:
            raise ValueError("a subject keeps the mobile number it began with")
        if retain_until is None or written(retain_until) <= row.retain_until:
            return
        code = self._row.of(row.subject, row.mobile_hash, row.sealed_key, written(retain_until))
        its = update(consent_subjects).where(consent_subjects.c.subject == row.subject)
        connection.execute(its.values(retain_until=written(retain_until), authenticated=code))

    def due(self, connection: Connection, now: datetime) -> tuple[str, ...]:
        """Return the subjects whose retention is over."""
        query = select(consent_subjects.c.subject).where(consent_subjects.c.retain_until <= written(now))
        return tuple(connection.scalars(query.order_by(consent_subjects.c.retain_until)))

    def erase(self, connection: Connection, subject: str, now: datetime) -> bool:
        """Delete a subject's row; False where its retention is not over, or it is gone already.

        Raises LedgerBroken for a row that was changed: its day may not be the one that was written.
        """
        row = self.find(connection, subject)
        if row is None or row.retain_until > written(now):
            return False
        connection.execute(delete(consent_subjects).where(consent_subjects.c.subject == subject))
        return True

    def first_changed(self, connection: Connection) -> str | None:
        """Return a subject whose row is not as it was written, None where there is none."""
        with connection.execute(select(consent_subjects).execution_options(stream_results=True)) as rows:
            return next((row.subject for row in rows if not self._is_as_written(row)), None)

    def _authentic(self, row: SubjectRow) -> SubjectRow:
        if not self._is_as_written(row):
            raise LedgerBroken("a subject's row is not what was written")
        return row

    def _is_as_written(self, row: SubjectRow) -> bool:
        return self._row.fits(row.authenticated, *row[:-1])

    def _mobile_hash(self, mobile_number: str) -> str:
        if _MOBILE_NUMBER.fullmatch(mobile_number) is None:
            raise ValueError("a mobile number has ten digits, the first of them 6 to 9")
        return self._mobile.of(mobile_number)
