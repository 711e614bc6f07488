"""Whatever is done to the ledger behind its back, the triggers refuse it or the verification finds it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.consent.given import ASHA, NOON, consent, five_entries
from tests.databases import Database, WritingLedger
from webapp.consent.entries import LedgerBroken, LedgerEvent, consent_entries
from webapp.consent.verification import Verification

COPY = (
    "INSERT INTO consent_entries SELECT {to}, subject, event, at, content, previous_hash, hash"
    " FROM consent_entries WHERE sequence = {of}"
)
CHANGE = "UPDATE consent_entries SET {column} = {to} WHERE sequence = {of}"
MOVE = "UPDATE consent_entries SET sequence = {to} WHERE sequence = {of}"
DELETE = "DELETE FROM consent_entries WHERE sequence = {of}"
SET_HEAD = "UPDATE consent_head SET sequence = {sequence}, hash = {hash}, authenticated = {authenticated}"
SET_SUBJECT = "UPDATE consent_subjects SET {column} = {to} WHERE subject = 'second'"
OF_FIRST = "(SELECT {column} FROM consent_subjects AS other WHERE other.subject = 'first')"
LONG_AGO = "'2020-01-01T00:00:00.000000+00:00'"
FORGED = "'" + "f" * 64 + "'"
COLUMNS = {
    "sequence": "sequence + 100",
    "subject": "'third'",
    "event": "'withdrawn'",
    "at": "'2026-01-02T12:00:00.000001+00:00'",
    "content": "(SELECT content FROM consent_entries AS other WHERE sequence = 2)",
    "previous_hash": FORGED,
    "hash": FORGED,
}
TEXTS = [column for column in COLUMNS if column != "sequence"]
MISSING, CHANGED, ADDED = "entry {} is missing", "entry {} is not what was written", "entry {} was added"


@pytest.mark.parametrize("sequence", [1, 3, 5])
@pytest.mark.parametrize("column", consent_entries.columns.keys())
def test_a_changed_column_is_found(database: Database, ledger: WritingLedger, column: str, sequence: int) -> None:
    """Given five entries, when any column of any of them is changed, then the entry is named."""
    five_entries(ledger)
    database.tamper(CHANGE.format(column=column, to=COLUMNS[column], of=sequence))
    problem = MISSING if column == "sequence" else CHANGED
    assert ledger.verify() == Verification(sequence - 1, sequence, problem.format(sequence))


@pytest.mark.parametrize(
    ("statements", "broken", "problem"),
    [
        pytest.param([DELETE.format(of=1)], 1, MISSING, id="first deleted"),
        pytest.param([DELETE.format(of=3)], 3, MISSING, id="middle deleted"),
        pytest.param([DELETE.format(of=5)], 5, MISSING, id="last deleted"),
        pytest.param(["DELETE FROM consent_entries"], 1, MISSING, id="all deleted"),
        pytest.param([DELETE.format(of=3), MOVE.format(of=4, to=3), MOVE.format(of=5, to=4)], 3, CHANGED,
                     id="middle deleted and the gap closed"),
        pytest.param([COPY.format(of=5, to=6)], 6, CHANGED, id="inserted at the end"),
        pytest.param([COPY.format(of=5, to=7)], 6, MISSING, id="inserted beyond the end"),
        pytest.param([COPY.format(of=1, to=0)], 0, ADDED, id="inserted before the first"),
        pytest.param([MOVE.format(of=5, to=6), MOVE.format(of=4, to=5), COPY.format(of=3, to=4)], 4, CHANGED,
                     id="inserted in the middle"),
        pytest.param([MOVE.format(of=2, to=9), MOVE.format(of=4, to=2), MOVE.format(of=9, to=4)], 2, CHANGED,
                     id="reordered"),
    ],
)  # fmt: skip
def test_rows_deleted_inserted_and_reordered_are_found(
    database: Database, ledger: WritingLedger, statements: list[str], broken: int, problem: str
) -> None:
    """Given five entries, when rows are taken out, added or reordered, then the first that is wrong is named."""
    five_entries(ledger)
    database.tamper(*statements)
    assert (ledger.verify().broken, ledger.verify().problem) == (broken, problem.format(broken))


@pytest.mark.parametrize(("value", "named"), [("x'6100'", {3}), ("12", {3}), ("CAST(x'ff' AS TEXT)", {2, 3})])
@pytest.mark.parametrize("column", TEXTS)
def test_a_value_that_is_no_text_is_found(sqlite_database: Database, column: str, value: str, named: set[int]) -> None:
    """Given that SQLite stores anything in any column, when it does, then the entry is named all the same."""
    five_entries(sqlite_database.ledger())
    sqlite_database.tamper(CHANGE.format(column=column, to=value, of=3))
    assert sqlite_database.ledger().verify().broken in named


@pytest.mark.parametrize("column", TEXTS)
def test_a_value_that_is_gone_is_found(postgresql_database: Database, column: str) -> None:
    """Given a table whose constraints were dropped, when a value is taken away, then the entry is named."""
    five_entries(postgresql_database.ledger())
    postgresql_database.tamper(
        f"ALTER TABLE consent_entries ALTER COLUMN {column} DROP NOT NULL",
        CHANGE.format(column=column, to="NULL", of=3),
    )
    assert postgresql_database.ledger().verify().broken == 3


def test_a_second_row_of_one_sequence_is_found(postgresql_database: Database) -> None:
    """Given a table whose primary key was dropped, when an entry stands in it twice, then it is named."""
    five_entries(postgresql_database.ledger())
    drop = "ALTER TABLE consent_entries DROP CONSTRAINT consent_entries_pkey"
    postgresql_database.tamper(drop, COPY.format(of=3, to=3))
    assert postgresql_database.ledger().verify() == Verification(3, 3, ADDED.format(3))


HEADS = [
    pytest.param("UPDATE consent_head SET sequence = 4", None, "the head is not what was written", id="sequence"),
    pytest.param("UPDATE consent_head SET hash = sequence", None, "the head is not what was written", id="hash"),
    pytest.param("UPDATE consent_head SET authenticated = hash", None, "the head is not what was written",
                 id="authenticated"),
    pytest.param("DELETE FROM consent_head", None, "the head is missing", id="deleted"),
    pytest.param(SET_HEAD.format(sequence=0, hash="'" + "0" * 64 + "'", authenticated="''"), 1,
                 "the head does not know entry 1", id="set to the beginning"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "broken", "problem"), HEADS)
def test_a_changed_head_is_found(
    database: Database, ledger: WritingLedger, statement: str, broken: int | None, problem: str
) -> None:
    """Given five entries, when the head is changed, then that is said."""
    five_entries(ledger)
    database.run(statement)
    assert ledger.verify() == Verification(5, broken, problem)


@pytest.mark.parametrize(("statement", "broken", "problem"), HEADS)
def test_nothing_is_appended_to_a_changed_head(
    database: Database, ledger: WritingLedger, statement: str, broken: int | None, problem: str
) -> None:
    """Given a changed head, when an event is recorded, then it is refused: the new entry would hide the change."""
    five_entries(ledger)
    database.run(statement)
    with pytest.raises((LedgerBroken, IntegrityError)):
        ledger.append("first", LedgerEvent.SHOWN, NOON, {})
    assert ledger.verify() == Verification(5, broken, problem)


def test_the_last_entry_cannot_be_cut_off_and_written_over(database: Database, ledger: WritingLedger) -> None:
    """Given that the last entry is deleted, when the next is recorded, then the missing one is still named."""
    five_entries(ledger)
    database.tamper(DELETE.format(of=5))
    ledger.append("first", LedgerEvent.SHOWN, NOON, {})
    assert ledger.verify() == Verification(4, 5, MISSING.format(5))


@pytest.mark.parametrize(
    "statement",
    [
        SET_SUBJECT.format(column="subject", to="'third'"),
        SET_SUBJECT.format(column="mobile_hash", to=OF_FIRST.format(column="mobile_hash")),
        SET_SUBJECT.format(column="sealed_key", to=OF_FIRST.format(column="sealed_key")),
        SET_SUBJECT.format(column="retain_until", to=LONG_AGO),
        SET_SUBJECT.format(column="authenticated", to=FORGED),
        "DELETE FROM consent_subjects WHERE subject = 'second'",
    ],
)
def test_a_changed_subject_is_found(database: Database, ledger: WritingLedger, statement: str) -> None:
    """Given two subjects, when one's row is changed or deleted, then the first of its entries is named."""
    five_entries(ledger)
    database.run(statement)
    assert (ledger.verify().entries, ledger.verify().broken) == (5, 2)


