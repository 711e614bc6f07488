"""What the ledger knows of a journey: every step of the consent, before or together with the step itself."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import event, text

from tests.databases import SECRET
from tests.journey.conftest import AFFIRMED, CALL_LASTS, PERSON, Room
from tests.journey.test_onboarding import guess_wrong
from webapp.clock import INDIA
from webapp.consent.receipt import Parties, Receipts, check
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import State

MINOR = ("9000000009", "Kabir Nair")


def recorded(room: Room, reference: str = "") -> list[str]:
    """Return the events recorded of a consent, by default that of the test's journey."""
    return [entry.event.value for entry in room.database.ledger().entries(reference or room.now().reference)]


def content(room: Room, event: str) -> Mapping[str, object]:
    """Return what the newest entry of an event says."""
    entries = room.database.ledger().entries(room.now().reference)
    found = next(entry.content for entry in reversed(entries) if entry.event.value == event)
    assert found is not None
    return found


def test_a_journey_from_consent_to_summary_is_on_record(room: Room) -> None:
    """Given a customer who sees the summary twice, when the ledger is read, then each step stands there once."""
    room.start()
    guess_wrong(room, 1)
    room.verify()
    room.show()
    room.show()
    tried = ["code_entered", "not_verified", "code_entered", "verified"]
    assert recorded(room) == ["given", "receipt", "code_sent", *tried, "shown"]
    assert room.database.ledger().verify().problem is None
    given = content(room, "given")
    assert given["notice"] == AFFIRMED.notice.reference.model_dump()
    assert (given["mobile_number"], given["name"], given["declared_adult"]) == (*PERSON, True)
    assert given["verification_id"] == content(room, "code_sent")["verification_id"]


def test_nothing_fetched_and_no_code_is_on_record(room: Room) -> None:
    """Given a summary that was shown, when all entries are opened, then no code and no value of the record is there."""
    room.start()
    code = room.codes()[0]
    room.verify(code)
    summary = room.show()
    assert summary is not None
    said = json.dumps([entry.content for entry in room.database.ledger().entries(room.now().reference)])
    assert code not in said
    for shown in ("ABCPR", "gmail.com", "Bengaluru", "••••"):
        assert shown not in said


def test_the_notice_is_kept_word_for_word(room: Room) -> None:
    """Given a consent, when its notice is looked for by the hash on record, then the text is there."""
    room.start()
    with room.engine.connect() as connection:
        (kept,) = connection.execute(text("SELECT sha256, text FROM consent_notices")).all()
    assert tuple(kept) == (AFFIRMED.notice.reference.sha256, AFFIRMED.notice.text)


def test_beside_an_unchecked_translation_the_english_notice_is_kept(room: Room) -> None:
    """Given a consent on a translation, when the ledger is read, then it names the English text that counts, too."""
    shown = replace(AFFIRMED.notice, language="hi", title="सूचना")
    affirmed = replace(AFFIRMED, notice=shown, original=AFFIRMED.notice)
    room.start(affirmed=affirmed)
    given = content(room, "given")
    assert given["notice"] == shown.reference.model_dump()
    assert given["notice_in_english"] == AFFIRMED.notice.reference.model_dump()
    with room.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM consent_notices")).scalar_one() == 2


