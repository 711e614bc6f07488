"""What a customer can do, and what a journey never lets happen."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.journey.conftest import AFFIRMED, PERSON, Room
from webapp.identity.summary import Verdict
from webapp.journey.inputs import Fault, InputRefused
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import State, Step

NOTHING = "000000"


def guess_wrong(room: Room, times: int) -> None:
    """Enter a wrong code a number of times."""
    for _ in range(times):
        wrong = next(code for code in (NOTHING, "111111") if code != room.codes()[0])
        room.verify(wrong)


def test_the_right_code_leads_to_a_summary_and_the_typed_details_are_gone(room: Room) -> None:
    """Given a sent code, when it is entered, then the summary is there and the stated details are wiped."""
    room.start()
    assert room.now().state is State.CODE_SENT
    room.verify()
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
    before, wrong = room.now(), "000000" if room.codes()[0] != "000000" else "111111"
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: room.onboarding.verify(before, room.form(), wrong), range(20)))
    journey = room.now()
    assert 1 <= journey.tries == journey.code_tries <= 5
    assert room.answered("verify") == journey.tries


def test_five_wrong_tries_exhaust_a_code_and_a_new_one_brings_five_more(room: Room) -> None:
    """Given a code, when five tries are spent, then only a new code leads on."""
    room.start()
    guess_wrong(room, 5)
    assert room.now().state is State.CODE_EXHAUSTED
    room.verify()
    assert room.now().state is State.CODE_EXHAUSTED
    room.clock.pass_by(seconds=31)
    room.resend()
    assert room.now().tries_left == 5
    room.verify()
    assert room.now().state is State.VERIFIED


def test_ten_wrong_tries_end_the_journey_whatever_the_resends(room: Room) -> None:
    """Given a resend after five wrong tries, when five more are wrong, then the journey is locked and wiped."""
    room.start()
    guess_wrong(room, 5)
    room.clock.pass_by(seconds=31)
    room.resend()
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
        room.resend("SMS", AFFIRMED)
    due = room.now().resend_at
    assert due - room.now().sent_at == timedelta(seconds=seconds)
    room.clock.pass_by(seconds=seconds - 1)
    with pytest.raises(Stopped) as stop:
        room.resend("SMS", AFFIRMED)
    assert (stop.value.problem, stop.value.until) == (Problem.TOO_SOON, due)
    room.clock.pass_by(seconds=1)
    room.resend("SMS", AFFIRMED)
    assert len(room.codes()) == sent_before + 1


def test_a_resend_takes_a_new_verification_id_and_the_old_code_no_longer_works(room: Room) -> None:
    """Given a resend, when the first code is entered, then it is wrong."""
    room.start()
    first = room.now().verification_id
    room.clock.pass_by(seconds=31)
    room.resend("WHATSAPP")
    assert room.now().verification_id != first
    newest, oldest = room.codes()
    if newest != oldest:
        room.verify(oldest)
        assert room.now().state is State.CODE_WRONG


def test_a_late_resend_needs_consent_again(room: Room) -> None:
    """Given a consent of five minutes ago, when another code is asked for, then consent has to be given anew."""
    room.start()
    given_at = room.now().consent_at
    room.clock.pass_by(minutes=5)
    with pytest.raises(InputRefused) as refusal:
        room.resend()
    assert (refusal.value.field, refusal.value.fault) == ("consent", Fault.AGREE_AGAIN)
    assert len(room.codes()) == 1
    room.resend("SMS", AFFIRMED)
    assert len(room.codes()) == 2
    assert room.now().consent_at - given_at >= timedelta(minutes=5)


@pytest.mark.parametrize("number", [PERSON[0], "9876543210"], ids=["same", "another"])
def test_a_number_given_anew_waits_like_a_resend(room: Room, number: str) -> None:
    """Given a code just sent, when the number is changed, then no second message goes out before its time."""
    room.start()
    room.change_number()
    with pytest.raises(Stopped) as stop:
        room.start(number)
    assert stop.value.problem is Problem.TOO_SOON
    assert len(room.codes()) == 1
    room.clock.pass_by(seconds=31)
    room.start(number)
    assert len(room.codes(number)) == (2 if number == PERSON[0] else 1)


def test_who_is_changing_the_number_can_still_enter_the_code(room: Room) -> None:
    """Given a customer who went back to the number, when the code comes after all, then it can be entered."""
    room.start()
    room.change_number()
    room.verify()
    assert room.now().state is State.VERIFIED


def test_no_more_than_six_codes_are_sent_in_a_journey(room: Room) -> None:
    """Given six codes, when a seventh is asked for, then it is refused."""
    room.start()
    for _ in range(5):
        room.clock.pass_by(seconds=121)
        room.resend("SMS", AFFIRMED)
    room.clock.pass_by(seconds=121)
    with pytest.raises(Stopped) as stop:
        room.resend("SMS", AFFIRMED)
    assert stop.value.problem is Problem.NO_SENDS_LEFT
    room.change_number()
    assert room.now().state is State.CODE_SENT
    assert len(room.codes()) == 6


def test_another_number_keeps_the_rest_and_the_tries(room: Room) -> None:
    """Given a wrong number with a wrong try, when it is changed, then the name is kept and so is the count."""
    room.start("9876543210")
    room.verify("0000")
    assert room.now().state is State.CODE_WRONG
    room.change_number()
    changing = room.now()
    assert (changing.changing_number, changing.step) == (True, Step.START)
    assert changing.details is not None
    assert changing.details.name == PERSON[1]
    room.clock.pass_by(seconds=31)
    room.start()
    assert (room.now().state, room.now().tries, room.now().code_tries) == (State.CODE_SENT, 1, 0)
    room.verify()
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
        room.resend("SMS", AFFIRMED)
    assert room.now().state is State.CODE_SENT
    room.clock.pass_by(minutes=4)
    assert room.now().state is State.EXPIRED


def test_what_customers_left_behind_is_wiped_by_the_next_visitor(room: Room) -> None:
    """Given a journey that nobody comes back to, when it is tidied up, then its personal columns are gone."""
    room.start()
    room.change_number()
    left = room.now()
    room.clock.pass_by(minutes=31)
    room.onboarding.sweep_now_and_then()
    swept = room.store.find(room.token)
    assert swept is not None
    assert (swept.state, swept.details, swept.changing_number, swept.id) == (State.EXPIRED, None, False, left.id)


@pytest.mark.parametrize("dead", [State.CODE_EXPIRED, State.CODE_EXHAUSTED, State.CODE_USED])
def test_the_way_back_from_another_number_forgets_nothing(room: Room, dead: State) -> None:
    """Given a dead code, when the customer goes to change the number and back, then the code is as dead as before."""
    room.start()
    journey = room.now()
    room.store.move(journey, replace(journey, state=dead))
    room.change_number()
    assert room.now().step is Step.START
    assert room.now().may_be_at(Step.CODE)
    assert room.now().state is dead


def test_a_failed_resend_keeps_the_affirmation_and_the_code(room: Room) -> None:
    """Given a fresh affirmation whose send failed, when it is tried again, then no third one is asked for."""
    room.start()
    journey = room.now()
    room.clock.pass_by(minutes=6)
    assert journey.details is not None
    broken = journey.details.model_copy(update={"mobile_number": "6000000117"})
    room.store.move(journey, replace(journey, details=broken, reference="2222-3333-4444"))
    with pytest.raises(Stopped):
        room.resend("SMS", AFFIRMED)
    assert room.now().consent_is_fresh(room.clock())
    assert (room.now().state, room.now().verification_id) == (State.CODE_SENT, journey.verification_id)
    with pytest.raises(Stopped) as stop:
        room.resend()
    assert stop.value.problem is Problem.UPSTREAM_BROKEN


def test_a_stale_copy_moves_nothing(room: Room) -> None:
    """Given two copies of a journey, when one has moved it, then the other cannot."""
    room.start()
    copy = room.now()
    assert room.store.move(copy, replace(copy, tries=1)) is not None
    assert room.store.move(copy, replace(copy, tries=7)) is None
    assert room.now().tries == 1


@pytest.mark.parametrize(
    "state",
    [
        State.VERIFIED,
        State.DETAILS_NOT_FOUND,
        State.LOCKED,
        State.EXPIRED,
        State.FINISHED,
        State.WITHDRAWN,
        State.UNDER_AGE,
    ],
)
def test_no_step_is_taken_out_of_turn(room: Room, state: State) -> None:
    """Given a journey that is past the code, when earlier steps are asked for, then nothing is sent or judged."""
    room.start()
    journey = room.now()
    room.store.move(journey, replace(journey, state=state))
    room.clock.pass_by(seconds=121)
    room.start()
    room.resend("SMS", AFFIRMED)
    room.change_number()
    room.verify()
    assert room.now().state is state
    assert len(room.codes()) == 1


def test_finishing_wipes_everything(room: Room) -> None:
    """Given a summary, when the customer finishes, then nothing personal is left in the row."""
    room.start()
    room.verify()
    room.onboarding.finish(room.token)
    journey = room.now()
    assert (journey.state, journey.details, journey.summary) == (State.FINISHED, None, None)


def test_a_code_of_ten_minutes_ago_is_taken_no_more(room: Room) -> None:
    """Given a code that Cashfree might still take, when it is older than ten minutes, then it is called expired."""
    room.start()
    room.clock.pass_by(minutes=9, seconds=59)
    assert room.now().state is State.CODE_SENT
    room.clock.pass_by(seconds=1)
    assert room.now().state is State.CODE_EXPIRED
    room.verify()
    assert (room.now().state, room.answered("verify")) == (State.CODE_EXPIRED, 0)
