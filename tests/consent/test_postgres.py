"""The server that the tests run themselves."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests import postgres
from tests.databases import Database
from tests.postgres import PostgresMissing, PostgresServer, running_postgres


def test_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Given a machine without PostgreSQL, when the server is to start, then the error says which package to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "_INSTALLED", tmp_path)
    with pytest.raises(PostgresMissing, match=r"sh tests/packages.sh postgresql"), running_postgres():
        pytest.fail("it started")


def test_it_is_a_real_server_and_each_test_has_a_database_of_its_own(
    postgres: PostgresServer, postgresql_database: Database
) -> None:
    """Given the server, then it is PostgreSQL, reached by a socket alone, and another test's tables are not here."""
    with postgresql_database.engine.connect() as connection:
        assert str(connection.scalar(text("SELECT version()"))).startswith("PostgreSQL")
        assert connection.scalar(text("SHOW listen_addresses")) == ""
        assert connection.scalar(text("SELECT count(*) FROM consent_entries")) == 0
    assert str(postgres.folder) in postgresql_database.engine.url.query["host"]


def test_it_is_gone_in_the_end() -> None:
    """Given a server of a test's own, when its block ends, then it was stopped, and its folder is gone."""
    with running_postgres() as server:
        socket = next(server.folder.glob(".s.PGSQL.*"))
        assert socket.is_socket()
    assert not server.folder.exists()
