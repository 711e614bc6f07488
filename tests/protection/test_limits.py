"""Limits: each counts what it is to count, a refusal costs nothing else, and it says until when."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.protection.given import MOBILE, NOON, OTHER_MOBILE, PHONE, StoppedClock, gate_on, times_until_refused
from tests.redis_server import RedisServer
from webapp.protection.gate import Gate
from webapp.protection.limits import LimitReached, Source, network
from webapp.settings import PROJECT
from webapp.telemetry.events import LimitHit

FREE = "100000/minute"
SENDS = ("sends_per_mobile", "sends_per_device", "sends_per_address", "sends_per_prefix", "sends_in_all")

# What of a request may differ while it still counts against the limit.
SAME = {
    "sends_per_mobile": lambda number: (MOBILE, Source(f"198.51.100.{number}", f"device {number}")),
    "sends_per_device": lambda number: (f"9{number:04}00001", Source(f"198.51.100.{number}", "one")),
    "sends_per_address": lambda number: (f"9{number:04}00001", Source("203.0.113.7", f"device {number}")),
    "sends_per_prefix": lambda number: (f"90000{number:05}", Source(f"198.51.100.{number}", f"device {number}")),
    "sends_in_all": lambda number: (f"9{number:04}00001", Source(f"198.51.100.{number}", None)),
}


def only(name: str, rate: str) -> dict[str, object]:
    """Return limits of which one alone can be reached."""
    return {**dict.fromkeys(SENDS, FREE), name: rate}


@pytest.mark.parametrize("name", SENDS)
def test_each_limit_counts_what_it_is_for(url: str, clock: StoppedClock, told: list[object], name: str) -> None:
    """Given one limit of five an hour, when what it counts comes from all over, then five pass, until an hour on."""
    gate, numbers = gate_on(url, clock, **only(name, "5/hour")), iter(range(100))
    passed, refusal = times_until_refused(lambda: gate.admit_send(*SAME[name](next(numbers))))
    assert passed == 5
    assert (refusal.limit, refusal.until) == (name, NOON + timedelta(hours=1))
    assert told == [LimitHit(name)]


@pytest.mark.parametrize("name", SENDS[:-1])
def test_others_are_not_kept_out(url: str, clock: StoppedClock, name: str) -> None:
    """Given one customer at a limit, when another with all else different comes, then that one passes."""
    gate = gate_on(url, clock, **only(name, "1/hour"))
    gate.admit_send(MOBILE, PHONE)
    gate.admit_send(OTHER_MOBILE, Source("198.51.100.1", "another device"))


def test_two_rates_hold_together(url: str, clock: StoppedClock) -> None:
    """Given two an hour and three a day, when hours pass, then the third is the last, until the first is a day old."""
    gate = gate_on(url, clock, **only("sends_per_mobile", "2/hour;3/day"))
    gate.admit_send(MOBILE, PHONE)
    clock.pass_by(minutes=40)
    gate.admit_send(MOBILE, PHONE)
    assert times_until_refused(lambda: gate.admit_send(MOBILE, PHONE))[1].until == NOON + timedelta(hours=1)
    clock.pass_by(minutes=20)
    gate.admit_send(MOBILE, PHONE)
    clock.pass_by(hours=2)
    assert times_until_refused(lambda: gate.admit_send(MOBILE, PHONE))[1].until == NOON + timedelta(days=1)
    clock.moment = NOON + timedelta(days=1)
    gate.admit_send(MOBILE, PHONE)


def test_a_refusal_spends_nothing(url: str, clock: StoppedClock) -> None:
    """Given a number at its limit, when it asks on and on from one address, then the address has spent nothing."""
    gate = gate_on(url, clock, sends_per_mobile="1/hour", sends_per_address="3/hour")
    gate.admit_send(MOBILE, PHONE)
    for _ in range(20):
        with pytest.raises(LimitReached, match="sends_per_mobile"):
            gate.admit_send(MOBILE, PHONE)
    gate.admit_send(OTHER_MOBILE, PHONE)
    gate.admit_send("9000200001", PHONE)
    with pytest.raises(LimitReached, match="sends_per_address"):
        gate.admit_send("9000300001", PHONE)


def test_of_two_limits_the_longer_one_says_until_when(url: str, clock: StoppedClock) -> None:
    """Given two limits reached, when the same is asked for, then `until` is when both would let it pass."""
    gate = gate_on(url, clock, sends_per_mobile="1/minute", sends_per_address="1/hour")
    gate.admit_send(MOBILE, PHONE)
    refusal = times_until_refused(lambda: gate.admit_send(MOBILE, PHONE))[1]
    assert (refusal.limit, refusal.until) == ("sends_per_address", NOON + timedelta(hours=1))
    clock.moment = refusal.until
    gate.admit_send(MOBILE, PHONE)


def test_the_window_moves(url: str, clock: StoppedClock) -> None:
    """Given requests at both sides of an hour's end, when any hour is looked at, then no more than the limit passed."""
    gate = gate_on(url, clock, **only("sends_per_mobile", "4/hour"))
    passed = []
    for _ in range(60):
        clock.pass_by(minutes=3)
        try:
            gate.admit_send(MOBILE, PHONE)
        except LimitReached:
            continue
        passed.append(clock.moment)
    assert len(passed) == 12
    assert all(later - earlier >= timedelta(hours=1) for earlier, later in zip(passed, passed[4:], strict=False))


