"""More codes asked for than the account may send: everybody waits for their turn, and keeps it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count, islice

import pytest

from tests.databases import Database
from tests.journey.conftest import AFFIRMED, PERSON, Room, opened
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import State, Step

# In five seconds one call for a send, and one for a verify.
NARROW: dict[str, object] = {"limit_calls_per_minute": 24, "limit_calls_for_verifies": 12}

_others = count(9_870_000_000)


def crowd(room: Room) -> None:
    """Use up the places for sends of the present moment, and of the next, which may begin meanwhile."""
    for number in islice(_others, 3):
        room.start(str(number), token=f"the browser of {number}")


def events(room: Room) -> list[str]:
    """Return what is on record of the customer's consent."""
    return [entry.event.value for entry in room.database.ledger().entries(room.now().reference)]


def test_who_comes_late_keeps_a_place_and_is_served_in_turn(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Given no free place, when a customer agrees, then that is on record, and the code is sent when the turn comes."""
    with opened(database, caplog, **NARROW) as room:
        crowd(room)
        room.start()
        journey = room.now()
        assert (journey.state, journey.step) == (State.WAITING, Step.CODE)
        assert journey.turn_at is not None
        assert timedelta(0) < journey.turn_at - room.clock() <= timedelta(seconds=20)
        assert events(room) == ["given", "receipt"]
        with pytest.raises(Stopped) as stop:
            room.resend()
        assert (stop.value.problem, stop.value.until) == (Problem.BUSY, journey.turn_at)
        room.clock.passed += journey.turn_at - room.clock()
        room.resend()
        assert (room.now().state, len(room.codes())) == (State.CODE_SENT, 1)
        assert events(room) == ["given", "receipt", "code_asked", "code_sent"]
        room.verify()
        assert room.now().state is State.VERIFIED


def test_later_comers_go_behind(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Given customers who wait, when more come, then each has a later turn than those before."""
    with opened(database, caplog, **NARROW) as room:
        crowd(room)
        turns = []
        for number in range(3):
            waiting = room.onboarding.current(room.start(f"987654320{number}", token=f"browser {number}"))
            assert waiting is not None
            turns.append(waiting.turn_at)
        assert turns == sorted(set(turns), key=str)


def test_a_turn_that_comes_late_needs_consent_again(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Given a customer who left while waiting, when they come back after minutes, then they agree anew and go on."""
    with opened(database, caplog, **NARROW) as room:
        crowd(room)
        room.start()
        room.clock.pass_by(minutes=6)
        room.resend(affirmed=AFFIRMED)
        assert room.now().state is State.CODE_SENT
        assert events(room) == ["given", "receipt", "reaffirmed", "receipt", "code_sent"]


def test_who_waits_for_another_code_can_still_enter_the_first(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Given a code, when another has to wait for its turn, then the first one stays good and the turn is kept."""
    with opened(database, caplog, **NARROW) as room:
        room.start()
        room.clock.pass_by(seconds=31)
        crowd(room)
        with pytest.raises(Stopped) as stop:
            room.resend()
        assert stop.value.problem is Problem.BUSY
        assert (room.now().state, room.now().turn_at) == (State.CODE_SENT, stop.value.until)
        assert len(room.codes()) == 1
        assert stop.value.until is not None
        room.clock.passed += stop.value.until - room.clock()
        room.resend()
        assert (len(room.codes()), room.now().turn_at) == (2, None)


def test_a_refusal_by_the_account_s_rate_makes_everybody_wait(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Given Cashfree's word of too many calls, when codes are asked for, then they wait and are not lost."""
    with opened(database, caplog) as room:
        room.start("6000000314")
        assert room.now().state is State.WAITING
        assert events(room) == ["given", "receipt", "code_not_sent"]
        refused = room.answered("send")
        room.token = room.start(PERSON[0], token="the next one")
        following = room.onboarding.current(room.token)
        assert following is not None
        assert following.state is State.WAITING
        assert room.answered("send") == refused
        assert following.turn_at is not None
        room.clock.passed += following.turn_at - room.clock()
        room.resend()
        assert room.now().state is State.CODE_SENT


def test_a_code_that_cannot_be_judged_yet_is_not_used_up(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Given no call left for the moment, when a code is entered, then no try is spent, and it is taken later."""
    with opened(database, caplog, **NARROW) as room:
        room.start()
        stop = spent(room)
        assert stop.problem is Problem.BUSY
        tries = room.now().tries
        assert stop.until is not None
        room.clock.passed += stop.until - room.clock()
        room.verify()
        assert (room.now().state, room.now().tries) == (State.VERIFIED, tries + 1)


def spent(room: Room) -> Stopped:
    """Enter wrong codes until there is no call left for the moment; return how that is told."""
    for _ in range(4):
        try:
            room.verify("0000")
        except Stopped as stop:
            return stop
    raise AssertionError("there is no end of calls")


def test_another_number_given_while_waiting_takes_over_the_place(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Given a mistyped number that waits for its turn, when it is changed, then the other one is sent its code then."""
    with opened(database, caplog, **NARROW) as room:
        crowd(room)
        room.start("9876543219")
        turn_at = room.now().turn_at
        first = room.now().reference
        room.change_number()
        room.start()
        journey = room.now()
        assert (journey.state, journey.turn_at) == (State.WAITING, turn_at)
        assert journey.is_for(PERSON[0])
        assert journey.reference != first
        assert turn_at is not None
        room.clock.passed += turn_at - room.clock()
        room.resend()
        assert (room.now().state, len(room.codes()), room.codes("9876543219")) == (State.CODE_SENT, 1, [])


def test_a_place_serves_one_call(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Given a turn that came, when the call is refused, then the next attempt is counted and has a turn of its own."""
    refused = "6000000115"
    with opened(database, caplog, **NARROW, limit_sends_per_mobile="3/hour") as room:
        crowd(room)
        room.start(refused)
        turn_at = room.now().turn_at
        assert turn_at is not None
        room.clock.passed += turn_at - room.clock()
        with pytest.raises(Stopped) as stop:
            room.resend()
        assert stop.value.problem is Problem.OUR_SIDE
        assert room.now().turn_at is None
        calls = room.answered("send")
        room.start(refused)
        assert (room.now().state, room.answered("send")) == (State.WAITING, calls)


def test_who_misses_the_turn_asks_anew(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Given a number that may ask twice, when its turns are missed, then it cannot take up places again and again."""
    with opened(database, caplog, **NARROW, limit_sends_per_mobile="2/hour") as room:
        crowd(room)
        room.start()
        for missed in range(2):
            turn_at = room.now().turn_at
            assert turn_at is not None
            room.clock.passed += turn_at - room.clock() + timedelta(seconds=31)
            crowd(room)
            if missed:
                with pytest.raises(Stopped) as stop:
                    room.resend()
                assert stop.value.problem is Problem.LIMITED
            else:
                room.resend()
                assert room.now().state is State.WAITING


def test_pressing_twice_takes_one_place(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Given no free place, when one form arrives twenty times at once, then one place is taken for it."""
    with opened(database, caplog, **NARROW) as room:
        crowd(room)
        with ThreadPoolExecutor(20) as pool:
            tokens = set(pool.map(lambda _: room.start(token="a browser", form="one form"), range(20)))
        (room.token,) = tokens
        turn_at = room.now().turn_at
        behind = room.onboarding.current(room.start("9876543209", token="another"))
        assert turn_at is not None
        assert behind is not None
        assert behind.turn_at is not None
        assert behind.turn_at - turn_at == timedelta(seconds=5)
