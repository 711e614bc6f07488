"""`flask consent check-receipt` and `receipt-key`: whether a receipt is genuine, and its entry still there."""

from pathlib import Path

import pytest

from tests.commands.office import FIRST, Office, with_two_consents
from tests.consent.given import NOON, RETAINED
from tests.consent.receipts import KEY, PARTIES, RECEIPT
from tests.databases import SECRET, Database
from webapp.consent.entries import LedgerEvent
from webapp.consent.receipt import Receipts

OTHER_KEY = Receipts(SECRET[::-1], PARTIES).public_key_pem


@pytest.fixture
def office(database: Database) -> Office:
    """Two consents, three entries."""
    return with_two_consents(database)


@pytest.mark.parametrize(
    ("receipt", "key", "said"),
    [
        (RECEIPT, KEY, ""),
        (RECEIPT, None,
         "This receipt is genuine, but not in this ledger: "
         "the ledger has been set back, or this is another service's."),
        (RECEIPT.replace(b"SMS", b"SMX"), None,
         "This is not a genuine receipt: its signature does not fit what it says."),
        (RECEIPT[:-1], None, "This is not a genuine receipt: it is not byte for byte the one text that a receipt has."),
        (b"\xff", KEY, "This is not a genuine receipt: it is not JSON in UTF-8."),
        (RECEIPT, OTHER_KEY,
         "This is not a genuine receipt: it is signed with another key, or its key id was changed."),
        (RECEIPT, b"no key", "The key is not an Ed25519 public key in PEM."),
    ],
)  # fmt: skip
def test_check_receipt_says_whether_it_is_genuine(
    sqlite_database: Database, tmp_path: Path, receipt: bytes, key: bytes | None, said: str
) -> None:
    """Given a file and a key, by default our own, when it is checked, then it is genuine, or it is said why not."""
    (tmp_path / "receipt.json").write_bytes(receipt)
    (tmp_path / "key.pem").write_bytes(key or b"")
    arguments = [str(tmp_path / "receipt.json"), *(["--key", str(tmp_path / "key.pem")] if key is not None else [])]
    result = Office(sqlite_database, sqlite_database.ledger()).run("check-receipt", *arguments)
    outcome = (1, "", f"Error: {said}\n") if said else (0, f"{FIRST}: genuine.\n", "")
    assert (result.exit_code, result.stdout, result.stderr) == outcome


def test_check_receipt_finds_its_entry_in_the_ledger(office: Office, tmp_path: Path) -> None:
    """Given a receipt of ours, when it is checked, then it is genuine; once its entry is another, that is told."""
    file = tmp_path / "receipt.json"
    file.write_text(office.exported()["receipts"][0]["text"])
    office.ledger.purge(RETAINED)
    result = office.run("check-receipt", str(file))
    assert (result.exit_code, result.output) == (0, f"{FIRST}: genuine.\n")
    office.database.tamper("UPDATE consent_entries SET event = 'shown' WHERE sequence = 1")
    result = office.run("check-receipt", str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: This receipt is genuine, but not in this ledger: ")


def test_export_shows_that_a_receipt_is_of_another_ledger(office: Office) -> None:
    """Given a receipt that is genuine and whose entry is not here, when it is exported, then that is said of it."""
    office.ledger.append(FIRST, LedgerEvent.RECEIPT, NOON, {"receipt": RECEIPT.decode()})
    assert [receipt["problem"] for receipt in office.exported()["receipts"]] == [
        None,
        "genuine, but not in this ledger: the ledger has been set back, or this is another service's",
    ]


def test_receipt_key_prints_the_public_key(sqlite_database: Database) -> None:
    """Given the application, when its key is asked for, then it is the one that its receipts are checked with."""
    result = Office(sqlite_database, sqlite_database.ledger()).run("receipt-key")
    assert (result.exit_code, result.stdout.encode()) == (0, KEY)
