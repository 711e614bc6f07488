"""The journeys' table: found by a hash of the browser's token, moved by compare-and-set, wiped when they end."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
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
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from webapp.consent.wiping import wipe
from webapp.database import Cipher, Moment, Writers, metadata
from webapp.identity.summary import Summary
from webapp.journey.state import ENDED, IDLE, LONGEST, Allowance, Details, Held, Journey, State
from webapp.telemetry.events import JourneyUnreadable, emit

# How long the bare row of an ended journey tells a returning browser why it ended.
TOMBSTONE = timedelta(days=1)
# No page is taken for longer than `LONGEST` (its anti-forgery token is too old then); the rest is for slow clocks.
FORMS_KEPT = 2 * LONGEST

journeys = Table(
    "journeys",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("next_hash", String(64), nullable=True, index=True, unique=True),
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
    Column("turn_at", Moment, nullable=True),
    Column("version", Integer, nullable=False),
)
used_forms = Table(
    "used_forms",
    metadata,
    Column("form", String(64), primary_key=True),
    Column("renews", Boolean, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

_NOT_PLAIN = {"token_hash", "next_hash", "details", "summary"}
_PLAIN = tuple(column.name for column in journeys.columns if column.name not in _NOT_PLAIN)
_its = journeys.c

# Built once: SQLAlchemy would otherwise put each together anew for every request.
_FIND = select(journeys).where(or_(_its.token_hash == bindparam("token"), _its.next_hash == bindparam("token")))
_BY_ID = select(journeys).where(_its.id == bindparam("its_id"))
_CONFIRM = (
    update(journeys).where(_its.next_hash == bindparam("token")).values(token_hash=_its.next_hash, next_hash=None)
)
_INSERT = insert(journeys)
_MOVED: dict[str, object] = {name: bindparam(name) for name in (*_PLAIN, "details", "summary")}
_UNMOVED = and_(_its.id == bindparam("its_id"), _its.version == bindparam("its_version"))
_MOVE = update(journeys).where(_UNMOVED).values(_MOVED)
_MOVE_AND_RENEW = update(journeys).where(_UNMOVED).values({**_MOVED, "next_hash": bindparam("next_hash")})
_USE_FORM = insert(used_forms)
_RENEWS = select(used_forms.c.renews).where(used_forms.c.form == bindparam("form"))

Write = Callable[[Connection], Journey | None]
"""Writes more in the transaction that takes a journey's step: both are committed, or neither is.

