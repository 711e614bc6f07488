"""What a withdrawal does to a journey, and what the ledger knows of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.journey.conftest import AFFIRMED, PERSON, Room
from tests.journey.test_record import recorded
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import State
from webapp.journey.store import Write
from webapp.mobile360.client import Hear
from webapp.mobile360.messages import SendOtpReply, SendOtpRequest

STAGES: dict[str, Callable[[Room], object]] = {
    "code asked": Room.now,
    "verified": lambda room: room.verify(),
    "finished": lambda room: room.onboarding.finish(room.token),
    "expired": lambda room: room.clock.pass_by(minutes=31),
}


def test_a_withdrawal_covers_a_number_that_came_in_between(room: Room) -> None:
    """Given another number given while the first consent is withdrawn, then both are withdrawn."""
    room.start()
    room.change_number()
    room.clock.pass_by(seconds=31)
    first = room.now().reference
    inner = room.store.end

    def overtaken(reference: str, state: State, now: datetime, also: Write) -> bool:
        if reference == first:
            room.start("9876543210")
        return inner(reference, state, now, also)

    room.store.end = overtaken  # type: ignore[method-assign,assignment]
    room.onboarding.withdraw(room.token)
    assert room.now().state is State.WITHDRAWN
    assert room.now().reference != first
    assert "withdrawn" in recorded(room)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE consent_head SET hash = 'another'",
        "UPDATE consent_entries SET content = 'another' WHERE sequence = 1",
        "UPDATE consent_subjects SET retain_until = '2020'",
    ],
)
def test_a_withdrawal_that_cannot_be_recorded_stops_everything_all_the_same(room: Room, tampering: str) -> None:
    """Given a broken ledger and a summary, when the consent is withdrawn, then nothing is left to be shown."""
    room.start()
    room.verify()
    room.database.tamper(tampering)
    with pytest.raises(Stopped) as stop:
        room.onboarding.withdraw(room.token)
    assert stop.value.problem is Problem.WITHDRAWAL_NOT_RECORDED
    assert (room.now().state, room.now().summary) == (State.WITHDRAWN, None)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("own", [True, False], ids=["own browser", "by reference"])
def test_a_withdrawal_stops_everything_and_is_on_record_once(room: Room, stage: str, own: bool) -> None:
    """Given a consent at any stage, when it is withdrawn twice, then it stands once and nothing can follow it."""
    room.start()
    code = room.codes()[0]
    STAGES[stage](room)
    reference = room.now().reference
    for _ in range(2):
        if own:
            withdrawn = room.onboarding.withdraw(room.token)
            assert withdrawn is not None
            assert timedelta(days=365) < withdrawn.erased_on - withdrawn.at.date() <= timedelta(days=367)
        else:
            room.onboarding.withdraw_by(reference, PERSON[0])
    assert recorded(room, reference).count("withdrawn") == 1
    journey = room.now()
    assert journey.ended
    assert (journey.details, journey.summary) == (None, None)
    room.clock.pass_by(seconds=121)
    room.resend("SMS", AFFIRMED)
    room.verify(code)
    assert room.codes() == [code]
    assert recorded(room, reference)[-1] == "withdrawn"


@pytest.mark.parametrize("number", ["9876543210", "9000000002"])
def test_only_the_number_that_consented_withdraws(room: Room, number: str) -> None:
    """Given somebody else's reference, when it comes with another number, then nothing happens."""
    room.start()
    room.onboarding.withdraw_by(room.now().reference, number)
    room.onboarding.withdraw_by("2222-3333-4444", PERSON[0])
    assert room.now().state is State.CODE_SENT
    assert "withdrawn" not in recorded(room)


def test_what_came_of_a_call_is_recorded_even_if_the_consent_was_withdrawn_meanwhile(room: Room) -> None:
    """Given a send under way, when the consent is withdrawn before the answer, then the sent code is on record too."""
    inner = room.onboarding._calls._client.send_otp

    def withdrawn_meanwhile(request: SendOtpRequest, hear: Hear | None = None) -> SendOtpReply:
        reply = inner(request, hear)
        room.onboarding.withdraw(room.token)
        return reply

    room.onboarding._calls._client.send_otp = withdrawn_meanwhile  # type: ignore[method-assign]
    room.start()
    assert recorded(room) == ["given", "receipt", "withdrawn", "code_sent"]
    assert room.now().state is State.WITHDRAWN
