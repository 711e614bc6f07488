"""The journeys' table: found by a hash of the browser's token, moved by compare-and-set, wiped when they end."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from pydantic import BaseModel
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    CursorResult,
    Engine,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    Table,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from webapp.consent.wiping import wipe
from webapp.database import Cipher, Moment, metadata
from webapp.identity.summary import Summary
from webapp.journey.state import ENDED, IDLE, LONGEST, Details, Journey, State
from webapp.telemetry.events import JourneyUnreadable, emit

# How long the bare row of an ended journey tells a returning browser why it ended.
TOMBSTONE = timedelta(days=1)

journeys = Table(
    "journeys",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("reference", String(14), nullable=False, index=True),
    Column("state", String(32), nullable=False),
    Column("verification_id", String(50), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False, index=True),
    Column("consent_at", Moment, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("details", LargeBinary, nullable=True),
    Column("summary", LargeBinary, nullable=True),
    Column("sends", Integer, nullable=False),
    Column("code_tries", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("changing_number", Boolean, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
_PLAIN = tuple(column.name for column in journeys.columns if column.name not in {"token_hash", "details", "summary"})


Write = Callable[[Connection], object]
"""Writes more in the transaction of the journey's own row, and after it: both are committed, or neither is."""


class JourneyStore:
    """Reads and writes journeys; knows no rule of the journey but when its personal data goes."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        """Take the engine of a migrated database and the cipher for its personal columns."""
        self._engine = engine
        self._cipher = cipher

    def find(self, token: str) -> Journey | None:
        """Return the journey that the browser's token opens; none where no key opens what it holds any more."""
        query = select(journeys).where(journeys.c.token_hash == _hash(token))
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        try:
            return None if row is None else self._read(row)
        except InvalidToken:
            emit(JourneyUnreadable())
            return None

    def add(self, journey: Journey, token: str, also: Write) -> bool:
        """Write a new journey; False where the token has opened one already (another request was first)."""
        statement = insert(journeys).values(token_hash=_hash(token), **self._columns(journey))
        with self._engine.connect() as connection:
            try:
                connection.execute(statement)
            except IntegrityError:
                return False
            also(connection)
            connection.commit()
        return True

    def move(self, before: Journey, after: Journey, also: Write | None = None) -> Journey | None:
        """Write `after` if nobody has moved the journey since `before` was read; None where somebody has."""
        moved = replace(after, version=before.version + 1)
        statement = (
            update(journeys)
            .where(and_(journeys.c.id == before.id, journeys.c.version == before.version))
            .values(**self._columns(moved))
        )
        with self._engine.begin() as connection:
            written: CursorResult[tuple[()]] = connection.execute(statement)
            if written.rowcount != 1:
                return None
            if also is not None:
                also(connection)
        return moved

    def end(self, reference: str, state: State, now: datetime, also: Write | None = None) -> bool:
        """End and wipe the journey of a reference, whoever holds its token; False where none was open."""
        its = and_(journeys.c.reference == reference, ~journeys.c.state.in_(ENDED))
        with self._engine.begin() as connection:
            done: CursorResult[tuple[()]] = connection.execute(
                update(journeys).where(its).values(moved_at=now, **_wiped(state))
            )
            if also is not None:
                also(connection)
        return done.rowcount > 0

    def write(self, also: Write) -> None:
        """Commit what belongs to no journey's move."""
        with self._engine.begin() as connection:
            also(connection)

    def sweep(self, now: datetime) -> list[str]:
        """Wipe what customers left behind: expire idle and overlong journeys, drop old tombstones.

        Returns the references of those that it expired.
        """
        over = or_(journeys.c.moved_at <= now - IDLE, journeys.c.created_at <= now - LONGEST)
        ended = journeys.c.state.in_(ENDED)
        with self._engine.begin() as connection:
            expired = connection.execute(
                update(journeys).where(over, ~ended).values(**_wiped(State.EXPIRED)).returning(journeys.c.reference)
            ).scalars()
            references = list(expired)
            connection.execute(delete(journeys).where(ended, journeys.c.moved_at <= now - TOMBSTONE))
        return references

    def purge(self, now: datetime) -> None:
        """Sweep, and take out of the database's files what ended journeys have left there; made to run once a day.

        Raises NotWiped where that was not possible: run it again then.
        """
        self.sweep(now)
        wipe(self._engine, journeys)

    def _columns(self, journey: Journey) -> dict[str, object]:
        plain = {name: getattr(journey, name) for name in _PLAIN}
        return {
            **plain,
            "details": self._seal(journey.id, journey.details),
            "summary": self._seal(journey.id, journey.summary),
        }

    def _seal(self, row: str, model: BaseModel | None) -> bytes | None:
        return None if model is None else self._cipher.seal(row, model.model_dump_json())

    def _read(self, row: RowMapping) -> Journey:
        plain = {name: row[name] for name in _PLAIN}
        details, summary = (row[name] and self._cipher.open(row["id"], row[name]) for name in ("details", "summary"))
        return Journey(
            **{**plain, "state": State(row["state"])},
            details=Details.model_validate_json(details) if details else None,
            summary=Summary.model_validate_json(summary) if summary else None,
        )


def _wiped(state: State) -> dict[str, object]:
    return {
        "state": state,
        "details": None,
        "summary": None,
        "changing_number": False,
        "version": journeys.c.version + 1,
    }


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
