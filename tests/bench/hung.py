"""Whether the first page stays as fast as ever while the upstream answers nobody."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import requests

from tests.bench.application import Machine, application
from tests.bench.figures import Figures, milliseconds
from tests.bench.load import Load, put_on
from tests.bench.processes import Served
from tests.bench.upstream import mobile360

BAR = 2.0
"""What the first page may take meanwhile, as a multiple of its usual time."""
_LONGER_THAN_ANYBODY_WAITS = 600.0
_CUSTOMERS = 100
_ARRIVE_WITHIN = 8.0
_COME_BACK_AFTER = 10.0
_LOOKS = 250
_LOOKS_EVERY = 0.05


def measure(figures: Figures, machines: Sequence[Machine]) -> None:
    """Look at the first page before, and while customers hang or are told at once that nobody answers.

    Those who were told so come back after a while, so that it is tried again and again.
    """
    figures.heading(f"The first page while {_CUSTOMERS} customers call on an upstream that answers nobody, medians")
    figures.say("", "usual", "meanwhile", "ratio")
    for machine in machines:
        with mobile360(_LONGER_THAN_ANYBODY_WAITS) as upstream, application(machine, upstream) as served:
            _look(served)  # warms up
            usual = _look(served)
            with ThreadPoolExecutor(1) as pool:
                crowd = pool.submit(put_on, _crowd(served, upstream), served, upstream)
                time.sleep(_ARRIVE_WITHIN + 2)
                meanwhile = _look(served)
                outcome = crowd.result().outcome
            assert not outcome.journeys, outcome  # every customer is one of those that follow
            figures.bar(f"{machine.name}: GET /", meanwhile / usual, BAR, milliseconds(usual), milliseconds(meanwhile))
            for failure, times in outcome.failures.items():
                figures.say(f"  meanwhile {failure}", f"{times} times")


def _crowd(served: Served, upstream: Served) -> Load:
    looking = _LOOKS * (_LOOKS_EVERY + 0.05)
    return Load(
        url=served.url,
        upstream=upstream.url,
        customers=_CUSTOMERS,
        arriving_seconds=_ARRIVE_WITHIN,
        seconds=looking,
        back_after_seconds=_COME_BACK_AFTER,
    )


def _look(served: Served) -> float:
    """Return the median of the seconds that the first page takes somebody new."""
    times = []
    for _ in range(_LOOKS):
        reply = requests.get(served.url, timeout=60)
        assert reply.ok, reply.status_code
        times.append(reply.elapsed.total_seconds())
        time.sleep(_LOOKS_EVERY)
    return median(times)
