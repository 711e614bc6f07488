"""What a customer can do, and what a journey never lets happen."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.journey.conftest import PERSON, Room, details
from webapp.identity.summary import Verdict
from webapp.journey.inputs import Fault, InputRefused
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import State

NOTHING = "000000"


def guess_wrong(room: Room, times: int) -> None:
    """Enter a wrong code a number of times."""
    for _ in range(times):
        wrong = next(code for code in (NOTHING, "111111") if code != room.codes()[0])
        with suppress(InputRefused):
            room.onboarding.verify(room.token, wrong)


def test_the_right_code_leads_to_a_summary_and_the_typed_details_are_gone(room: Room) -> None:
    """Given a sent code, when it is entered, then the summary is there and the stated details are wiped."""
    room.start()
    assert room.now().state is State.CODE_SENT
    room.onboarding.verify(room.token, room.codes()[0])
    journey = room.now()
    assert journey.state is State.VERIFIED
    assert journey.summary is not None
    assert journey.summary.verdict is Verdict.SHOWN
    assert journey.details is None


def test_one_token_sends_one_code_however_often_it_starts(room: Room) -> None:
    """Given one page, when it is submitted eight times at once, then one code is sent."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: room.start(), range(8)))
    assert len(room.codes()) == 1


def test_parallel_guesses_spend_one_try_each_and_no_more_than_there_are(room: Room) -> None:
    """Given five tries, when twenty guesses come at once, then at most five are judged and counted."""
    room.start()
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: guess_wrong(room, 1), range(20)))
    journey = room.now()
    assert 1 <= journey.tries == journey.code_tries <= 5


def test_five_wrong_tries_exhaust_a_code_and_a_new_one_brings_five_more(room: Room) -> None:
    """Given a code, when five tries are spent, then only a new code leads on."""
    room.start()
    guess_wrong(room, 5)
    assert room.now().state is State.CODE_EXHAUSTED
    room.onboarding.verify(room.token, room.codes()[0])
    assert room.now().state is State.CODE_EXHAUSTED
    room.clock.pass_by(seconds=31)
    room.onboarding.resend(room.token, "SMS", None)
    assert room.now().tries_left == 5
    room.onboarding.verify(room.token, room.codes()[0])
    assert room.now().state is State.VERIFIED


def test_ten_wrong_tries_end_the_journey_whatever_the_resends(room: Room) -> None:
    """Given a resend after five wrong tries, when five more are wrong, then the journey is locked and wiped."""
    room.start()
    guess_wrong(room, 5)
    room.clock.pass_by(seconds=31)
    room.onboarding.resend(room.token, "SMS", None)
    guess_wrong(room, 5)
    journey = room.now()
    assert journey.state is State.LOCKED
    assert journey.details is None


@pytest.mark.parametrize(("sent_before", "seconds"), [(1, 30), (2, 60), (3, 120), (4, 120)])
def test_each_resend_has_to_wait_longer(room: Room, sent_before: int, seconds: int) -> None:
    """Given codes sent before, when another is asked for a second too soon, then it is refused with the moment."""
    room.start()
    for _ in range(sent_before - 1):
        room.clock.pass_by(seconds=121)
        room.onboarding.resend(room.token, "SMS", details().evidence)
    due = room.now().resend_at
    assert due - room.now().sent_at == timedelta(seconds=seconds)
    room.clock.pass_by(seconds=seconds - 1)
    with pytest.raises(Stopped) as stop:
        room.onboarding.resend(room.token, "SMS", details().evidence)
    assert (stop.value.problem, stop.value.until) == (Problem.TOO_SOON, due)
    room.clock.pass_by(seconds=1)
    room.onboarding.resend(room.token, "SMS", details().evidence)
    assert len(room.codes()) == sent_before + 1


def test_a_resend_takes_a_new_verification_id_and_the_old_code_no_longer_works(room: Room) -> None:
    """Given a resend, when the first code is entered, then it is wrong."""
    room.start()
    first = room.now().verification_id
    room.clock.pass_by(seconds=31)
    room.onboarding.resend(room.token, "WHATSAPP", None)
    assert room.now().verification_id != first
    newest, oldest = room.codes()
    if newest != oldest:
        with pytest.raises(InputRefused):
            room.onboarding.verify(room.token, oldest)


def test_a_late_resend_needs_consent_again(room: Room) -> None:
    """Given a consent of five minutes ago, when another code is asked for, then consent has to be given anew."""
    room.start()
    given_at = room.now().consent_at
    room.clock.pass_by(minutes=5)
    with pytest.raises(InputRefused) as refusal:
        room.onboarding.resend(room.token, "SMS", None)
    assert (refusal.value.field, refusal.value.fault) == ("consent", Fault.AGREE_AGAIN)
    assert len(room.codes()) == 1
    room.onboarding.resend(room.token, "SMS", details().evidence)
    assert len(room.codes()) == 2
    assert room.now().consent_at - given_at >= timedelta(minutes=5)


