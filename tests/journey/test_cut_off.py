"""Calls without an answer, and calls that nobody knows whether they were made: the journey goes on all the same."""

from dataclasses import replace

import pytest

from tests.journey.conftest import CALL_LASTS, Room
from webapp.journey.state import State


@pytest.mark.parametrize(
    ("cut_off", "freed"), [(State.SENDING, State.CODE_UNCONFIRMED), (State.VERIFYING, State.CODE_SENT)]
)
def test_a_call_that_was_cut_off_leaves_a_way_on(room: Room, cut_off: State, freed: State) -> None:
    """Given a process that died during a call, when the customer comes back later, then the code can be entered."""
    room.start()
    journey = room.now()
    assert room.store.move(journey, replace(journey, state=cut_off)) is not None
    assert room.now().state is cut_off
    room.verify()
    assert room.now().state is cut_off
    room.clock.pass_by(seconds=CALL_LASTS.total_seconds())
    assert room.now().state is freed
    room.verify()
    assert room.now().state is State.VERIFIED


def test_a_send_that_never_left_leads_to_a_new_code(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    """Given a process that died before its call, when a code is entered, then a new one is offered without alarm."""
    room.start()
    code, journey = room.codes()[0], room.now()
    room.store.move(journey, replace(journey, state=State.SENDING, verification_id="m360-never-arrived"))
    room.clock.pass_by(seconds=CALL_LASTS.total_seconds())
    assert room.now().state is State.CODE_UNCONFIRMED
    room.verify(code)
    assert (room.now().state, room.now().tries) == (State.CODE_EXPIRED, 1)
    assert "MerchantActionNeeded" not in caplog.text


def test_a_tenth_try_that_was_cut_off_locks_the_journey(room: Room) -> None:
    """Given a process that died while the last try was judged, when the customer returns, then it is locked."""
    room.start()
    journey = room.now()
    room.store.move(journey, replace(journey, state=State.VERIFYING, tries=10, code_tries=5))
    room.clock.pass_by(seconds=CALL_LASTS.total_seconds())
    assert (room.now().state, room.now().details) == (State.LOCKED, None)


def test_a_tenth_try_without_an_answer_locks_the_journey_without_a_word_of_trying_again(room: Room) -> None:
    """Given nine tries, when the tenth gets no answer, then the journey is locked and nothing is raised."""
    hung = "6000000402"
    room.start(hung)
    journey = room.now()
    room.store.move(journey, replace(journey, tries=9))
    room.verify(room.codes(hung)[0])
    assert room.now().state is State.LOCKED