Where it decides how the journey stands, too, it returns that. What it raises undoes the step.
"""


def both(first: Write, second: Write) -> Write:
    """Return what writes the one and then the other."""

    def write(connection: Connection) -> None:
        first(connection)
        second(connection)

    return write


@dataclass(frozen=True)
class Claim:
    """What a step takes: its form, which is taken once, and a new token for the browser, if the step renews it."""

    form: str
    next_token: str | None = field(default=None, repr=False)


class JourneyStore:
    """Reads and writes journeys; knows no rule of the journey but when its personal data goes."""

    def __init__(self, engine: Engine, cipher: Cipher, allowance: Allowance) -> None:
        """Take the engine of a migrated database, the cipher for its personal columns, and what a customer may try."""
        self._engine = engine
        self._writers = Writers(engine)
        self._cipher = cipher
        self.allowance = allowance

    def find(self, token: str, *, arrived: bool = False) -> Journey | None:
        """Return the journey that the browser's token opens; none where no key opens what it holds any more.

        That a token has arrived shuts out the one that it was given in place of: the browser has the new one.
        """
        digest = _hash(token)
        with self._engine.connect() as connection:
            row = connection.execute(_FIND, {"token": digest}).mappings().first()
        journey = None if row is None else self._opened(row, digest)
        if arrived and journey is not None and journey.held is Held.NEW:
            with self._writers.connection() as connection:
                connection.execute(_CONFIRM, {"token": digest})
                connection.commit()
        return journey

    def add(self, journey: Journey, token: str, claim: Claim, also: Write) -> Journey | None:
        """Write a new journey; None where the token or the form has opened one already."""
        row = {"token_hash": _hash(token), "next_hash": _next_hash(claim), **self._columns(journey)}
        with self._writers.connection() as connection:
            try:
                connection.execute(_INSERT, row)
                # The token is used up, too, once another one is given in its place.
                _use(connection, journey.moved_at, claim, Claim(_hash(token)))
            except IntegrityError:
                return None
            return self._taken(connection, journey, also)

    def move(
        self, before: Journey, after: Journey, also: Write | None = None, claim: Claim | None = None
    ) -> Journey | None:
        """Write `after` if nobody has moved the journey since `before` was read, and the form is new; else None."""
        moved = replace(after, version=before.version + 1)
        row = {"its_id": before.id, "its_version": before.version, **self._columns(moved)}
        renews = claim is not None and claim.next_token is not None
        statement = _MOVE_AND_RENEW if renews else _MOVE
        if renews:
            row["next_hash"] = _next_hash(claim)
        with self._writers.connection() as connection:
            written: CursorResult[tuple[()]] = connection.execute(statement, row)
            if written.rowcount != 1:
                return None
            if claim is not None:
                try:
                    _use(connection, moved.moved_at, claim)
                except IntegrityError:
                    return None
            return self._taken(connection, moved, also)

    def by_id(self, identifier: str) -> Journey | None:
        """Return a journey as it stands, whoever holds its tokens; None where it cannot be read any more."""
        with self._engine.connect() as connection:
            row = connection.execute(_BY_ID, {"its_id": identifier}).mappings().first()
        return None if row is None else self._opened(row, row["token_hash"])

    def has_begun(self, token: str) -> bool:
        """Tell whether a journey was begun under a token, whatever has become of either."""
        return self.renews(_hash(token)) is not None

    def renews(self, form: str) -> bool | None:
        """Tell whether the step that a form took has renewed the token; None where the form was not taken."""
        with self._engine.connect() as connection:
            return connection.execute(_RENEWS, {"form": form}).scalar()

    def end(self, reference: str, state: State, now: datetime, also: Write | None = None) -> bool:
        """End and wipe the journey of a reference, whoever holds its token; False where none was open."""
        its = and_(journeys.c.reference == reference, ~journeys.c.state.in_(ENDED))
        with self._writers.connection() as connection, connection.begin():
            done: CursorResult[tuple[()]] = connection.execute(
                update(journeys).where(its).values(moved_at=now, **_wiped(state))
            )
            if also is not None:
                also(connection)
        return done.rowcount > 0

    def write(self, also: Write) -> None:
        """Commit what belongs to no journey's move."""
        with self._writers.connection() as connection, connection.begin():
            also(connection)

    def sweep(self, now: datetime) -> list[str]:
        """Wipe what customers left behind: expire idle and overlong journeys, drop old tombstones.

        Returns the references of those that it expired.
        """
        over = or_(journeys.c.moved_at <= now - IDLE, journeys.c.created_at <= now - LONGEST)
        ended = journeys.c.state.in_(ENDED)
        with self._writers.connection() as connection, connection.begin():
            expired = connection.execute(
                update(journeys).where(over, ~ended).values(**_wiped(State.EXPIRED)).returning(journeys.c.reference)
            ).scalars()
            references = list(expired)
            connection.execute(delete(journeys).where(ended, journeys.c.moved_at <= now - TOMBSTONE))
            connection.execute(delete(used_forms).where(used_forms.c.at <= now - FORMS_KEPT))
        return references

    def purge(self, now: datetime) -> None:
        """Sweep, and take out of the database's files what ended journeys have left there; made to run once a day.

        Raises NotWiped where that was not possible: run it again then.
        """
        self.sweep(now)
        wipe(self._engine, journeys)

    def _taken(self, connection: Connection, journey: Journey, also: Write | None) -> Journey:
        decided = (also and also(connection)) or journey
        decided = replace(decided, version=journey.version)
        if decided != journey:
            row = {"its_id": journey.id, "its_version": journey.version, **self._columns(decided)}
            connection.execute(_MOVE, row)
        connection.commit()
        return decided

    def _opened(self, row: RowMapping, token_hash: str) -> Journey | None:
        try:
            return self._read(row, token_hash)
        except InvalidToken:
            emit(JourneyUnreadable())
            return None

    def _columns(self, journey: Journey) -> dict[str, object]:
        plain = {name: getattr(journey, name) for name in _PLAIN}
        return {
            **plain,
            "details": self._seal(journey.id, journey.details),
            "summary": self._seal(journey.id, journey.summary),
        }

    def _seal(self, row: str, model: BaseModel | None) -> bytes | None:
        return None if model is None else self._cipher.seal(row, model.model_dump_json())

    def _read(self, row: RowMapping, token_hash: str) -> Journey:
        plain = {name: row[name] for name in _PLAIN}
        details, summary = (row[name] and self._cipher.open(row["id"], row[name]) for name in ("details", "summary"))
        return Journey(
            **{**plain, "state": State(row["state"])},
            details=Details.model_validate_json(details) if details else None,
            summary=Summary.model_validate_json(summary) if summary else None,
            held=_held(row, token_hash),
            allowance=self.allowance,
        )


def _wiped(state: State) -> dict[str, object]:
    return {
        "state": state,
        "details": None,
        "summary": None,
        "changing_number": False,
        "version": journeys.c.version + 1,
    }


def _use(connection: Connection, at: datetime, *claims: Claim) -> None:
    used = [{"form": claim.form, "renews": claim.next_token is not None, "at": at} for claim in claims]
    connection.execute(_USE_FORM, used)


def _held(row: RowMapping, token_hash: str) -> Held:
    if row["next_hash"] == token_hash:
        return Held.NEW
    return Held.CURRENT if row["next_hash"] is None else Held.REPLACED


def _next_hash(claim: Claim | None) -> str | None:
    return _hash(claim.next_token) if claim and claim.next_token else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
