"""What all tests share."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.databases import Database
from tests.postgres import PostgresServer, running_postgres
from tests.redis_server import RedisServer, running_redis
from tests.servers import Stage, staged
from webapp.database import open_database, upgrade

_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the whole run."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A Redis server for the whole run."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis(redis_server: RedisServer) -> RedisServer:
    """That server, with nothing in it."""
    redis_server.client().flushall()
    return redis_server


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """A new SQLite file, migrated."""
    folder = tmp_path / "sqlite"
    url = f"sqlite:///{folder}/ledger.sqlite3"
    engine = open_database(url)
    upgrade(engine)
    yield Database(url, engine, lambda: b"".join(file.read_bytes() for file in folder.iterdir()))
    engine.dispose()


@pytest.fixture
def postgresql_database(postgres: PostgresServer) -> Iterator[Database]:
    """A new database of the server, migrated."""
    name = f"test_{next(_numbers)}"
    with postgres.database(name) as url:
        engine = open_database(url)
        yield Database(url, engine, lambda: postgres.stored_bytes(name))
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A new database of each kind."""
    made = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(made, Database)
    return made


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A running application of a test's own, on an empty database."""
    with staged(tmp_path) as running:
        yield running
