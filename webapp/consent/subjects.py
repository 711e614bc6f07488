"""Whom the ledger's entries are about: each subject's own key, the number it is found by, and when both go.

The mobile number's hash stands nowhere else. Whoever has the key finds a ten-digit number from its HMAC by trying them
all; so the hash has to go when the subject is erased, and may not be part of an entry, which stays.
"""

import hmac
import re
from collections.abc import Collection, Mapping
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Column, Connection, Row, String, Table, Text, bindparam, delete, insert, select, update

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

_ITS_ROW = consent_subjects.c.subject == bindparam("its_subject")
_FIND = select(consent_subjects).where(_ITS_ROW)
_CHANGE = update(consent_subjects).where(_ITS_ROW)
_ADD = insert(consent_subjects)


class Subjects:
    """Keeps the subjects' rows; every method works on the caller's connection."""

    def __init__(self, cipher: Cipher, secret: bytes) -> None:
        """Take the cipher that seals the subjects' keys, and the secret, of at least 32 bytes."""
        self._cipher = cipher
        self._mobile = Mac(secret, "consent ledger: mobile number")
        self._row = Mac(secret, "consent ledger: subject")

    def find(self, connection: Connection, subject: str) -> SubjectRow | None:
        """Return a subject's row, None where there is none. Raises LedgerBroken for one that was changed."""
        row = connection.execute(_FIND, {"its_subject": subject}).one_or_none()
        return row and self._authentic(row)

    def with_mobile_number(self, connection: Connection, mobile_number: str) -> tuple[str, ...]:
        """Return the subjects who have the number. Raises LedgerBroken where one's row was changed."""
        query = select(consent_subjects).where(consent_subjects.c.mobile_hash == self._mobile_hash(mobile_number))
        rows = connection.execute(query.order_by(consent_subjects.c.subject))
        return tuple(self._authentic(row).subject for row in rows)

    def has(self, row: SubjectRow | None, mobile_number: str) -> bool:
        """Tell whether a number is the row's, in the same time whether there is a row or not.

        Raises ValueError for anything else than ten digits, the first 6 to 9.
        """
        found = hmac.compare_digest(self._mobile_hash(mobile_number), row.mobile_hash if row else "")
        return row is not None and found

    def key(self, row: SubjectRow) -> Cipher:
        """Return the cipher of a subject's own key. Raises InvalidToken where none of the cipher's keys opens it."""
        return Cipher((self._cipher.open(row.subject, row.sealed_key.encode()),))

    def keys(self, connection: Connection, subjects: Collection[str]) -> Mapping[str, Cipher]:
        """Return the ciphers of several subjects' keys; those that are erased are not among them.

        Raises LedgerBroken for a row that was changed, and InvalidToken as `key` does.
        """
        rows = connection.execute(select(consent_subjects).where(consent_subjects.c.subject.in_(subjects)))
        return {row.subject: self.key(self._authentic(row)) for row in rows}

    def open_oldest(self, connection: Connection) -> None:
        """Open the key of the subject that is the first to be erased. Raises InvalidToken as `key` does."""
        query = select(consent_subjects).order_by(consent_subjects.c.retain_until).limit(1)
        row = connection.execute(query).one_or_none()
        if row is not None and self._is_as_written(row):
            self.key(row)

    def add(
        self, connection: Connection, subject: str, mobile_number: str | None, retain_until: datetime | None
    ) -> Cipher:
        """Make a key for a new subject, and return its cipher.

        Raises ValueError where the number (ten digits, the first 6 to 9) or the day is missing or wrong, or where the
        subject is not 1 to 50 of `A-Z a-z 0-9 . _ -`.
        """
        if mobile_number is None or retain_until is None:
            raise ValueError("a new subject needs a mobile number and the moment until which it is retained")
        if _SUBJECT.fullmatch(subject) is None:
            raise ValueError("a subject is 1 to 50 of A-Z a-z 0-9 . _ -")
        key = Fernet.generate_key().decode()
        sealed_key = self._cipher.seal(subject, key).decode()
        values = (subject, self._mobile_hash(mobile_number), sealed_key, written(retain_until))
        columns = consent_subjects.columns.keys()
        connection.execute(_ADD, dict(zip(columns, (*values, self._row.of(*values)), strict=True)))
        return Cipher((key,))

    def keep(
        self, connection: Connection, row: SubjectRow, mobile_number: str | None, retain_until: datetime | None
    ) -> None:
        """Prolong the retention; an earlier moment changes nothing. Raises ValueError for another mobile number."""
        if mobile_number is not None and self._mobile_hash(mobile_number) != row.mobile_hash:
            raise ValueError("a subject keeps the mobile number it began with")
        until = written(retain_until) if retain_until else ""
        if until > row.retain_until:
            code = self._row.of(row.subject, row.mobile_hash, row.sealed_key, until)
            connection.execute(_CHANGE, {"its_subject": row.subject, "retain_until": until, "authenticated": code})

    def reseal(self, connection: Connection, after: str, most: int) -> tuple[str, ...]:
        """Seal the keys of the next subjects after one with the cipher's newest key; return these subjects.

        Raises LedgerBroken for a row that was changed, and InvalidToken as `key` does.
        """
        query = select(consent_subjects).where(consent_subjects.c.subject > after)
        rows = connection.execute(query.order_by(consent_subjects.c.subject).limit(most)).all()
        for row in rows:
            key = self._cipher.open(row.subject, self._authentic(row).sealed_key.encode())
            sealed_key = self._cipher.seal(row.subject, key).decode()
            code = self._row.of(row.subject, row.mobile_hash, sealed_key, row.retain_until)
            connection.execute(_CHANGE, {"its_subject": row.subject, "sealed_key": sealed_key, "authenticated": code})
        return tuple(row.subject for row in rows)

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

    def problem(self, row: SubjectRow) -> str | None:
        """Say what is wrong with a subject's row, None where nothing is."""
        if not self._is_as_written(row):
            return "a subject's row is not what was written"
        try:
            self.key(row)
        except InvalidToken:
            return "its subject's key opens with none of ENCRYPTION_KEYS"
        return None

    def _authentic(self, row: SubjectRow) -> SubjectRow:
        if not self._is_as_written(row):
            raise LedgerBroken("a subject's row is not what was written")
        return row

    def _is_as_written(self, row: SubjectRow) -> bool:
        return self._row.fits(row.authenticated, row.subject, row.mobile_hash, row.sealed_key, row.retain_until)

    def _mobile_hash(self, mobile_number: str) -> str:
        if _MOBILE_NUMBER.fullmatch(mobile_number) is None:
            raise ValueError("a mobile number has ten digits, the first of them 6 to 9")
        return self._mobile.of(mobile_number)
