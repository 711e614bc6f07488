"""A step is taken once, however often and from wherever its form is sent, and the browser's token is renewed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy.exc import OperationalError

from tests.databases import Database
from tests.journey.conftest import AFFIRMED, CALL_LASTS, PERSON, Room, opened
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import Journey, State, Stated
from webapp.mobile360.client import Hear
from webapp.mobile360.messages import VerifyOtpReply, VerifyOtpRequest

_Result = TypeVar("_Result")


def at_once(times: int, act: Callable[[int], _Result]) -> list[_Result]:
    """Do something so many times in as many threads."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, range(times)))


def begin(room: Room, form: str = "one form") -> str:
    """Send the first form with the token that a browser has before its journey; return the one it has then."""
    standing = room.onboarding.start(None, room.form("a new browser's", form), Stated(*PERSON, "SMS"), AFFIRMED)
    return standing.token


def test_fifty_identical_starts_send_one_code_and_count_once(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Given a number that may have one code, when one form arrives fifty times, then all stand where one does."""
    with opened(database, caplog, limit_sends_per_mobile="1/hour") as room:
        tokens = at_once(50, lambda _: begin(room))
        assert len(room.codes()) == 1
        assert len(set(tokens)) == 1
        (room.token,) = set(tokens)
        assert room.now().state is State.CODE_SENT


def test_two_windows_of_one_browser_send_one_code(room: Room) -> None:
    """Given the first page in several windows, when all are sent at once, then one code goes out."""
    at_once(8, lambda number: begin(room, f"form {number}"))
    assert len(room.codes()) == 1


def test_a_form_that_was_kept_by_a_proxy_sends_nothing_later(room: Room) -> None:
    """Given a journey under way, when its first form arrives once more, then nothing is sent or handed out."""
    room.token = begin(room)
    assert begin(room) == room.token  # whose answer may have been lost
    assert room.now().state is State.CODE_SENT
    room.clock.pass_by(minutes=2)
    assert begin(room) != room.token
    assert len(room.codes()) == 1


def test_a_window_that_comes_late_sends_nothing(room: Room) -> None:
    """Given a journey that has its own token, when a form of before arrives under the old one, then nothing is sent."""
    room.token = begin(room)
    assert room.now().state is State.CODE_SENT
    begin(room, "the form of another window")
    assert len(room.codes()) == 1


def test_a_request_for_another_code_counts_once(room: Room) -> None:
    """Given another code that was sent, when the same form arrives after the wait, then no third one goes out."""
    room.start()
    form = room.form()
    room.clock.pass_by(seconds=31)
    room.onboarding.resend(room.now(), form, "SMS", None)
    room.clock.pass_by(seconds=61)
    room.onboarding.resend(room.now(), form, "SMS", None)
    assert len(room.codes()) == 2
    room.resend()
    assert len(room.codes()) == 3


def test_one_guess_is_judged_once(room: Room) -> None:
    """Given a wrong code, when the very same form arrives again, then no further try is spent on it."""
    room.start()
    wrong = "000000" if room.codes()[0] != "000000" else "111111"
    sent, before = room.form(), room.now()
    first = room.onboarding.verify(before, sent, wrong)
    second = room.onboarding.verify(room.now(), sent, wrong)
    assert second.token == first.token
    assert second.journey is not None
    assert second.journey.state is State.CODE_WRONG
    assert (room.answered("verify"), second.journey.tries) == (1, 1)


def test_fifty_guesses_at_once_spend_no_more_tries_than_there_are(room: Room) -> None:
    """Given five tries, when fifty codes arrive at once, then no more than five are judged, each counted."""
    room.start()
    token, code = room.token, room.codes()[0]
    guesses = [guess for guess in (f"{number:06}" for number in range(51)) if guess != code][:50]

    def guess(number: int) -> None:
        journey = room.onboarding.current(token)
        if journey is not None:
            room.onboarding.verify(journey, room.form(token), guesses[number])

    at_once(50, guess)
    journey = room.now()
    assert 1 <= journey.tries == journey.code_tries <= 5
    assert room.answered("verify") == journey.tries


def test_the_right_code_twice_shows_one_result(room: Room) -> None:
    """Given a code that is being judged, when its form arrives again at once, then both lead to the same result."""
    room.start("6000000401")  # a slow answer
    before, sent, code = room.now(), room.form(), room.codes("6000000401")[0]
    first, second = at_once(2, lambda _: room.onboarding.verify(before, sent, code))
    assert first.token == second.token
    room.token = first.token
    assert room.now().state is State.VERIFIED
    assert room.answered("verify") == 1


def test_a_token_that_somebody_kept_opens_nothing_once_the_step_is_taken(room: Room) -> None:
    """Given a browser whose token somebody wrote down, when a customer starts there, then the old token is shut out."""
    room.token = begin(room)
    somebody = room.onboarding.current("a new browser's")
    assert somebody is not None
    assert somebody.state is State.SENDING
    assert room.onboarding.receipt("a new browser's") is None
    assert room.now().state is State.CODE_SENT
    assert room.onboarding.current("a new browser's") is None


def test_somebody_with_the_old_token_cannot_be_first(room: Room) -> None:
    """Given an answer on its way to the customer, when somebody acts with the old token, then nothing comes of it."""
    room.token = begin(room)
    for _ in range(3):
        somebody = room.onboarding.current("a new browser's")
        assert somebody is not None
        room.onboarding.verify(somebody, room.form("a new browser's"), "00000000")
        room.onboarding.change_number(somebody)
    assert (room.now().state, room.now().tries, room.now().changing_number) == (State.CODE_SENT, 0, False)


def test_who_lost_the_answer_goes_on_with_the_old_token(room: Room) -> None:
    """Given an answer that was lost, when the customer comes back after some seconds, then the code can be entered."""
    begin(room)
    room.token = "a new browser's"
    room.clock.pass_by(seconds=11)
    assert room.now().state is State.CODE_SENT
    room.verify()
    assert room.now().state is State.VERIFIED


def test_another_number_renews_the_token_too(room: Room) -> None:
    """Given a journey that was left at another number, when somebody else goes on with it, then alone."""
    room.start()
    left = room.token
    room.change_number()
    room.clock.pass_by(seconds=31)
    room.start("9876543210")
    assert room.now().state is State.CODE_SENT
    assert room.onboarding.current(left) is None


def test_the_result_is_for_the_new_token_and_for_the_old_one_only_if_that_was_lost(room: Room) -> None:
    """Given a code that was right, when the old token is used at once, then it waits; later it leads to the result."""
    room.start()
    old = room.token
    room.now()
    room.verify()
    waiting = room.onboarding.current(old)
    assert waiting is not None
    assert (waiting.state, waiting.summary) == (State.VERIFYING, None)
    room.clock.pass_by(seconds=11)
    lost = room.onboarding.current(old)
    assert lost is not None
    assert lost.state is State.VERIFIED
    assert room.now().state is State.VERIFIED
    assert room.onboarding.current(old) is None


def test_what_is_refused_leaves_nothing_and_can_be_sent_again(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Given a number that has had its codes, when another is asked for, then nothing is on record, and later it is."""
    with opened(database, caplog, limit_sends_per_mobile="1/hour") as room:
        room.start(token="an earlier browser's")
        with pytest.raises(Stopped) as stop:
            room.start(form="the form")
        assert stop.value.problem is Problem.LIMITED
        assert stop.value.until is not None
        assert room.onboarding.current(room.token) is None
        assert room.database.ledger().verify().entries == 3
        room.clock.passed += stop.value.until - room.clock()
        room.start(form="the form")
        assert room.now().state is State.CODE_SENT


def test_tries_of_a_number_outlast_the_journey(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Given a number's tries that are spent, when a new journey enters a code for it, then that is not judged."""
    with opened(database, caplog, limit_tries_per_mobile="2/hour") as room:
        earlier = room.start(token="an earlier browser's")
        for _ in range(2):
            before = room.onboarding.current(earlier)
            assert before is not None
            earlier = room.onboarding.verify(before, room.form(earlier), "00000000").token
        room.clock.pass_by(seconds=31)
        room.start()
        with pytest.raises(Stopped) as stop:
            room.verify()
        assert stop.value.problem is Problem.LIMITED
        assert (room.now().state, room.now().tries) == (State.CODE_SENT, 0)
        assert room.answered("verify") == 2


def test_an_answer_that_comes_very_late_is_not_lost(room: Room) -> None:
    """Given a judgement that took so long that it was given up, when it comes after all, then it counts."""
    room.start()
    inner, late = room.onboarding._calls._client.verify_otp, room.token

    def slow(request: VerifyOtpRequest, hear: Hear | None = None) -> VerifyOtpReply:
        reply = inner(request, hear)
        room.clock.pass_by(seconds=CALL_LASTS.total_seconds() + 1)
        waiting = room.onboarding.current(late)
        assert waiting is not None
        assert waiting.state is State.CODE_SENT
        return reply

    room.onboarding._calls._client.verify_otp = slow  # type: ignore[method-assign]
    room.verify()
    assert room.now().state is State.VERIFIED


def test_what_is_not_judged_for_want_of_calls_is_not_counted_for_the_number(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Given a break that Cashfree asked for, when a code is entered often, then the number keeps all its tries."""
    with opened(database, caplog, limit_tries_per_mobile="2/hour") as room:
        room.start()
        room.onboarding._gate.hold(room.clock() + timedelta(minutes=1))
        for _ in range(5):
            with pytest.raises(Stopped) as stop:
                room.verify()
            assert stop.value.problem is Problem.BUSY
        room.clock.pass_by(minutes=2)
        room.verify()
        assert room.now().state is State.VERIFIED


def test_an_answer_is_not_lost_to_a_database_that_is_away_for_a_moment(room: Room) -> None:
    """Given a database that fails when the judgement is written, when it is back, then the judgement is written."""
    room.start()
    inner, failures = room.store.move, [OperationalError("UPDATE", {}, Exception("away"))]

    def move(before: Journey, after: Journey, *more: object) -> Journey | None:
        if after.state is State.VERIFIED and failures:
            raise failures.pop()
        return inner(before, after, *more)  # type: ignore[arg-type]

    room.store.move = move  # type: ignore[method-assign,assignment]
    room.verify()
    assert failures == []
    assert room.now().state is State.VERIFIED
    assert room.answered("verify") == 1