def test_no_consent_is_put_under_another_s_number(database: Database, ledger: WritingLedger) -> None:
    """Given a number's hash copied to another's consent, when the number is looked up, then nothing is returned."""
    five_entries(ledger)
    database.run(SET_SUBJECT.format(column="mobile_hash", to=OF_FIRST.format(column="mobile_hash")))
    with pytest.raises(LedgerBroken):
        ledger.subjects(ASHA)


def test_a_purge_does_not_trust_a_changed_day(database: Database, ledger: WritingLedger) -> None:
    """Given a retention day that was changed to a past one, when the purge runs, then it erases nothing."""
    five_entries(ledger)
    database.run(SET_SUBJECT.format(column="retain_until", to=LONG_AGO))
    with pytest.raises(LedgerBroken):
        ledger.purge(NOON)
    assert ledger.verify().entries == 5


def test_a_changed_entry_is_not_opened(database: Database, ledger: WritingLedger) -> None:
    """Given a changed entry, when its subject's entries are read, then it is named and none is returned."""
    five_entries(ledger)
    database.tamper("UPDATE consent_entries SET event = 'withdrawn' WHERE sequence = 3")
    with pytest.raises(LedgerBroken, match="entry 3 is not what was written"):
        ledger.entries("first")
    assert len(ledger.entries("second")) == 2


