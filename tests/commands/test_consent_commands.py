"""What the business finds out and does with `flask consent`, and that whatever is wrong is said in one line."""

import json
import logging
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet

from tests.commands.office import FIRST, NOTICE, SECOND, Office, affirm, with_two_consents
from tests.consent.attacker import readable
from tests.consent.given import ASHA, BIJU, NOON, RETAINED
from tests.consent.receipts import PARTIES, RECEIPT
from tests.databases import SECRET, Database, WritingLedger
from webapp.consent.entries import LedgerEvent
from webapp.consent.receipt import Receipts, check
from webapp.database import Cipher

_DISARM_NOTICES = {
    "sqlite": ("DROP TRIGGER consent_notices_refuse_update", "DROP TRIGGER consent_notices_refuse_delete"),
    "postgresql": ("ALTER TABLE consent_notices DISABLE TRIGGER ALL",),
}
THIRD = "2222-3333-4444"
OTHER_KEY = Receipts(SECRET[::-1], PARTIES).public_key_pem


@pytest.fixture
def office(database: Database) -> Office:
    """Two consents, three entries."""
    return with_two_consents(database)


def test_verify_says_that_all_is_whole(office: Office) -> None:
    """Given entries that nobody touched, when the ledger is verified, then their number is told."""
    result = office.run("verify")
    assert (result.exit_code, result.output) == (0, "3 entries, one chain, nothing changed.\n")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE consent_entries SET event = 'shown' WHERE sequence = 2",
         "The first broken entry is 2: entry 2 is not what was written."),
        ("DELETE FROM consent_entries WHERE sequence = 3", "The first broken entry is 3: entry 3 is missing."),
        ("UPDATE consent_subjects SET retain_until = '2020' WHERE subject = '2345-6789-ABCD'",
         "The first broken entry is 3: a subject's row is not what was written."),
        ("DELETE FROM consent_head", "The ledger is broken: the head is missing."),
    ],
)  # fmt: skip
def test_verify_names_what_is_broken(office: Office, statement: str, said: str) -> None:
    """Given an entry changed behind the ledger's back, when it is verified, then it is named, and the command fails."""
    office.database.tamper(statement)
    result = office.run("verify")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {said}\n")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE consent_notices SET text = 'another'", "is not what was kept."),
        ("UPDATE consent_notices SET version = '1999', language = 'en'", "is not what was kept."),
        ("UPDATE consent_notices SET first_used_at = '1999-01-01'", "is not what was kept."),
        ("DELETE FROM consent_notices", "is missing: an entry names it."),
    ],
)
def test_verify_names_a_notice_that_is_not_what_was_kept(office: Office, statement: str, said: str) -> None:
    """Given an archived notice changed, relabelled or deleted, when the ledger is verified, then it is named."""
    change_notices(office.database, statement)
    result = office.run("verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: Notice {NOTICE.reference.sha256} {said}\n"


def test_verify_misses_no_notice_of_the_erased(office: Office) -> None:
    """Given that all are erased, when the ledger is verified, then no entry names a notice any more."""
    change_notices(office.database, "DELETE FROM consent_notices")
    office.ledger.purge(RETAINED + timedelta(days=31))
    assert office.run("verify").exit_code == 0


def test_verify_names_the_first_whose_key_cannot_be_opened(office: Office) -> None:
    """Given an encryption key that was dropped too early, when the ledger is verified, then the first is named."""
    new = Fernet.generate_key().decode()
    office.ledger = WritingLedger(office.database.engine, Cipher((new, office.database.key)), SECRET)
    affirm(office, THIRD, BIJU)
    office.ledger = WritingLedger(office.database.engine, Cipher((new,)), SECRET)
    result = office.run("verify")
    said = "The first broken entry is 1: its subject's key opens with none of ENCRYPTION_KEYS."
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {said}\n")


def test_after_a_reseal_the_old_key_is_no_longer_needed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a new key before the old, when the consents are resealed, then all is as before with the new one alone."""
    monkeypatch.setattr("webapp.consent.ledger._BATCH", 1)
    before = office.exported()
    new = Fernet.generate_key().decode()
    office.ledger = WritingLedger(office.database.engine, Cipher((new, office.database.key)), SECRET)
    resealed = office.run("reseal")
    assert (resealed.exit_code, resealed.output) == (0, "2 consents sealed with the newest key.\n")
    office.ledger = WritingLedger(office.database.engine, Cipher((new,)), SECRET)
    assert office.run("verify").output == "3 entries, one chain, nothing changed.\n"
    assert office.exported() == before
    office.now = RETAINED
    assert office.run("purge").output == "1 consent erased.\n"
    assert not readable(office.database.stored_bytes(), office.database.key)


def test_a_reseal_needs_the_old_key(office: Office) -> None:
    """Given the new key alone, when the consents are to be resealed, then the setting is named, and nothing is lost."""
    whole = office.ledger
    office.ledger = WritingLedger(office.database.engine, Cipher((Fernet.generate_key().decode(),)), SECRET)
    result = office.run("reseal")
    said = "Error: ENCRYPTION_KEYS: the key that this was recorded with is missing\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)
    assert whole.verify().problem is None


def test_export_gives_everything_of_one_consent(office: Office) -> None:
    """Given two consents, when one is exported, then it is all there, to be checked, and nothing of the other."""
    document = office.exported()
    text = json.dumps(document, ensure_ascii=False)
    assert (document["reference"], document["erased"]) == (FIRST, False)
    assert document["exported_at"] == "2026-01-02T12:00:00.000000+00:00"
    assert document["chain"] == {"entries": 3, "problem": None}
    assert [(entry["sequence"], entry["event"]) for entry in document["entries"]] == [(1, "given"), (2, "receipt")]
    assert document["entries"][0]["at"] == "2026-01-02T12:00:00.000000+00:00"
    assert document["entries"][1]["previous_hash"] == document["entries"][0]["hash"]
    assert document["entries"][0]["content"] == {
        "name": "Asha Ramanathan",
        "mobile_number": ASHA,
        "notice": NOTICE.reference.model_dump(),
    }
    assert document["notices"] == [{"sha256": NOTICE.reference.sha256, "text": NOTICE.text, "unchanged": True}]
    [receipt] = document["receipts"]
    assert (receipt["sequence"], receipt["problem"]) == (2, None)
    fields = check(str(receipt["text"]).encode(), str(document["receipt_key"]).encode())
    assert fields["anchor"] == {"ledger_sequence": 1, "ledger_hash": document["entries"][0]["hash"]}
    assert not [value for value in (BIJU, SECOND) if value in text]


@pytest.mark.parametrize("typed", ["k7f2-9qxm-4tba", "k7f29qxm4tba", " K7F2 9QXM 4TBA ", "K7F2–9QXM–4TBA"])
def test_export_takes_a_reference_as_people_type_it(office: Office, typed: str) -> None:
    """Given a reference in small letters or without hyphens, when it is exported, then it is understood."""
    assert office.exported(typed) == office.exported(FIRST)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2222-2222-2222", "Nothing is recorded under 2222-2222-2222."),
        (ASHA, "This is no reference: one looks like K7F2-9QXM-4TBA."),
        ("K7F2-9QXM-4TB0", "This is no reference: one looks like K7F2-9QXM-4TBA."),
        ("", "This is no reference: one looks like K7F2-9QXM-4TBA."),
    ],
)
def test_export_says_that_a_reference_is_unknown(office: Office, typed: str, said: str) -> None:
    """Given what is no reference, or nobody's, when it is exported, then that is said, and the command fails."""
    result = office.run("export", typed)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {said}\n")


def test_every_export_is_logged(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Given a consent, when it is exported, then the log tells of it, by the reference alone."""
    with caplog.at_level(logging.INFO, "onboarding"):
        office.run("export", "2222-2222-2222")
        assert caplog.messages == []
        office.run("export", FIRST)
    (line,) = (vars(record)["msg"] for record in caplog.records)
    assert (line["event"], line["reference"]) == ("ConsentExported", FIRST)


def test_export_of_an_erased_consent_says_so(office: Office) -> None:
    """Given an erased consent, when it is exported, then its entries are there without content, and that is said."""
    office.ledger.purge(RETAINED)
    document = office.exported()
    assert document["erased"] is True
    assert [(entry["event"], entry["content"]) for entry in document["entries"]] == [
        ("given", None),
        ("receipt", None),
        ("erased", None),
    ]
    assert (document["notices"], document["receipts"]) == ([], [])
    assert document["chain"] == {"entries": 4, "problem": None}


@pytest.mark.parametrize(
    ("statement", "found"),
    [("UPDATE consent_notices SET text = 'another'", "another"), ("DELETE FROM consent_notices", None)],
)
def test_export_shows_that_a_notice_is_changed_or_gone(office: Office, statement: str, found: str | None) -> None:
    """Given an archived notice that was changed or deleted, when a consent to it is exported, then that is said."""
    change_notices(office.database, statement)
    notice = {"sha256": NOTICE.reference.sha256, "text": found, "unchanged": False}
    assert office.exported()["notices"] == [notice]


def test_export_shows_that_a_receipt_is_not_genuine(office: Office) -> None:
    """Given an entry whose receipt nobody signed, when it is exported, then that is said of the receipt."""
    forged = RECEIPT.replace(b"SMS", b"WHATSAPP").decode()
    office.ledger.append(FIRST, LedgerEvent.RECEIPT, NOON, {"receipt": forged})
    genuine, other = office.exported()["receipts"]
    assert (genuine["problem"], other["text"]) == (None, forged)
    assert other["problem"] == "its signature does not fit what it says"


def test_export_says_what_is_wrong_elsewhere_in_the_chain(office: Office) -> None:
    """Given another's entry that was changed, when a consent is exported, then the document says that of the chain."""
    office.database.tamper("UPDATE consent_entries SET event = 'shown' WHERE sequence = 3")
    assert office.exported()["chain"] == {"entries": 2, "problem": "entry 3 is not what was written"}


def test_export_of_a_changed_entry_is_refused(office: Office) -> None:
    """Given a changed entry of the consent itself, when it is exported, then it is named, and nothing is shown."""
    office.database.tamper("UPDATE consent_entries SET event = 'shown' WHERE sequence = 2")
    result = office.run("export", FIRST)
    said = "Error: entry 2 is not what was written; run `flask consent verify`\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


def test_a_missing_encryption_key_is_named(office: Office) -> None:
    """Given that the key of the time is gone, when a consent is exported, then the setting is named."""
    office.ledger = WritingLedger(office.database.engine, Cipher((Fernet.generate_key().decode(),)), SECRET)
    result = office.run("export", FIRST)
    said = "Error: ENCRYPTION_KEYS: the key that this was recorded with is missing\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


@pytest.mark.parametrize("command", [("verify",), ("export", FIRST), ("reseal",)])
def test_a_database_that_fails_is_told_in_one_line(office: Office, command: tuple[str, ...]) -> None:
    """Given a database that has lost a table, when a command runs, then it says so in a line that holds no secret."""
    office.database.run("DROP TABLE consent_subjects")
    result = office.run(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: DATABASE_URL: the database fails (")
    assert len(result.stderr.splitlines()) == 1


def change_notices(database: Database, statement: str) -> None:
    """Run a statement as somebody who may drop the triggers."""
    database.run(*_DISARM_NOTICES[database.engine.dialect.name], statement)


def test_the_references_of_a_number_are_found_by_it(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Given a customer who lost the reference, when the number is typed, then it is told, and that it was looked up."""
    caplog.set_level(logging.INFO)
    found = office.run("find", typed=f"+91 {ASHA}\n")
    assert (found.exit_code, found.stdout.splitlines()[-1]) == (0, FIRST)
    assert "'found': 1, 'event': 'ConsentsLookedUp'" in caplog.text
    assert ASHA not in caplog.text
    assert office.run("find", typed="9876500000\n").stderr == "Error: Nothing is recorded of this number.\n"
    assert office.run("find", typed="12345\n").stderr == "Error: This is no Indian mobile number.\n"
