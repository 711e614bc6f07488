"""The archive keeps the exact text of every notice, once, and nobody changes it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from tests.consent.given import NOON
from tests.databases import SECRET, Database
from webapp.consent.archive import NoticeArchive, consent_notices
from webapp.consent.entries import written
from webapp.consent.notice import Element, Notice
from webapp.database import open_database

HINDI = Notice("2026-11-21", "hi", "सूचना", "संस्करण 1", (Element("service", "क्यों", ("खाता खोलने के लिए",)),))
ENGLISH = Notice("2026-11-21", "en", "Notice", "Version 1", (Element("service", "Why", ("To open an account",)),))
OTHER = Notice("2026-11-21", "en", "Notice", "Version 1", (Element("service", "Why", ("For a loan",)),))
LATER = NOON + timedelta(days=1)
CHANGES = [
    "UPDATE consent_notices SET text = 'another'",
    "UPDATE consent_notices SET first_used_at = NULL",
    "DELETE FROM consent_notices",
    "DELETE FROM consent_notices WHERE language = 'hi'",
]
REPLACED = (
    "INTO consent_notices SELECT sha256, version, 'ur', 'another', first_used_at, authenticated FROM consent_notices"
)


@pytest.fixture
def archive(database: Database) -> NoticeArchive:
    """An archive with one notice in two languages."""
    archive = NoticeArchive(database.engine, SECRET)
    for notice in (HINDI, ENGLISH):
        keep(database, archive, notice)
    return archive


def test_a_notice_is_found_by_its_hash(archive: NoticeArchive) -> None:
    """Given notices, when they are looked up, then the text is what was kept, to the letter; others are not there."""
    assert archive.find(HINDI.reference.sha256) == HINDI.text
    assert archive.find(ENGLISH.reference.sha256) == ENGLISH.text
    assert archive.find("0" * 64) is None
    assert archive.changed() == ()


def test_a_notice_is_kept_once_from_its_first_use(database: Database, archive: NoticeArchive) -> None:
    """Given notices, when one is kept again later, then there is still one row, of the first time."""
    keep(database, archive, HINDI, LATER)
    with database.engine.connect() as connection:
        rows = connection.execute(select(consent_notices).order_by(consent_notices.c.language)).all()
    assert [(row.version, row.language, row.first_used_at) for row in rows] == [
        ("2026-11-21", "en", written(NOON)),
        ("2026-11-21", "hi", written(NOON)),
    ]


def test_a_transaction_that_fails_keeps_nothing(database: Database) -> None:
    """Given a transaction that is rolled back after it kept a notice, then it is not kept, and may be kept again."""
    archive = NoticeArchive(database.engine, SECRET)
    with database.engine.connect() as connection:
        archive.keep(connection, HINDI, NOON)
        connection.rollback()
    assert archive.find(HINDI.reference.sha256) is None
    keep(database, archive, HINDI)
    assert archive.find(HINDI.reference.sha256) == HINDI.text


def test_writers_of_the_same_text_keep_it_once(database: Database) -> None:
    """Given writers with connections of their own, when all keep the same notices at once, then each is there once."""

    def write(number: int) -> None:
        engine = open_database(database.url)
        for notice in (HINDI, ENGLISH):
            with engine.begin() as connection:
                NoticeArchive(engine, SECRET).keep(connection, notice, NOON + timedelta(seconds=number))
        engine.dispose()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(16)))
    with database.engine.connect() as connection:
        assert connection.scalars(select(consent_notices.c.language)).all() in (["hi", "en"], ["en", "hi"])
    assert NoticeArchive(database.engine, SECRET).changed() == ()


def test_a_writer_waits_for_one_who_may_yet_fail(database: Database) -> None:
    """Given a writer who kept a text and has not committed, when another keeps it, then it is kept in any case."""
    archive = NoticeArchive(database.engine, SECRET)
    with ThreadPoolExecutor(1) as pool:
        with database.engine.connect() as first:
            archive.keep(first, HINDI, NOON)
            second = pool.submit(keep, database, archive, HINDI, LATER)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.2)
            first.rollback()
        second.result(timeout=60)
    assert archive.find(HINDI.reference.sha256) == HINDI.text


@pytest.mark.parametrize("statement", CHANGES)
def test_the_triggers_refuse_change(database: Database, archive: NoticeArchive, statement: str) -> None:
    """Given notices, when the application's own connection changes or deletes any, then the database refuses."""
    with pytest.raises(DBAPIError, match="append-only"):
        database.run(statement)
    assert archive.find(HINDI.reference.sha256) == HINDI.text


