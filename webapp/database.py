"""The engine and who may write with it, the moment column, and the cipher for personal columns."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

metadata = MetaData()

CANNOT_OPEN = (SQLAlchemyError, OSError, ValueError, ImportError)
"""What opening or migrating the database of a wrong URL may raise; their texts may hold its password."""

# Whoever is lost in the middle of a transaction, such as a machine without power, holds the ledger's head, for which
# all others wait: PostgreSQL gives it up. Nobody waits longer for a lock than on SQLite.
_TIMEOUTS = "-c idle_in_transaction_session_timeout=30s -c lock_timeout=20s"
# A process's own, however many threads it has: PostgreSQL has a hundred for all that use it.
_CONNECTIONS = 20
_LONGEST_WAIT_SECONDS = 60
# More of them would only wait for each other: for the ledger's head, or, on SQLite, for the file.
_WRITERS = 4


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, on every database (SQLite keeps no zone of its own)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse a naive datetime: nobody could tell which moment it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must carry its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the zone back to what SQLite returns."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Cipher:
    """Encrypts personal columns (Fernet: AES-128-CBC with HMAC-SHA-256), the newest key first.

    Each value is bound to the row it belongs to, so that a value copied into another row does not open there.
    """

    def __init__(self, keys: tuple[str, ...]) -> None:
        """Take the Fernet keys, newest first: the first encrypts, any of them decrypts."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, row: str, text: str) -> bytes:
        """Return `text` encrypted for the row named `row`."""
        return self._fernet.encrypt(f"{row}\n{text}".encode())

    def open(self, row: str, sealed: bytes) -> str:
        """Return the text sealed for `row`. Raises InvalidToken for another row, another key or a changed byte."""
        owner, _, text = self._fernet.decrypt(sealed).decode().partition("\n")
        if owner != row:
            raise InvalidToken
        return text


class Writers:
    """Lets few threads of this process write at once. The others wait their turn without a connection, of which there
    is then always one for whoever only reads; and no lock of the database is waited for so long that it is given up.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the engine of the database; SQLite has one writer."""
        self._engine = engine
        self._turns = threading.BoundedSemaphore(1 if engine.dialect.name == "sqlite" else _WRITERS)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Yield a connection to write with, once it is this thread's turn; what is not committed is undone."""
        with self._turns, self._engine.connect() as connection:
            yield connection


def open_database(url: str) -> Engine:
    """Return an engine for a SQLAlchemy URL; a SQLite file's folder is made where it is missing.

    It has at most 20 connections, opened when needed, and kept; who finds none waits. No statement's parameters stand
    in its exceptions: those reach logs, which nobody erases. Raises ValueError for a SQLite database in memory, of
    which each connection would have one of its own.
    """
    address = make_url(url)
    # Those used last go first, so that those that only a rush has needed stay out of use.
    pool = {
        "pool_size": _CONNECTIONS,
        "max_overflow": 0,
        "pool_timeout": _LONGEST_WAIT_SECONDS,
        "pool_use_lifo": True,
    }
    if address.get_backend_name() != "sqlite":
        options = " ".join((_TIMEOUTS, *address.normalized_query.get("options", ())))  # of two the last one counts
        return create_engine(
            address, **pool, pool_pre_ping=True, hide_parameters=True, connect_args={"options": options}
        )
    if address.database in {None, "", ":memory:"}:
        raise ValueError("a SQLite database needs a file")
    Path(str(address.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(address, **pool, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Write-ahead logging lets readers go on beside a writer; secure_delete overwrites what was erased.
    for pragma in ("journal_mode=WAL", "busy_timeout=20000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


class OutdatedSchema(Exception):
    """The database is not at the newest migration."""


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest migration."""
    config = _migrations()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def require_newest(engine: Engine) -> None:
    """Raise OutdatedSchema unless the schema is at the newest migration."""
    newest = ScriptDirectory.from_config(_migrations()).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() != newest:
            raise OutdatedSchema


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
