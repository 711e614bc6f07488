"""Past its retention a subject is erased: nobody can read what was recorded, and the chain still stands."""

import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from tests.consent.attacker import readable
from tests.consent.given import ASHA, BIJU, NOON, RETAINED, consent, five_entries
from tests.databases import Database, WritingLedger
from webapp.consent.entries import LedgerEvent
from webapp.consent.ledger import SubjectErased
from webapp.consent.verification import Verification
from webapp.consent.wiping import NotWiped

LATER = RETAINED + timedelta(days=1)


def test_nobody_is_erased_before_the_day(ledger: WritingLedger) -> None:
    """Given two subjects, when the purge runs the moment before their retention ends, then nothing changes."""
    five_entries(ledger)
    assert ledger.purge(RETAINED - timedelta(microseconds=1)) == ()
    assert ledger.entries("first")[0].content is not None
    assert ledger.verify() == Verification(5)


def test_only_those_past_the_day_are_erased(ledger: WritingLedger) -> None:
    """Given two subjects, one to be retained longer, when the purge runs, then the other is erased, and once only."""
    consent(ledger, "due")
    consent(ledger, "kept", retain_until=LATER)
    assert ledger.purge(RETAINED) == ("due",)
    assert ledger.purge(RETAINED) == ()
    assert [(entry.event, entry.content) for entry in ledger.entries("due")] == [
        (LedgerEvent.GIVEN, None),
        (LedgerEvent.ERASED, None),
    ]
    assert ledger.entries("kept")[0].content is not None
    assert ledger.subjects(ASHA) == ("kept",)
    assert ledger.verify() == Verification(3)


@pytest.mark.parametrize("named", [LATER, RETAINED - timedelta(days=30), None])
def test_the_retention_is_prolonged_and_never_shortened(ledger: WritingLedger, named: datetime | None) -> None:
    """Given a later entry that names a later day, an earlier one or none, then only the later one counts."""
    consent(ledger, "first")
    ledger.append("first", LedgerEvent.REAFFIRMED, NOON, {}, mobile_number=ASHA, retain_until=named)
    end = max(named or RETAINED, RETAINED)
    assert ledger.purge(end - timedelta(seconds=1)) == ()
    assert ledger.purge(end) == ("first",)
    assert ledger.verify() == Verification(3)


def test_nothing_is_recorded_of_an_erased_subject(ledger: WritingLedger) -> None:
    """Given an erased subject, when it is to have another entry, then that is refused, even with a number."""
    consent(ledger, "first")
    ledger.purge(LATER)
    with pytest.raises(SubjectErased):
        consent(ledger, "first")
    assert ledger.verify() == Verification(2)


def test_an_erased_subject_cannot_be_read_with_a_copy_and_all_keys(database: Database, ledger: WritingLedger) -> None:
    """Given a copy of the files and all keys, then before the purge all is read; after it, nothing of the erased."""
    five_entries(ledger)
    consent(ledger, "kept", "9000000003", retain_until=LATER)
    if database.engine.dialect.name == "postgresql":  # the planner's statistics are copies, too
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    hidden = [hash_of(database, subject).encode() for subject in ("first", "second")]
    before = database.stored_bytes()
    assert all(value in before for value in hidden)
    assert all(number.encode() in readable(before, database.key) for number in (ASHA, BIJU, "9000000003"))

    assert sorted(ledger.purge(RETAINED)) == ["first", "second"]

    after = database.stored_bytes()
    opened = readable(after, database.key)
    assert b"9000000003" in opened
    assert not [number for number in (ASHA, BIJU) if number.encode() in opened + after]
    assert not [value for value in hidden if value in after]
    assert hash_of(database, "kept").encode() in after
    assert ledger.verify() == Verification(8)


def test_no_page_keeps_a_copy_of_what_was_erased(sqlite_database: Database) -> None:
    """Given subjects erased in such an order that SQLite moved rows about, then no byte of the erased stays behind."""
    ledger = sqlite_database.ledger()
    chance = random.Random(2)  # noqa: S311 - an order in which a key and a hash stayed, before the table was rewritten
    for _ in range(1500):
        subject, number = f"s{chance.random()}", str(chance.randint(6 * 10**9, 10**10 - 1))
        due = RETAINED - timedelta(seconds=chance.randint(1, 10**6)) if chance.random() >= 0.1 else LATER
        consent(ledger, subject, number, retain_until=due)
    query = text("SELECT mobile_hash, sealed_key FROM consent_subjects WHERE retain_until <= :day")
    with sqlite_database.engine.connect() as connection:
        rows = connection.execute(query, {"day": RETAINED.isoformat()}).all()
    assert len(ledger.purge(RETAINED)) == len(rows) == 1348
    stored = sqlite_database.stored_bytes()
    assert not [value for row in rows for value in row if value.encode() in stored]
    assert ledger.verify() == Verification(1500 + 1348)


def test_a_reader_in_the_way_is_told_and_the_next_purge_finishes(sqlite_database: Database) -> None:
    """Given a reader who holds on to an earlier state, when the purge runs, then it says that it is to run again."""
    ledger = sqlite_database.ledger()
    consent(ledger, "first")
    hidden = hash_of(sqlite_database, "first").encode()
    with sqlite_database.engine.connect() as reader:
        reader.execute(text("BEGIN"))
        reader.execute(text("SELECT * FROM consent_subjects")).all()
        with sqlite_database.another_writer(on_connect="PRAGMA busy_timeout=100") as impatient, pytest.raises(NotWiped):
            impatient.purge(LATER)
        assert hidden in sqlite_database.stored_bytes()
    assert ledger.purge(LATER) == ()
    assert hidden not in sqlite_database.stored_bytes()


def test_a_user_who_may_not_rewrite_the_table_is_told(postgresql_database: Database) -> None:
    """Given a database user with no more rights than recording takes, when it purges, then it says what is left."""
    postgresql_database.run(
        "CREATE ROLE recorder",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO recorder",
    )
    with postgresql_database.another_writer(options="&options=-c%20role%3Drecorder") as recorder:
        consent(recorder, "first")
        with pytest.raises(NotWiped):
            recorder.purge(LATER)
    assert postgresql_database.ledger().verify() == Verification(2)
    assert postgresql_database.ledger().purge(LATER) == ()


def hash_of(database: Database, subject: str) -> str:
    """Return the hash by which a subject's number is found."""
    query = text("SELECT mobile_hash FROM consent_subjects WHERE subject = :subject")
    with database.engine.connect() as connection:
        return str(connection.execute(query, {"subject": subject}).scalar_one())
