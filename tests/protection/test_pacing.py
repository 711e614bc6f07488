"""The merchant's budget: never more calls than the account may make, verifies first, and each keeps its place."""

from datetime import datetime, timedelta

import pytest

from tests.protection.given import MOBILE, NOON, PHONE, StoppedClock, gate_on, times_until_refused
from tests.redis_server import RedisServer
from webapp.protection.gate import Gate
from webapp.protection.limits import LimitReached
from webapp.protection.storage import SharedStore

FREE = dict.fromkeys(("sends_per_mobile", "sends_per_device", "sends_per_address", "sends_in_all"), "100000/minute")


def most_within_a_minute(moments: list[datetime]) -> int:
    """Return how many of these moments lie in the fullest minute, wherever it begins."""
    return max(sum(begin <= one < begin + timedelta(minutes=1) for one in moments) for begin in moments)


def verifies(gate: Gate, times: int) -> int:
    """Ask so often for a verify call; returns how many may be made."""
    return sum(gate.verify_turn() is None for _ in range(times))


def test_the_first_go_at_once(url: str, clock: StoppedClock) -> None:
    """Given nobody else, when a code is to be sent and another judged, then both calls may be made now."""
    gate = gate_on(url, clock)
    assert gate.send_turn(MOBILE) <= NOON
    assert gate.verify_turn() is None


@pytest.mark.parametrize(("calls", "for_verifies"), [(90, 45), (30, 10), (7, 3), (200, 1)])
def test_a_crowd_is_spread_over_the_budget(url: str, clock: StoppedClock, calls: int, for_verifies: int) -> None:
    """Given a crowd, when all ask at once, then their places come in order, and fit into the budget of any minute."""
    gate = gate_on(url, clock, calls_per_minute=calls, calls_for_verifies=for_verifies)
    turns = [gate.send_turn(MOBILE) for _ in range(3 * calls)]
    assert turns == sorted(turns)
    rate = calls - for_verifies
    assert most_within_a_minute(turns) <= rate + rate / 12 + 1
    # Half the rate at least is used: nobody waits for nothing.
    assert turns[-1] - NOON <= timedelta(minutes=2 * 3 * calls / rate)


def test_sends_and_verifies_together_stay_below_the_account(url: str, clock: StoppedClock) -> None:
    """Given both kinds asked for without end, when minutes pass, then no minute has the account's hundred calls."""
    gate = gate_on(url, clock)
    calls: list[datetime] = []
    waiting: list[datetime] = []
    for _ in range(180):
        if len(waiting) < 50:
            waiting += [gate.send_turn(MOBILE) for _ in range(3)]
        calls += [turn for turn in waiting if turn <= clock.moment]
        waiting = [turn for turn in waiting if turn > clock.moment]
        calls += [clock.moment] * verifies(gate, 3)
        clock.pass_by(seconds=1)
    assert 80 <= most_within_a_minute(calls) < 100


def test_verifies_go_before_sends_that_wait(url: str, clock: StoppedClock) -> None:
    """Given a long queue of sends, when codes are entered, then the share of the verifies is still theirs."""
    gate = gate_on(url, clock)
    for _ in range(60):
        gate.send_turn(MOBILE)
    assert verifies(gate, 20) >= 3
    clock.pass_by(seconds=20)
    assert verifies(gate, 20) >= 3


def test_a_send_waits_where_verifies_took_all(url: str, clock: StoppedClock) -> None:
    """Given verifies that took all places of these seconds, when a code is to be sent, then it is in the next ones."""
    gate = gate_on(url, clock)
    assert verifies(gate, 20) in {7, 8}
    assert gate.send_turn(MOBILE) > NOON


def test_a_verify_that_cannot_go_is_told_when(url: str, clock: StoppedClock) -> None:
    """Given no place left, when a code is entered, then it is told to come back within seconds, and can go then."""
    gate = gate_on(url, clock)
    verifies(gate, 20)
    back = gate.verify_turn()
    assert back is not None
    assert NOON < back <= NOON + timedelta(seconds=5)
    clock.moment = back
    assert gate.verify_turn() is None


def test_workers_share_the_queue(url: str, clock: StoppedClock) -> None:
    """Given two workers on one store, when customers come to both, then they stand in one queue."""
    if url == "memory://":
        one = other = gate_on(url, clock)
    else:
        one, other = gate_on(url, clock), gate_on(url, clock)
    turns = [gate.send_turn(MOBILE) for _ in range(45) for gate in (one, other)]
    assert turns == sorted(turns)
    assert most_within_a_minute(turns) <= 49