def test_no_more_than_six_codes_are_sent_in_a_journey(room: Room) -> None:
    """Given six codes, when a seventh is asked for, then it is refused."""
    room.start()
    for _ in range(5):
        room.clock.pass_by(seconds=121)
        room.onboarding.resend(room.token, "SMS", details().evidence)
    room.clock.pass_by(seconds=121)
    with pytest.raises(Stopped) as stop:
        room.onboarding.resend(room.token, "SMS", details().evidence)
    assert stop.value.problem is Problem.NO_SENDS_LEFT
    assert len(room.codes()) == 6


def test_another_number_keeps_the_rest_and_the_tries(room: Room) -> None:
    """Given a wrong number with a wrong try, when it is changed, then the name is kept and so is the count."""
    room.start("9876543210")
    with pytest.raises(InputRefused):
        room.onboarding.verify(room.token, "0000" if room.codes("9876543210")[0] != "0000" else "1111")
    room.onboarding.change_number(room.token)
    changing = room.now()
    assert changing.state is State.CHANGING_NUMBER
    assert changing.details is not None
    assert changing.details.name == PERSON[1]
    room.start()
    assert (room.now().state, room.now().tries, room.now().code_tries) == (State.CODE_SENT, 1, 0)
    room.onboarding.verify(room.token, room.codes()[0])
    assert room.now().state is State.VERIFIED


@pytest.mark.parametrize(
    "duration", [timedelta(minutes=30), timedelta(minutes=31), timedelta(hours=2)], ids=["30m", "31m", "2h"]
)
def test_an_idle_journey_expires_and_is_wiped(room: Room, duration: timedelta) -> None:
    """Given a journey, when nothing happens for half an hour, then it has expired and holds nothing personal."""
    room.start()
    room.clock.pass_by(seconds=duration.total_seconds())
    journey = room.now()
    assert (journey.state, journey.details) == (State.EXPIRED, None)


def test_a_journey_lasts_an_hour_at_most_however_busy(room: Room) -> None:
    """Given a customer who keeps asking for codes, when an hour has passed, then it is over."""
    room.start()
    for _ in range(4):
        room.clock.pass_by(minutes=14)
        room.onboarding.resend(room.token, "SMS", details().evidence)
    assert room.now().state is State.CODE_SENT
    room.clock.pass_by(minutes=4)
    assert room.now().state is State.EXPIRED


def test_what_customers_left_behind_is_wiped_by_the_next_start(room: Room) -> None:
    """Given a journey that nobody comes back to, when another customer starts, then its personal columns are gone."""
    room.start()
    left = room.now()
    room.clock.pass_by(minutes=31)
    room.onboarding.start("another browser", details("9876543210", "Ravi Kumar"))
    swept = room.store.find(room.token)
    assert swept is not None
    assert (swept.state, swept.details, swept.id) == (State.EXPIRED, None, left.id)


@pytest.mark.parametrize(
    ("cut_off", "freed"), [(State.SENDING, State.CODE_UNCONFIRMED), (State.VERIFYING, State.CODE_SENT)]
)
def test_a_call_that_was_cut_off_leaves_a_way_on(room: Room, cut_off: State, freed: State) -> None:
    """Given a process that died during a call, when the customer comes back later, then the code can be entered."""
    room.start()
    journey = room.now()
    assert room.store.move(journey, replace(journey, state=cut_off)) is not None
    assert room.now().state is cut_off
    room.clock.pass_by(seconds=91)
    assert room.now().state is freed
    room.onboarding.verify(room.token, room.codes()[0])
    assert room.now().state is State.VERIFIED


def test_a_stale_copy_moves_nothing(room: Room) -> None:
    """Given two copies of a journey, when one has moved it, then the other cannot."""
    room.start()
    copy = room.now()
    assert room.store.move(copy, replace(copy, tries=1)) is not None
    assert room.store.move(copy, replace(copy, tries=7)) is None
    assert room.now().tries == 1


@pytest.mark.parametrize(
    "state", [State.VERIFIED, State.DETAILS_NOT_FOUND, State.LOCKED, State.EXPIRED, State.FINISHED]
)
def test_no_step_is_taken_out_of_turn(room: Room, state: State) -> None:
    """Given a journey that is past the code, when earlier steps are asked for, then nothing is sent or judged."""
    room.start()
    journey = room.now()
    room.store.move(journey, replace(journey, state=state))
    room.clock.pass_by(seconds=121)
    room.start()
    room.onboarding.resend(room.token, "SMS", details().evidence)
    room.onboarding.change_number(room.token)
    room.onboarding.verify(room.token, room.codes()[0])
    assert room.now().state is state
    assert len(room.codes()) == 1


def test_finishing_wipes_everything(room: Room) -> None:
    """Given a summary, when the customer finishes, then nothing personal is left in the row."""
    room.start()
    room.onboarding.verify(room.token, room.codes()[0])
    room.onboarding.finish(room.token)
    journey = room.now()
    assert (journey.state, journey.details, journey.summary) == (State.FINISHED, None, None)