def test_tries_are_counted_by_number_alone(url: str, clock: StoppedClock) -> None:
    """Given codes tried for a number, when new ones are sent to it meanwhile, then its tries go on being counted."""
    gate = gate_on(url, clock, tries_per_mobile="3/hour", **dict.fromkeys(SENDS, FREE))

    def try_after_new_code() -> None:
        gate.admit_send(MOBILE, PHONE)
        gate.admit_try(MOBILE)

    assert times_until_refused(try_after_new_code)[0] == 3
    gate.admit_try(OTHER_MOBILE)


def test_nobody_without_address_or_device_is_let_past(url: str, clock: StoppedClock) -> None:
    """Given requests of which nothing is known, when they come, then they count as of one address."""
    gate, numbers = gate_on(url, clock, **only("sends_per_address", "3/hour")), iter(range(100))
    assert times_until_refused(lambda: gate.admit_send(f"9{next(numbers):04}00001", Source(None, None)))[0] == 3


@pytest.mark.parametrize(
    ("one", "another", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("203.0.113.7", "::ffff:203.0.113.8", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("no address", "", True),
    ],
)
def test_which_addresses_are_one(one: str, another: str, same: bool) -> None:
    """Given two addresses, when they are counted, then as one only within an IPv6 /64, or where neither is known."""
    assert (network(one) == network(another)) is same


def test_nothing_personal_is_in_the_store(redis: RedisServer, clock: StoppedClock) -> None:
    """Given a customer's requests, when all that the store holds is read, then nothing of the customer is there."""
    gate = gate_on(redis.url, clock)
    gate.admit_send(MOBILE, PHONE)
    gate.send_turn(MOBILE)
    gate.sent(MOBILE, clock())
    gate.admit_try(MOBILE)
    gate.verified(MOBILE, clock())
    stored = redis.stored()
    assert len(stored) > 10
    assert all(seconds > 0 for _, seconds in stored)
    everything = b"".join(kept for kept, _ in stored)
    for secret in (MOBILE, MOBILE[:5], MOBILE[-4:], "203.0.113", "a-device"):
        assert secret.encode() not in everything


def test_who_asked_is_in_no_repr() -> None:
    """Given a source and a refusal, when they are printed, then no value is in them."""
    refusal = LimitReached("sends_per_mobile", NOON)
    for value in ("203.0.113.7", "a-device"):
        assert value not in f"{PHONE!r} {refusal!r} {refusal}"


def admitted(gate: Gate) -> bool:
    """Tell whether one more request passes."""
    try:
        gate.admit_send(MOBILE, PHONE)
    except LimitReached:
        return False
    return True


def test_fifty_at_once_are_no_more(url: str, clock: StoppedClock) -> None:
    """Given a limit of eight, when fifty ask at once, then eight pass."""
    gate = gate_on(url, clock)
    with ThreadPoolExecutor(50) as pool:
        assert sum(pool.map(admitted, [gate] * 50)) == 8


def test_processes_count_together(redis: RedisServer) -> None:
    """Given two processes on one server, when both ask as fast as they can, then the limit holds for both together."""
    asking = (
        "import sys; from webapp.clock import utc_now; from tests.protection.given import *; "
        "from tests.protection.test_limits import admitted; "
        "from webapp.protection import storage; storage._PATIENCE_SECONDS = 10.0; "
        "print(sum(admitted(gate_on(sys.argv[1], utc_now)) for _ in range(40)))"
    )
    running = [
        subprocess.Popen(  # noqa: S603 - the interpreter of this run, and the program above
            [sys.executable, "-c", asking, redis.url], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    passed = [int(process.communicate()[0]) for process in running]
    assert sum(passed) == 8
