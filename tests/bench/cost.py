"""What a journey costs: the CPU time of the workers, as a multiple of what the bare application needs."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median

from tests.bench.application import Machine, application, bare
from tests.bench.figures import Figures, milliseconds
from tests.bench.load import Load, put_on
from tests.bench.processes import Served
from tests.bench.upstream import mobile360

BAR = 1.5
"""What a journey may cost, as a multiple of the bare application's."""
_ROUNDS = 7
_SECONDS = 4.0
_BARE = "bare"


def measure(figures: Figures, machines: Sequence[Machine]) -> None:
    """Let one customer after the other go through each application, in turns, and count the CPU time of its workers.

    The ratio is the median of the rounds' own: what slows the machine for a while slows a whole round.
    """
    figures.heading("CPU time of the workers for one journey: 5 requests, 2 calls; medians")
    with ExitStack() as stack:
        upstream = stack.enter_context(mobile360(0))
        applications = {_BARE: stack.enter_context(bare(upstream))}
        for machine in machines:
            applications[machine.name] = stack.enter_context(application(machine, upstream))
        costs = _rounds(applications, upstream)
    its = costs.pop(_BARE)
    figures.say("Flask and requests alone", milliseconds(median(its)))
    for name, costly in costs.items():
        ratio = median(cost / bare_cost for cost, bare_cost in zip(costly, its, strict=True))
        figures.bar(f"{name}: a journey", ratio, BAR, milliseconds(median(costly)))


def _rounds(applications: dict[str, Served], upstream: Served) -> dict[str, list[float]]:
    costs: dict[str, list[float]] = defaultdict(list)
    for turn in range(_ROUNDS + 1):
        for name, served in applications.items():
            load = Load(url=served.url, upstream=upstream.url, customers=1, seconds=_SECONDS)
            used = put_on(load, served, upstream)
            assert not used.outcome.failures, used.outcome.failures
            if turn:  # the first one warms up
                costs[name].append(used.cpu_seconds / used.outcome.journeys)
    return costs