def test_a_consent_that_cannot_be_recorded_sends_nothing(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    """Given a ledger that was tampered with, when a customer agrees, then no code is sent and the business is told."""
    room.start(token="an earlier customer")
    room.database.tamper("UPDATE consent_head SET hash = 'another'")
    with pytest.raises(Stopped) as stop:
        room.start("9876543210")
    assert stop.value.problem is Problem.OUR_SIDE
    assert room.codes("9876543210") == []
    assert room.onboarding.current(room.token) is None
    assert "LedgerRefused" in caplog.text


def test_a_summary_that_cannot_be_recorded_is_not_shown(room: Room) -> None:
    """Given a verified journey and a broken ledger, when the summary is asked for, then the customer is stopped."""
    room.start()
    room.verify()
    room.database.tamper("UPDATE consent_head SET hash = 'another'")
    with pytest.raises(Stopped):
        room.show()
    assert not room.now().shown


@pytest.mark.parametrize(
    ("number", "event", "sent"),
    [("6000000116", "code_not_sent", "no"), ("6000000303", "code_sent", "unknown")],
    ids=["refused", "no answer"],
)
def test_how_a_send_ended_is_on_record(room: Room, number: str, event: str, sent: str) -> None:
    """Given a send that fails or stays unanswered, when the ledger is read, then it says so, after the consent."""
    try:
        room.start(number)
    except Stopped:
        assert sent == "no"
    assert recorded(room) == ["given", "receipt", event]
    assert content(room, event)["sent"] == sent


def test_a_call_that_was_cut_off_is_on_record_when_the_customer_comes_back(room: Room) -> None:
    """Given a process that died in a call, when the customer returns, then nobody knows what came of it, it says."""
    room.start()
    journey = room.now()
    room.store.move(journey, replace(journey, state=State.SENDING))
    room.clock.pass_by(seconds=CALL_LASTS.total_seconds() + 1)
    room.now()
    assert recorded(room)[-1] == "code_sent"
    assert content(room, "code_sent")["sent"] == "unknown"


def test_a_late_resend_is_an_affirmation_of_its_own_with_its_own_receipt(room: Room) -> None:
    """Given a consent of six minutes ago, when it is affirmed again, then both stand with their own times."""
    room.start()
    first = room.onboarding.receipt(room.token)
    room.clock.pass_by(minutes=6)
    room.resend("SMS", AFFIRMED)
    assert recorded(room) == ["given", "receipt", "code_sent", "reaffirmed", "receipt", "code_sent"]
    entries = room.database.ledger().entries(room.now().reference)
    assert entries[3].at - entries[0].at >= timedelta(minutes=6)
    assert room.onboarding.receipt(room.token) != first


def test_another_number_is_another_consent(room: Room) -> None:
    """Given a code asked for, when the number is changed, then that has a consent of its own and the first one ends."""
    room.start()
    first = room.now().reference
    room.change_number()
    room.clock.pass_by(seconds=31)
    room.start("9876543210")
    assert room.now().reference != first
    assert recorded(room) == ["given", "receipt", "code_sent"]
    assert recorded(room, first) == ["given", "receipt", "code_sent", "withdrawn"]
    assert room.database.ledger().subjects("9876543210") == (room.now().reference,)


def test_the_receipt_is_signed_and_anchored_in_the_ledger(room: Room) -> None:
    """Given a consent, when its receipt is checked, then it is genuine and names the entry that records the consent."""
    room.start()
    receipt = room.onboarding.receipt(room.token)
    assert receipt is not None
    key = Receipts(SECRET, Parties("", "", "")).public_key_pem
    fields = check(receipt, key)
    entry = room.database.ledger().entries(room.now().reference)[0]
    assert fields["anchor"] == {"ledger_sequence": entry.sequence, "ledger_hash": entry.hash}
    assert fields["receipt_id"] == room.now().reference
    for personal in PERSON:
        assert personal not in receipt.decode()


def test_a_code_asked_for_on_the_same_affirmation_is_on_record_before_the_call(room: Room) -> None:
    """Given a consent that still holds, when another code is asked for, then that stands there whatever comes of it."""
    room.start()
    room.clock.pass_by(seconds=31)
    room.resend("WHATSAPP")
    assert recorded(room) == ["given", "receipt", "code_sent", "code_asked", "code_sent"]
    assert content(room, "code_asked")["verification_id"] == room.now().verification_id


def test_what_was_captured_can_be_seen_until_the_visit_times_out(room: Room) -> None:
    """Given a consent, when its evidence is asked for, then it is what was captured; later it is closed."""
    room.start()
    found = room.onboarding.evidence(room.token)
    assert found is not None
    assert found.evidence == AFFIRMED.evidence
    room.clock.pass_by(minutes=31)
    assert room.onboarding.evidence(room.token) is None
    assert room.onboarding.evidence("a stranger") is None


def test_a_minor_is_told_so_and_nothing_that_came_back_is_kept(room: Room) -> None:
    """Given a record of somebody of sixteen, when the code is right, then the journey ends without a summary."""
    room.start(*MINOR)
    room.verify(room.codes(MINOR[0])[0])
    journey = room.now()
    assert (journey.state, journey.summary, journey.details) == (State.UNDER_AGE, None, None)
    assert content(room, "verified")["outcome"] == "under_age"


def test_a_visit_is_retained_for_a_year_after_its_last_step(room: Room) -> None:
    """Given a consent that is used on two days, when it may be erased is read, then that is after a year from its last
    use, at the end of a day: so it is written when the day changes, and not with each entry."""
    prolonged: list[str] = []
    event.listen(
        room.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: (
            prolonged.append(statement) if statement.startswith("UPDATE consent_subjects") else None
        ),
    )
    now = room.clock().astimezone(INDIA)
    room.clock.pass_by(seconds=(now.replace(hour=23, minute=58, second=0) - now).total_seconds())
    room.start()
    room.verify()
    first = retained(room)
    assert prolonged == []
    room.clock.pass_by(minutes=3)
    room.show()
    assert len(prolonged) == 1
    assert retained(room) - first == timedelta(days=1)
    over = retained(room) - room.clock()
    assert timedelta(days=365) < over <= timedelta(days=366)
    assert retained(room).astimezone(INDIA).time() == time()


def retained(room: Room) -> datetime:
    """Return until when the record of the test's journey is kept."""
    until = room.database.ledger().retained_until(room.now().reference)
    assert until is not None
    return until
