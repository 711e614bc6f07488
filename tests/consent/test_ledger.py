"""What is recorded is found again, by its subject or by the mobile number, and by nobody without the keys."""

from datetime import datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from cryptography.fernet import Fernet, InvalidToken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import URL, make_url

from tests.consent.given import ASHA, BIJU, NOON, RETAINED, consent, five_entries
from tests.databases import SECRET, Database, WritingLedger
from webapp.consent.entries import LedgerEntry, LedgerEvent
from webapp.consent.verification import Verification
from webapp.database import Cipher, metadata

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def test_an_empty_ledger_is_whole(ledger: WritingLedger) -> None:
    """Given nothing, when it is verified, then it has no entries, and nothing is wrong."""
    assert ledger.verify() == Verification(entries=0)
    assert ledger.entries("nobody") == ()
    assert ledger.subjects(ASHA) == ()


def test_entries_follow_each_other(ledger: WritingLedger) -> None:
    """Given five entries of two subjects, then each carries the hash of the one before, and the chain is whole."""
    entries = five_entries(ledger)
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert ledger.verify() == Verification(entries=5)


def test_a_subject_s_entries_are_opened(ledger: WritingLedger) -> None:
    """Given two subjects, when one's entries are read, then they are what was recorded, in order, and no other's."""
    recorded = five_entries(ledger)
    opened = ledger.entries("first")
    assert [as_recorded(entry) for entry in opened] == [recorded[0], recorded[2], recorded[4]]
    assert [entry.content for entry in opened] == [
        {"name": "Asha Ramanathan", "mobile_number": ASHA, "language": "hi"},
        {"channel": "SMS"},
        {},
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.dictionaries(st.text(), JSON, max_size=5), at=st.datetimes(timezones=st.just(NOON.tzinfo)))
def test_any_content_comes_back_as_it_went_in(ledger: WritingLedger, content: dict[str, object], at: datetime) -> None:
    """Given any JSON content and moment, when it is recorded and read, then it is the same. One ledger takes all."""
    if not ledger.entries("one"):
        consent(ledger, "one")
    entry = ledger.append("one", LedgerEvent.SHOWN, at, content)
    last = ledger.entries("one")[-1]
    assert (last.content, as_recorded(last), entry.at) == (content, entry, at)


def test_a_moment_of_another_zone_is_the_same_moment(ledger: WritingLedger) -> None:
    """Given a moment in Indian time, when it is recorded, then it is kept in UTC."""
    consent(ledger, "first")
    there = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert ledger.append("first", LedgerEvent.SHOWN, there, {}).at.isoformat() == "2026-01-02T12:00:00+00:00"
    assert ledger.entries("first")[-1].at == NOON


def test_a_number_finds_its_subjects(ledger: WritingLedger) -> None:
    """Given three consents of two numbers, when a number is looked up, then its own are found."""
    for subject, number in (("b", ASHA), ("a", ASHA), ("c", BIJU)):
        consent(ledger, subject, number)
    assert ledger.subjects(ASHA) == ("a", "b")
    assert ledger.subjects(BIJU) == ("c",)
    assert ledger.subjects("9000000003") == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"mobile_number": None},
        {"retain_until": None},
        {"mobile_number": f"+91{ASHA}"},
        {"mobile_number": "९०००००००००"},
        {"mobile_number": f"{ASHA}\n"},
        {"retain_until": RETAINED.replace(tzinfo=None)},
        {"subject": "new\none"},
        {"subject": "n" * 51},
        {"subject": ""},
        {"event": LedgerEvent.ERASED},
        {"at": NOON.replace(tzinfo=None)},
        {"content": {"number": float("nan")}},
        {"content": {"name": {"Asha"}}},
        {"subject": "old", "mobile_number": BIJU},
        {"subject": "old", "at": NOON.replace(tzinfo=None)},
    ],
)
def test_what_cannot_be_recorded_leaves_nothing(ledger: WritingLedger, wrong: dict[str, object]) -> None:
    """Given something wrong, when it is to be recorded, then it is refused in words without it, and nothing is."""
    consent(ledger, "old")
    right = {"event": LedgerEvent.GIVEN, "at": NOON, "content": {}, "mobile_number": ASHA, "retain_until": RETAINED}
    with pytest.raises((ValueError, TypeError)) as refused:
        ledger.append(**{"subject": "new", **right, **wrong})  # type: ignore[arg-type]  # the table's values are of all types
    assert not any(value in repr(refused.value) for value in (ASHA, BIJU, "Asha", "९"))
    assert ledger.verify() == Verification(entries=1)
    assert ledger.subjects(ASHA) == ("old",)