def test_entries_of_two_histories_do_not_go_together(database: Database, ledger: WritingLedger) -> None:
    """Given a ledger set back and continued, when an entry of before is put in again, then it fits nowhere."""
    consent(ledger, "first")
    set_back = set_head_to_what_it_is(database)
    ledger.append("first", LedgerEvent.SHOWN, NOON, {})
    database.tamper(MOVE.format(of=2, to=-2), set_back)
    ledger.append("first", LedgerEvent.WITHDRAWN, NOON, {})
    database.run(DELETE.format(of=2), MOVE.format(of=-2, to=2))
    assert ledger.verify() == Verification(2, 2, "entry 2 is not the one that the head names")
    ledger.append("first", LedgerEvent.SHOWN, NOON, {})
    assert ledger.verify() == Verification(2, 3, "entry 3 does not follow the one before it")


def test_a_return_to_an_earlier_state_shows_only_outside(database: Database, ledger: WritingLedger) -> None:
    """Given rows and head set back together, then the ledger is whole, and a hash handed out earlier is not in it."""
    consent(ledger, "first")
    set_back = set_head_to_what_it_is(database)
    withdrawn = ledger.append("first", LedgerEvent.WITHDRAWN, NOON, {})
    database.tamper(DELETE.format(of=2), set_back)
    assert ledger.verify() == Verification(1)
    assert withdrawn.hash not in {entry.hash for entry in ledger.entries("first")}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_entries SET event = 'shown'",
        "UPDATE consent_entries SET event = 'shown' WHERE sequence = 3",
        "DELETE FROM consent_entries",
        DELETE.format(of=3),
        COPY.format(of=2, to=3) + " ON CONFLICT (sequence) DO UPDATE SET event = 'shown'",
    ],
)
def test_the_triggers_refuse_change(database: Database, ledger: WritingLedger, statement: str) -> None:
    """Given five entries, when the application's own connection changes or deletes any, then the database refuses."""
    five_entries(ledger)
    with pytest.raises(DBAPIError, match="append-only"):
        database.run(statement)
    assert ledger.verify() == Verification(5)


def test_sqlite_refuses_to_replace(sqlite_database: Database) -> None:
    """Given five entries, when one is to be replaced, which is no deletion to SQLite, then it is refused."""
    five_entries(sqlite_database.ledger())
    with pytest.raises(DBAPIError, match="append-only"):
        sqlite_database.run(COPY.format(of=2, to=3).replace("INSERT", "INSERT OR REPLACE"))


@pytest.mark.parametrize("role", ["origin", "replica"])
@pytest.mark.parametrize("statement", ["TRUNCATE consent_entries", "DELETE FROM consent_entries"])
def test_postgresql_refuses_to_truncate_and_on_a_replica(
    postgresql_database: Database, role: str, statement: str
) -> None:
    """Given five entries, when all are to go at once, or where triggers are asleep, then it is refused."""
    five_entries(postgresql_database.ledger())
    with pytest.raises(DBAPIError, match="append-only"):
        postgresql_database.run(f"SET LOCAL session_replication_role = {role}", statement)


def set_head_to_what_it_is(database: Database) -> str:
    """Return the statement that restores the present head."""
    with database.engine.connect() as connection:
        head = connection.execute(text("SELECT * FROM consent_head")).one()
    return SET_HEAD.format(sequence=head.sequence, hash=f"'{head.hash}'", authenticated=f"'{head.authenticated}'")
