"""The archive of notices: the exact text of each that was ever shown to somebody who agreed to it.

As in the ledger, every column is text: what is authenticated is to the letter what is stored.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Connection, Engine, String, Table, Text, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from webapp.consent.entries import written
from webapp.consent.mac import Mac
from webapp.consent.notice import Notice
from webapp.database import metadata

consent_notices = Table(
    "consent_notices",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("version", String(32), nullable=False),
    Column("language", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("first_used_at", String(32), nullable=False),
    Column("authenticated", String(64), nullable=False),
)
_ITS_ROW = consent_notices.c.sha256 == bindparam("its_sha256")
_TEXT = select(consent_notices.c.text).where(_ITS_ROW)
_IS_KEPT = select(exists().where(_ITS_ROW))


class NoticeArchive:
    """Keeps each text once, found by its SHA-256, which the ledger and the receipts name. Nothing is ever taken out.

    Each row bears a code of all its columns, made with the ledger's secret; one that is missing, an entry of the ledger
    still names.
    """

    def __init__(self, engine: Engine, secret: bytes) -> None:
        """Take the engine of a migrated database, and the ledger's secret, of at least 32 bytes."""
        self._engine = engine
        self._row = Mac(secret, "consent ledger: notice")

    def keep(self, connection: Connection, notice: Notice, at: datetime) -> None:
        """Keep the notice in the caller's transaction, first used at an aware moment; nothing where it is kept already.

        Of several writers of one text the first is it, and the others wait for the end of its transaction.
        """
        its = notice.reference
        if connection.scalar(_IS_KEPT, {"its_sha256": its.sha256}):
            return
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        values = (its.sha256, its.version, its.language, notice.text, written(at))
        connection.execute(insert(consent_notices).values((*values, self._row.of(*values))).on_conflict_do_nothing())

    def find(self, sha256: str) -> str | None:
        """Return the text as it is stored, None where there is none of that hash."""
        with self._engine.connect() as connection:
            return connection.scalar(_TEXT, {"its_sha256": sha256})

    def changed(self) -> tuple[str, ...]:
        """Return the hashes of the notices that are not, in every column, what was kept."""
        query = select(consent_notices).order_by(consent_notices.c.sha256)
        with self._engine.connect() as connection:
            rows = connection.execute(query)
            return tuple(row.sha256 for row in rows if not self._row.fits(row.authenticated, *row[:-1]))

    def missing(self, named: Iterable[str]) -> tuple[str, ...]:
        """Return those of the hashes of which there is no notice."""
        wanted = dict.fromkeys(named)  # read to its end before the archive is, so that what is new is in both
        with self._engine.connect() as connection:
            kept = set(connection.scalars(select(consent_notices.c.sha256)))
        return tuple(sha256 for sha256 in wanted if sha256 not in kept)


def sha256_of(text: str) -> str:
    """Return the hash by which a text is found: 64 hexadecimal digits, of its UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
