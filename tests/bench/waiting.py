"""How many customers can wait at once for an upstream that takes its time, and what that costs them."""

from collections.abc import Sequence

from tests.bench.application import Machine, application
from tests.bench.figures import Figures, milliseconds
from tests.bench.load import Load, Used, put_on
from tests.bench.processes import Served
from tests.bench.upstream import mobile360

MANY = 1_000
ADDED_SECONDS = 0.1
"""What the slowest twentieth of the steps may take beyond the upstream's own time."""
MEGABYTES = 300
_SLOW, _VERY_SLOW = 2.0, 20.0
_LONGEST_TIMEOUT = 30
_LADDER = (25, 50, 100, 150, 200, 300, 400, 500, 700)
_SECONDS = 8.0


def measure(figures: Figures, machines: Sequence[Machine]) -> None:
    """Let a thousand customers wait; before that, fewer, until it shows.

    On an upstream of 2 s a thousand wait only where 500 calls begin in each second: that tells what the processors can
    do. On one of 20 s it is 50, and what shows is what the waiting itself takes.
    """
    for delay in (_SLOW, _VERY_SLOW):
        figures.heading(f"Customers waiting at once on an upstream of {delay:.0f} s: time added, memory at most")
        figures.say("", "median", "95 %", "upstream's 95 %", "memory", "calls a second")
        for machine in machines:
            with mobile360(delay) as upstream, application(machine, upstream, _LONGEST_TIMEOUT) as served:
                if delay == _SLOW:
                    _climb(figures, machine.name, served, upstream)
                used = _wait(served, upstream, MANY, delay)
                _judge(figures, f"{machine.name}: {MANY:,} customers", used, MANY / delay)


def _climb(figures: Figures, name: str, served: Served, upstream: Served) -> None:
    most = 0
    for customers in _LADDER:
        used = _wait(served, upstream, customers, _SLOW)
        _say(figures, f"{name}: {customers} customers", used, customers / _SLOW)
        if used.outcome.failures or used.outcome.added.p95 >= ADDED_SECONDS:
            break
        most = customers
    figures.say(f"{name}: most customers with less than {1000 * ADDED_SECONDS:.0f} ms added", f"{most}")


def _judge(figures: Figures, name: str, used: Used, calls: float) -> None:
    _say(figures, name, used, calls)
    figures.bar(f"{name}, failed", sum(used.outcome.failures.values()), 1)
    figures.bar(f"{name}, added ms", 1000 * used.outcome.added.p95, 1000 * ADDED_SECONDS)
    figures.bar(f"{name}, MB", used.megabytes, MEGABYTES)


def _wait(served: Served, upstream: Served, customers: int, delay: float) -> Used:
    load = Load(
        url=served.url,
        upstream=upstream.url,
        customers=customers,
        seconds=_SECONDS,
        delay_seconds=delay,
        arriving_seconds=2 * delay,  # a journey's two calls: as many wait at one moment as at any other
    )
    return put_on(load, served, upstream)


def _say(figures: Figures, name: str, used: Used, calls: float) -> None:
    """Print what came of it; `calls` are as many as begin in a second where nothing is added."""
    outcome = used.outcome
    times = (outcome.added.median, outcome.added.p95, outcome.upstream_added.p95)
    done = f"{outcome.calls_a_second:.0f} of {calls:.0f}"
    figures.say(name, *map(milliseconds, times), f"{used.megabytes:.0f} MB", done)
    for failure, seen in outcome.failures.items():
        figures.say(f"  {failure}", f"{seen} times")
