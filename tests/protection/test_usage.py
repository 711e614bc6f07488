"""What is spent of the limits can be asked, and asking spends nothing."""

import pytest

from tests.protection.given import MOBILE, OTHER_MOBILE, PHONE, StoppedClock, gate_on, times_until_refused
from tests.redis_server import running_redis
from webapp.protection.gate import Gate
from webapp.protection.limits import Source, Usage
from webapp.protection.memory import Window
from webapp.protection.storage import SharedStore

LIMITS: dict[str, object] = {"sends_per_mobile": "3/hour;5/day", "tries_per_mobile": "4/hour"}


def used(gate: Gate, mobile_number: str | None = MOBILE, source: Source = PHONE) -> dict[str, int]:
    return {f"{usage.limit} in {usage.seconds}": usage.used for usage in gate.usage(mobile_number, source)}


def test_each_limit_is_told_with_what_it_lets_pass(url: str, clock: StoppedClock) -> None:
    gate = gate_on(url, clock, **LIMITS, sends_per_device="6/hour", sends_per_address="7/hour",
                   sends_per_prefix="8/hour", sends_in_all="9/minute")  # fmt: skip
    gate.admit_send(MOBILE, PHONE)
    gate.admit_try(MOBILE)
    gate.admit_try(MOBILE)

    assert gate.usage(MOBILE, PHONE) == (
        Usage("sends_per_mobile", 1, 3, 3600),
        Usage("sends_per_mobile", 1, 5, 86400),
        Usage("sends_per_prefix", 1, 8, 3600),
        Usage("sends_per_device", 1, 6, 3600),
        Usage("sends_per_address", 1, 7, 3600),
        Usage("sends_in_all", 1, 9, 60),
        Usage("tries_per_mobile", 2, 4, 3600),
    )


def test_asking_spends_nothing_and_what_is_over_does_not_count(url: str, clock: StoppedClock) -> None:
    # given three codes, half an hour apart
    gate = gate_on(url, clock, **LIMITS)
    for _ in range(3):
        gate.admit_send(MOBILE, PHONE)
        clock.pass_by(minutes=25)

    # when
    asked = [used(gate) for _ in range(10)]

    # then the first is over for the hour, and there is room for one more
    assert asked[0] == asked[9]
    assert asked[0]["sends_per_mobile in 3600"] == 2
    assert asked[0]["sends_per_mobile in 86400"] == 3
    assert times_until_refused(lambda: gate.admit_send(MOBILE, PHONE))[0] == 1


def test_others_have_a_count_of_their_own(url: str, clock: StoppedClock) -> None:
    gate = gate_on(url, clock, **LIMITS)
    gate.admit_send(MOBILE, PHONE)

    other = used(gate, OTHER_MOBILE, Source("203.0.113.8", "another-device"))

    assert other.pop("sends_in_all in 60") == other.pop("sends_in_all in 86400") == 1
    assert set(other.values()) == {0}


@pytest.mark.parametrize("device_id", [None, "a-device"])
def test_without_a_number_its_limits_are_left_out(url: str, clock: StoppedClock, device_id: str | None) -> None:
    gate = gate_on(url, clock)

    limits = {usage.limit for usage in gate.usage(None, Source("203.0.113.7", device_id))}

    assert limits == {"sends_per_address", "sends_in_all"} | ({"sends_per_device"} if device_id else set())


def test_a_full_window_is_full_and_no_more(url: str) -> None:
    store, window = SharedStore(url), Window("a window", 2, 60)
    for _ in range(5):
        store.spend([window], 1000.0)

    assert store.used([window, Window("none", 2, 60)], 1059.0) == [2, 0]
    assert store.used([window], 1060.0) == [0]


def test_without_the_server_the_processs_own_count_is_told(clock: StoppedClock) -> None:
    with running_redis() as server:
        gate = gate_on(server.url, clock, sends_per_mobile="8/hour")
        gate.admit_send(MOBILE, PHONE)
        server.kill()
        assert used(gate)["sends_per_mobile in 3600"] == 0
        gate.admit_send(MOBILE, PHONE)
        assert used(gate)["sends_per_mobile in 3600"] == 1
