"""The server that the tests run themselves, and what the application does that holds for PostgreSQL alone."""

import threading
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests import postgres
from tests.consent.given import NOON, consent
from tests.databases import Database
from tests.postgres import PostgresMissing, PostgresServer, running_postgres
from webapp.consent.subjects import consent_subjects
from webapp.consent.verification import Verification
from webapp.consent.wiping import NotWiped, wipe
from webapp.database import _migrations, open_database, upgrade


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


def test_a_purge_behind_a_long_reader_gives_up(postgresql_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a reader such as a backup, when the purge has to wait for it, then it ends soon and says what is left."""
    ledger = postgresql_database.ledger()
    consent(ledger, "first")
    monkeypatch.setattr("webapp.consent.wiping._PATIENCE", "300ms")
    with postgresql_database.engine.connect() as reader:
        reader.execute(text("SELECT * FROM consent_subjects")).all()
        with pytest.raises(NotWiped):
            wipe(postgresql_database.engine, consent_subjects)
        assert ledger.verify() == Verification(1)
    wipe(postgresql_database.engine, consent_subjects)


def test_the_patience_of_the_purge_is_not_left_to_others(postgresql_database: Database) -> None:
    """Given the connections of the pool, when the purge gives one back, then it waits for locks as before."""
    with postgresql_database.another_writer("&options=-c%20lock_timeout%3D7s") as ledger:
        ledger.purge(NOON)
        with ledger._engine.connect() as connection:
            assert connection.scalar(text("SHOW lock_timeout")) == "7s"


def test_what_the_url_asks_of_the_server_stands_beside_the_timeouts(postgresql_database: Database) -> None:
    """Given a URL with options of its own, when it is connected to, then they hold, and the others as they are."""
    postgresql_database.run("CREATE ROLE auditor")
    engine = open_database(f"{postgresql_database.url}&options=-c%20role%3Dauditor")
    with engine.connect() as connection:
        shown = [connection.scalar(text(f"SHOW {name}")) for name in _SHOWN]
    engine.dispose()
    assert shown == ["auditor", "30s", "20s"]


_SHOWN = ("role", "idle_in_transaction_session_timeout", "lock_timeout")


def test_a_machine_that_is_lost_gives_the_ledger_back(postgresql_database: Database) -> None:
    """Given somebody lost who has locked the head, when another writes, then it waits for the timeout only."""
    lost = open_database(f"{postgresql_database.url}&options=-c%20idle_in_transaction_session_timeout%3D3s")
    with lost.connect() as connection:
        connection.execute(text("UPDATE consent_head SET sequence = sequence"))
        writer = threading.Thread(target=consent, args=(postgresql_database.ledger(), "first"))
        writer.start()
        writer.join(60)
        assert not writer.is_alive()
        with pytest.raises(DBAPIError, match="idle-in-transaction"):
            connection.execute(text("SELECT 1"))
    lost.dispose()
    assert postgresql_database.ledger().verify() == Verification(1)


def test_the_planner_s_samples_of_before_are_dropped(postgres: PostgresServer) -> None:
    """Given journeys of which the planner has taken samples, when the schema is upgraded, then those are gone."""
    with postgres.database("older") as url:
        engine = open_database(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            config = _migrations()
            config.attributes["connection"] = connection
            command.upgrade(config, "0002")
            for number in range(100):
                connection.execute(_JOURNEY, {"number": number, "details": b"SEALED%04d" % number * 20})
            connection.execute(text("ANALYZE"))
            assert connection.scalars(_SAMPLED).all() == ["details"]
        upgrade(engine)
        with engine.begin() as connection:
            connection.execute(text("ANALYZE"))
            assert connection.scalars(_SAMPLED).all() == []
        engine.dispose()


_JOURNEY = text(
    "INSERT INTO journeys VALUES (:number, :number, 'ABCD-EFGH', 'code_sent', :number, now(), now(), now(), now(),"
    " :details, NULL, 1, 0, 0, false, 1)"
)
_SAMPLED = text(
    "SELECT attname FROM pg_stats WHERE tablename = 'journeys' AND attname IN ('details', 'summary')"
    " AND histogram_bounds IS NOT NULL"
)