def test_a_place_is_kept(url: str, clock: StoppedClock) -> None:
    """Given a place to come, when others come and time passes, then it stays the same, until half a minute after."""
    gate = gate_on(url, clock)
    turn = [gate.send_turn(MOBILE) for _ in range(60)][-1]
    assert turn > NOON
    assert gate.keep_turn(MOBILE, turn) == turn
    clock.moment = turn
    gate.send_turn(MOBILE)
    assert gate.keep_turn(MOBILE, turn) == turn
    clock.pass_by(seconds=31)
    assert gate.keep_turn(MOBILE, turn) > turn


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        (timedelta(seconds=42), timedelta(seconds=42)),
        (None, timedelta(seconds=10)),
        (timedelta(days=3), timedelta(hours=1)),
    ],
)
def test_all_workers_hold(url: str, clock: StoppedClock, asked: timedelta | None, held: timedelta) -> None:
    """Given a break that Mobile 360 asked one worker for, when any wants to call, then not before its end."""
    first = gate_on(url, clock, longest_wait_seconds=1200)
    second = first if url == "memory://" else gate_on(url, clock, longest_wait_seconds=1200)
    place = first.send_turn(MOBILE)
    first.hold(NOON + asked if asked else None)
    end = NOON + held
    for gate in (first, second):
        assert gate.verify_turn() == end
        assert gate.send_turn(MOBILE) >= end
        assert soonest(gate, place) >= end
    clock.moment = end
    assert second.verify_turn() is None


def soonest(gate: Gate, place: datetime) -> datetime:
    """Return when a place can be used, or asked for again where that is too far away to wait for."""
    try:
        return gate.keep_turn(MOBILE, place)
    except LimitReached as refusal:
        return refusal.until


def test_a_shorter_break_does_not_end_a_longer_one(url: str, clock: StoppedClock) -> None:
    """Given a break of a minute, when another answer asks for seconds, then the minute holds."""
    gate = gate_on(url, clock)
    gate.hold(NOON + timedelta(minutes=1))
    gate.hold(NOON + timedelta(seconds=5))
    gate.hold(NOON - timedelta(seconds=5))
    assert gate.verify_turn() == NOON + timedelta(minutes=1)


def test_a_break_that_is_ended_early_takes_nobody_s_place(url: str, clock: StoppedClock) -> None:
    """Given a break in which a turn came, when it is ended early, then all may call, and the turn was not missed."""
    gate = gate_on(url, clock)
    gate.hold(NOON + timedelta(minutes=2))
    clock.pass_by(seconds=50)

    gate.release()

    assert gate.verify_turn() is None
    assert gate.send_turn(MOBILE) == clock.moment
    assert not gate.missed(NOON + timedelta(seconds=5))


def test_services_on_one_server_have_each_their_own(redis: RedisServer) -> None:
    """Given a demonstration beside a service, when one of them changes what it keeps, then the other keeps its own."""
    service, demonstration = SharedStore(redis.url, "production"), SharedStore(redis.url, "embedded")
    service.put("hold", 7, 60)

    demonstration.put("hold", 0, 60)

    assert service.read(["hold"]) == [7]


def test_the_queue_has_an_end(url: str, clock: StoppedClock) -> None:
    """Given a queue as long as the longest wait, when one more comes, then it is refused, and later it is not."""
    gate = gate_on(url, clock, **FREE, sends_per_prefix="100000/minute", longest_wait_seconds=60)

    def join() -> None:
        gate.admit_send(MOBILE, PHONE)
        gate.send_turn(MOBILE)

    joined, refusal = times_until_refused(join)
    assert 40 <= joined <= 55
    assert refusal.limit == "longest_wait"
    clock.moment = refusal.until
    join()


def test_during_a_long_break_nobody_queues(url: str, clock: StoppedClock) -> None:
    """Given a break longer than the longest wait, when somebody wants a code, then they are told until when."""
    gate = gate_on(url, clock)
    gate.hold(NOON + timedelta(minutes=30))
    with pytest.raises(LimitReached) as refusal:
        gate.admit_send(MOBILE, PHONE)
    assert refusal.value.until == NOON + timedelta(minutes=30)
