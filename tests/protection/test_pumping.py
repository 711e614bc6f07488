"""The pumping breaker: codes that nobody enters stop being sent, and it opens again by itself."""

from datetime import timedelta

import pytest

from tests.protection.given import MOBILE, NOON, OTHER_MOBILE, PHONE, StoppedClock, gate_on, times_until_refused
from webapp.protection.gate import Gate
from webapp.protection.limits import LimitReached, Source
from webapp.telemetry.events import LimitHit, PumpingOver, PumpingSuspected

PREFIX = MOBILE[:5]
FREE = {
    **dict.fromkeys(
        ("sends_per_mobile", "sends_per_device", "sends_per_address", "sends_per_prefix", "sends_in_all"),
        "100000/minute",
    ),
    "calls_per_minute": 100_000,
}
WINDOW_MOVED = NOON + timedelta(minutes=6)  # past the newest part of the window, which does not count

FEW = {"pumping_sends_per_prefix": 20, "pumping_sends_in_all": 100}


def codes(gate: Gate, clock: StoppedClock, mobile_number: str, sent: int, entered: int) -> None:
    """Have codes sent at this moment, and some of them entered."""
    for number in range(sent):
        gate.sent(mobile_number, clock())
        if number < entered:
            gate.verified(mobile_number, clock())


@pytest.mark.parametrize(
    ("sent", "entered", "pause", "stop"),
    [
        (20, 20, False, False),
        (20, 8, False, False),
        (20, 7, True, False),
        (20, 3, True, False),
        (20, 2, True, True),
        (20, 0, True, True),
        (19, 0, False, False),
        (0, 0, False, False),
    ],
)
def test_the_share_decides(  # noqa: PLR0917 - a table's columns
    url: str, clock: StoppedClock, sent: int, entered: int, pause: bool, stop: bool
) -> None:
    """Given codes sent and entered for a prefix, when one more is wanted, then the share decides what becomes of it."""
    gate = gate_on(url, clock, **FREE, **FEW)
    codes(gate, clock, MOBILE, sent, entered)
    clock.moment = WINDOW_MOVED
    assert (gate.send_turn(MOBILE) > clock.moment) is pause
    if stop:
        with pytest.raises(LimitReached, match="pumping"):
            gate.admit_send(MOBILE, PHONE)
    else:
        gate.admit_send(MOBILE, PHONE)


def test_another_prefix_is_served(url: str, clock: StoppedClock) -> None:
    """Given one prefix that is stopped, when a number of another comes, then it is served at once."""
    gate = gate_on(url, clock, **FREE, **FEW)
    codes(gate, clock, MOBILE, 50, 0)
    clock.moment = WINDOW_MOVED
    gate.admit_send(OTHER_MOBILE, PHONE)
    assert gate.send_turn(OTHER_MOBILE) <= clock.moment


def test_many_prefixes_together_are_seen_too(url: str, clock: StoppedClock) -> None:
    """Given few codes for each of many prefixes, when hardly any is entered, then all sends stop."""
    gate = gate_on(url, clock, **FREE, **FEW)
    for number in range(50):
        codes(gate, clock, f"9{number:04}00001", 2, 0)
    clock.moment = WINDOW_MOVED
    with pytest.raises(LimitReached, match="pumping"):
        gate.admit_send("9876500001", PHONE)


def test_customers_who_are_typing_do_not_count(url: str, clock: StoppedClock) -> None:
    """Given codes sent a moment ago, when none is entered yet, then nobody is kept waiting."""
    gate = gate_on(url, clock, **FREE, **FEW)
    codes(gate, clock, MOBILE, 50, 0)
    clock.pass_by(seconds=30)
    gate.admit_send(MOBILE, PHONE)
    assert gate.send_turn(MOBILE) <= clock.moment


def test_it_opens_again_by_itself(url: str, clock: StoppedClock, told: list[object]) -> None:
    """Given a stopped prefix, when its moment has come, then it is served again, and the business is told."""
    gate = gate_on(url, clock, **FREE, **FEW)
    codes(gate, clock, MOBILE, 30, 0)
    clock.moment = WINDOW_MOVED
    with pytest.raises(LimitReached) as refusal:
        gate.admit_send(MOBILE, PHONE)
    assert NOON < refusal.value.until <= NOON + timedelta(minutes=36)
    clock.moment = refusal.value.until - timedelta(seconds=6)
    with pytest.raises(LimitReached):
        gate.admit_send(MOBILE, PHONE)
    clock.moment = refusal.value.until
    gate.admit_send(MOBILE, PHONE)
    assert told == [PumpingSuspected(PREFIX, "stop"), LimitHit("pumping"), LimitHit("pumping"), PumpingOver(PREFIX)]


def test_the_business_is_told_of_each_change_once(url: str, clock: StoppedClock, told: list[object]) -> None:
    """Given a share that falls and rises, when requests come all the while, then each change is told once."""
    gate = gate_on(url, clock, **FREE, **FEW)
    codes(gate, clock, MOBILE, 20, 5)
    for _ in range(5):
        clock.pass_by(minutes=3)
        gate.send_turn(MOBILE)
    codes(gate, clock, MOBILE, 80, 70)
    for _ in range(5):
        clock.pass_by(minutes=3)
        gate.send_turn(MOBILE)
    assert told == [PumpingSuspected(PREFIX, "pause"), PumpingOver(PREFIX)]


def test_it_is_told_that_it_is_over_though_nobody_of_the_prefix_comes_back(
    url: str, clock: StoppedClock, told: list[object]
) -> None:
    """Given a suspected prefix, when only others come after its window, then the business is told that it is over."""
    gate = gate_on(url, clock, **FREE, **FEW)
    codes(gate, clock, MOBILE, 30, 0)
    clock.moment = WINDOW_MOVED
    gate.send_turn(MOBILE)
    clock.pass_by(hours=1)
    gate.send_turn(OTHER_MOBILE)
    assert told == [PumpingSuspected(PREFIX, "stop"), PumpingOver(PREFIX)]


def test_a_stop_costs_nothing(url: str, clock: StoppedClock) -> None:
    """Given a stopped prefix, when its customers ask, then their other limits have spent nothing once it opens."""
    gate = gate_on(url, clock, **{**FREE, **FEW, "sends_per_mobile": "1/day"})
    codes(gate, clock, MOBILE, 30, 0)
    clock.moment = WINDOW_MOVED
    for _ in range(3):
        with pytest.raises(LimitReached, match="pumping"):
            gate.admit_send(MOBILE, PHONE)
    clock.pass_by(hours=1)
    gate.admit_send(MOBILE, PHONE)


@pytest.mark.parametrize("least", [20, 21])
def test_one_address_alone_stops_a_prefix_where_it_may_ask_for_enough(
    url: str, clock: StoppedClock, least: int
) -> None:
    """Given an address that has used up its limit for codes that nobody enters, when somebody else asks for one, then
    it is refused if that was enough for the breaker, and only then: so the settings have to keep the two apart."""
    gate = gate_on(url, clock, **{**FREE, "sends_per_address": "20/hour", "pumping_sends_per_prefix": least})
    abuser, other = Source("198.51.100.1", None), Source("203.0.113.9", None)

    def ask() -> None:
        gate.admit_send(MOBILE, abuser)
        gate.sent(MOBILE, clock())

    assert times_until_refused(ask)[0] == 20
    clock.moment = WINDOW_MOVED
    if least > 20:
        gate.admit_send(MOBILE, other)
    else:
        with pytest.raises(LimitReached, match="pumping"):
            gate.admit_send(MOBILE, other)
