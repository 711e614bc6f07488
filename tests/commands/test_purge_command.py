"""`flask consent purge`: both halves always run, and nothing is called erased that is not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from tests.commands.office import FIRST, SECOND, Office, with_two_consents
from tests.consent.given import RETAINED
from tests.databases import Database
from webapp.database import open_database


@pytest.fixture
def office(database: Database) -> Office:
    """Two consents, three entries."""
    return with_two_consents(database)


def test_purge_erases_what_is_due(office: Office) -> None:
    """Given two consents, when time passes and the purge runs, then it says each time how many are erased."""
    said = []
    for after in (-1, 0, 1, 31):
        office.now = RETAINED + timedelta(days=after)
        result = office.run("purge")
        said.append((result.exit_code, result.output))
    assert said == [
        (0, "0 consents erased.\n"),
        (0, "1 consent erased.\n"),
        (0, "0 consents erased.\n"),
        (0, "1 consent erased.\n"),
    ]
    assert office.run("verify").stdout == "5 entries, one chain, nothing changed.\n"


def test_purge_says_what_is_left_when_somebody_reads(sqlite_database: Database) -> None:
    """Given a reader who holds on to an earlier state, when the purge runs, then all due are erased, and it says so."""
    office = with_two_consents(sqlite_database)
    office.now = RETAINED + timedelta(days=31)
    with sqlite_database.engine.connect() as reader:
        reader.execute(text("BEGIN"))
        reader.execute(text("SELECT * FROM journeys")).all()
        result = impatient(office).run("purge")
    left = "the bytes of what was erased are still in the database's files; run it again"
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: Consents: {left}\nJourneys: {left}\n"
    assert [office.ledger.entries(reference)[0].content for reference in (FIRST, SECOND)] == [None, None]
    assert office.run("purge").output == "0 consents erased.\n"


def test_purge_says_what_is_left_of_journeys_alone(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given somebody who reads the journeys for long, when the purge runs, then the consents are erased and told."""
    monkeypatch.setattr("webapp.consent.wiping._PATIENCE", "200ms")
    office = with_two_consents(postgresql_database)
    office.now = RETAINED
    with postgresql_database.engine.connect() as reader:
        reader.execute(text("SELECT * FROM journeys")).all()
        result = office.run("purge")
    said = "Error: Journeys: the bytes of what was erased are still in the database's files; run it again\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "1 consent erased.\n", said)


def test_purge_goes_on_to_the_journeys_where_the_ledger_is_broken(office: Office) -> None:
    """Given a subject's row that was changed, when the purge runs, then nothing is called erased, and journeys are."""
    office.now = RETAINED + timedelta(days=31)
    office.database.run(_LONG_ENDED, "UPDATE consent_subjects SET mobile_hash = 'forged'")
    result = office.run("purge")
    said = "Error: Consents: a subject's row is not what was written; run `flask consent verify`\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)
    with office.database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM journeys")) == 0


_LONG_ENDED = (
    "INSERT INTO journeys (id, token_hash, reference, state, verification_id, created_at, moved_at, consent_at,"
    " sent_at, sends, code_tries, tries, changing_number, shown, version)"
    " VALUES ('1', '1', '2222-2222-2222', 'finished', '1', '2026-01-01', '2026-01-01', '2026-01-01', '2026-01-01',"
    " 1, 0, 0, false, false, 1)"
)


def impatient(office: Office) -> Office:
    """Return the office with connections that wait for others a tenth of a second only."""
    engine = open_database(office.database.url)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=100"))
    database = replace(office.database, engine=engine)
    return Office(database, database.ledger(), office.now)