def test_sqlite_replaces_nothing(sqlite_database: Database) -> None:
    """Given a notice, when it is to be replaced, which is no deletion to SQLite, then it stays what it is."""
    archive = NoticeArchive(sqlite_database.engine, SECRET)
    keep(sqlite_database, archive, HINDI)
    for statement in (
        f"INSERT OR REPLACE {REPLACED}",
        f"INSERT {REPLACED} WHERE true ON CONFLICT (sha256) DO UPDATE SET text = 'another'",
    ):
        sqlite_database.run(statement)
    assert archive.find(HINDI.reference.sha256) == HINDI.text


@pytest.mark.parametrize("role", ["origin", "replica"])
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE consent_notices",
        "DELETE FROM consent_notices",
        f"INSERT {REPLACED} ON CONFLICT (sha256) DO UPDATE SET text = 'another'",
    ],
)
def test_postgresql_refuses_to_truncate_and_on_a_replica(
    postgresql_database: Database, role: str, statement: str
) -> None:
    """Given a notice, when all are to go or be replaced, or where triggers are asleep, then it is refused."""
    archive = NoticeArchive(postgresql_database.engine, SECRET)
    keep(postgresql_database, archive, HINDI)
    with pytest.raises(DBAPIError, match="append-only"):
        postgresql_database.run(f"SET LOCAL session_replication_role = {role}", statement)
    assert archive.find(HINDI.reference.sha256) == HINDI.text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_notices SET text = 'another' WHERE language = 'hi'",
        "UPDATE consent_notices SET text = text || ' ' WHERE language = 'hi'",
        "UPDATE consent_notices SET text = '' WHERE language = 'hi'",
        "UPDATE consent_notices SET version = '1999' WHERE language = 'hi'",
        "UPDATE consent_notices SET language = 'bn' WHERE language = 'hi'",
        "UPDATE consent_notices SET first_used_at = '1999-01-01' WHERE language = 'hi'",
        "UPDATE consent_notices SET authenticated = sha256 WHERE language = 'hi'",
    ],
)
def test_a_changed_notice_is_found(database: Database, archive: NoticeArchive, statement: str) -> None:
    """Given that the triggers were dropped, when any column is changed, then the notice is named by its hash."""
    database.run(*disarmed(database), statement)
    assert archive.changed() == (HINDI.reference.sha256,)


def test_what_is_no_text_is_found(sqlite_database: Database) -> None:
    """Given that SQLite stores anything in any column, when it does, then the notice is named all the same."""
    archive = NoticeArchive(sqlite_database.engine, SECRET)
    keep(sqlite_database, archive, HINDI)
    sqlite_database.run(*disarmed(sqlite_database), "UPDATE consent_notices SET text = CAST(text AS BLOB)")
    assert archive.changed() == (HINDI.reference.sha256,)


def test_a_forged_notice_is_found(database: Database, archive: NoticeArchive) -> None:
    """Given somebody without the secret, when they put a notice beside the others, then it is named."""
    keep(database, NoticeArchive(database.engine, SECRET[::-1]), OTHER)
    assert archive.changed() == (OTHER.reference.sha256,)


def test_those_that_are_missing_are_told(database: Database, archive: NoticeArchive) -> None:
    """Given hashes that others name, when they are looked up, then those without a notice are returned, each once."""
    database.run(*disarmed(database), "DELETE FROM consent_notices WHERE language = 'hi'")
    named = (notice.reference.sha256 for notice in (ENGLISH, HINDI, ENGLISH, HINDI))
    assert archive.missing(named) == (HINDI.reference.sha256,)


def keep(database: Database, archive: NoticeArchive, notice: Notice, at: datetime = NOON) -> None:
    """Keep a notice in a transaction of its own."""
    with database.engine.begin() as connection:
        archive.keep(connection, notice, at)


def disarmed(database: Database) -> tuple[str, ...]:
    """Return what an attacker does first who owns the table."""
    if database.engine.dialect.name == "sqlite":
        return ("DROP TRIGGER consent_notices_refuse_update", "DROP TRIGGER consent_notices_refuse_delete")
    return ("ALTER TABLE consent_notices DISABLE TRIGGER ALL",)
