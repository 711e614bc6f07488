"""The archive of notices: the exact text of each that was ever shown to somebody who agreed to it."""

import hashlib
from datetime import datetime

from sqlalchemy import Column, Connection, Engine, String, Table, Text, select
from sqlalchemy.dialects import postgresql, sqlite

from webapp.consent.notice import Notice
from webapp.database import Moment, metadata

consent_notices = Table(
    "consent_notices",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("version", String(32), nullable=False),
    Column("language", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("first_used_at", Moment, nullable=False),
)


class NoticeArchive:
    """Keeps each text once, found by its SHA-256, which the ledger and the receipts name. Nothing is ever taken out.

    A text that was changed no longer has its hash; one that is missing, an entry of the ledger still names.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the engine of a migrated database."""
        self._engine = engine

    def keep(self, connection: Connection, notice: Notice, at: datetime) -> None:
        """Keep the notice in the caller's transaction, first used at an aware moment; nothing where it is kept already.

        Of several writers of one text the first is it, and the others wait for the end of its transaction.
        """
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        its = notice.reference
        values = {"version": its.version, "language": its.language, "text": notice.text, "first_used_at": at}
        connection.execute(insert(consent_notices).values(sha256=its.sha256, **values).on_conflict_do_nothing())

    def find(self, sha256: str) -> str | None:
        """Return the text as it is stored, None where there is none of that hash."""
        query = select(consent_notices.c.text).where(consent_notices.c.sha256 == sha256)
        with self._engine.connect() as connection:
            return connection.scalar(query)

    def changed(self) -> tuple[str, ...]:
        """Return the hashes whose stored text has another one by now."""
        query = select(consent_notices.c.sha256, consent_notices.c.text).order_by(consent_notices.c.sha256)
        with self._engine.connect() as connection:
            rows = connection.execute(query)
            # SQLite stores anything in any column: what is no text is no notice either.
            return tuple(row.sha256 for row in rows if sha256_of(str(row.text)) != row.sha256)


def sha256_of(text: str) -> str:
    """Return the hash by which a text is found: 64 hexadecimal digits, of its UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()