def test_the_entries_of_one_block_follow_each_other(database: Database, ledger: WritingLedger) -> None:
    """Given a block that appends twice for a new subject, when it ends, then both entries stand there, linked."""
    given, receipt = given_and_receipt(database, ledger, NOON)
    assert ledger.verify() == Verification(entries=2)
    assert receipt.previous_hash == given.hash
    assert [as_recorded(entry) for entry in ledger.entries("first")] == [given, receipt]
    assert ledger.entries("first")[1].content == {"anchor": given.hash}


def test_a_block_that_is_left_in_the_middle_appends_nothing(database: Database, ledger: WritingLedger) -> None:
    """Given a block whose second entry cannot be recorded, when it is left, then the first is not recorded either."""
    with pytest.raises(ValueError, match="zone"):
        given_and_receipt(database, ledger, NOON.replace(tzinfo=None))
    assert ledger.verify() == Verification(entries=0)
    assert ledger.subjects(ASHA) == ()


def test_a_short_secret_is_refused(database: Database) -> None:
    """Given a secret that could be guessed, when a ledger is made, then it is refused."""
    with pytest.raises(ValueError, match="at least 32 bytes"):
        WritingLedger(database.engine, Cipher((database.key,)), b"short")


def test_nothing_personal_can_be_read_in_the_files(database: Database, ledger: WritingLedger) -> None:
    """Given entries, when the database's files are read as bytes, then the subjects are found and no personal value."""
    five_entries(ledger)
    stored = database.stored_bytes()
    assert b"second" in stored
    assert not [value for value in (ASHA, BIJU, "Ramanathan") if value.encode() in stored]


def test_nothing_personal_shows_in_what_is_returned(ledger: WritingLedger) -> None:
    """Given an opened entry, when it is printed, then its content is not."""
    five_entries(ledger)
    assert "Asha" in str(ledger.entries("first")[0].content)
    assert not any(value in repr(ledger.entries("first")) for value in (ASHA, "Asha", "SMS"))


def test_another_key_opens_nothing_and_another_secret_finds_nothing(database: Database, ledger: WritingLedger) -> None:
    """Given ledgers with a wrong key or secret, when they read, then the one opens, and the other finds, nothing."""
    consent(ledger, "first")
    with pytest.raises(InvalidToken):
        WritingLedger(database.engine, Cipher((Fernet.generate_key().decode(),)), SECRET).entries("first")
    stranger = WritingLedger(database.engine, Cipher((database.key,)), SECRET[::-1])
    assert stranger.subjects(ASHA) == ()
    assert stranger.verify().broken == 1


def test_the_cipher_s_keys_may_be_rotated(database: Database, ledger: WritingLedger) -> None:
    """Given a newer key before the old one, when entries are read and added, then all are opened."""
    consent(ledger, "first")
    rotated = WritingLedger(database.engine, Cipher((Fernet.generate_key().decode(), database.key)), SECRET)
    rotated.append("first", LedgerEvent.SHOWN, NOON, {"items": 3})
    consent(rotated, "second")
    assert rotated.entries("first")[1].content == {"items": 3}


def test_the_migrations_make_the_schema_that_the_code_expects(database: Database) -> None:
    """Given a migrated database, when it is compared with the tables in the code, then there is no difference."""
    address: URL = make_url(database.url)
    with database.engine.connect() as connection:
        assert connection.dialect.name == address.get_backend_name()
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def as_recorded(opened: LedgerEntry) -> LedgerEntry:
    """Return an entry without its content, as `append` returned it."""
    return LedgerEntry(**{name: getattr(opened, name) for name in LedgerEntry.__dataclass_fields__})


def given_and_receipt(database: Database, ledger: WritingLedger, at: datetime) -> tuple[LedgerEntry, LedgerEntry]:
    """Append two entries in one block, the second at a given moment."""
    with (
        database.engine.begin() as connection,
        ledger.appending(connection, "first", mobile_number=ASHA, retain_until=RETAINED) as appendix,
    ):
        given = appendix.append(LedgerEvent.GIVEN, NOON, {})
        return given, appendix.append(LedgerEvent.RECEIPT, at, {"anchor": given.hash})
