"""How long the pages that go through the ledger take, with a short ledger behind them and with a long one."""

import re
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from math import isqrt
from statistics import median

from tests.bench.figures import Figures, milliseconds
from tests.servers import Stage
from tests.visitor import AGREED, PERSON, Customer, Page

BAR = 1.05
"""What a page may take with the long ledger, as a multiple of what it takes with the short one."""
_WARMING = 10
_FEWEST, _BATCH = 100, 50
_AT_MOST_SECONDS = 60.0
_REFERENCE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")
_numbers = count(9_000_000_000)

Times = dict[str, list[tuple[float, float]]]
"""By page, the seconds that it took with the short and with the long ledger, one right after the other."""


def measure(figures: Figures, kind: str, short: Stage, long: Stage) -> None:
    """Let customers go through both applications step by step, in turn: what slows the machine slows both alike.

    A page's ratio is the median of the ratios of such pairs: on a busy machine that is steadier by far than the ratio
    of two medians. Customers come until every page is clear of the bar by more than chance, or the time is over.
    """
    _visits(short, long, _WARMING)
    begun = time.perf_counter()
    times = _visits(short, long, _FEWEST)
    while time.perf_counter() - begun < _AT_MOST_SECONDS and not all(map(_is_clear, times.values())):
        for page, taken in _visits(short, long, _BATCH).items():
            times[page].extend(taken)
    figures.say(f"{len(next(iter(times.values())))} customers each", "short", "long", "ratio")
    for page, taken in times.items():
        medians = [milliseconds(median(side)) for side in zip(*taken, strict=True)]
        figures.bar(f"{kind}: {page}", median(_ratios(taken)), BAR, *medians)


def _visits(short: Stage, long: Stage, number: int) -> Times:
    times: Times = defaultdict(list)
    for turn in range(number):
        stages = (short, long) if turn % 2 else (long, short)
        mobile_number = str(next(_numbers))
        for steps in zip(*(visit(stage, mobile_number) for stage in stages), strict=True):
            seconds = [took for _, took in (steps if turn % 2 else reversed(steps))]
            times[steps[0][0]].append((seconds[0], seconds[1]))
    return times


def _ratios(taken: list[tuple[float, float]]) -> list[float]:
    return sorted(long / short for short, long in taken)


def _is_clear(taken: list[tuple[float, float]]) -> bool:
    """Tell whether the median's interval of 95 % (by its order statistics) leaves the bar out."""
    ratios = _ratios(taken)
    aside = isqrt(len(ratios))
    middle = len(ratios) // 2
    return ratios[middle + aside] < BAR or ratios[middle - aside] >= BAR


def visit(stage: Stage, mobile_number: str) -> Iterator[tuple[str, float]]:
    """Be a customer from the consent to its withdrawal; yields each page and the seconds it took, over the socket."""
    customer = Customer(stage)
    first = customer.look("/")
    token, notice = first.values["csrf_token"], first.values["notice"]
    yield "GET / (not through the ledger)", _seconds(first)
    asked = customer.send("/", {**PERSON, **AGREED, "mobile_number": mobile_number, "notice": notice}, token)
    assert asked.path == "/otp", asked.text
    yield "POST / (consent given)", _seconds(asked, 0)
    yield "GET /otp", _seconds(asked)
    entered = customer.send("/otp", {"otp": "123456"}, token)
    assert entered.path == "/summary", entered.text
    yield "POST /otp (code right)", _seconds(entered, 0)
    yield "GET /summary, first showing", _seconds(entered)
    receipt = customer.look("/consent/receipt")
    yield "GET /consent/receipt", _seconds(receipt)
    yield "GET /consent/evidence", _seconds(customer.look("/consent/evidence"))
    found = _REFERENCE.search(receipt.text)
    assert found is not None, receipt.text
    elsewhere = Customer(stage)
    form = elsewhere.look("/consent/withdraw")
    fields = {"reference": found[0], "mobile_number": mobile_number}
    withdrawn = elsewhere.send("/consent/withdraw", fields, form.values["csrf_token"])
    assert withdrawn.path == "/consent/withdrawn", withdrawn.text
    yield "POST /consent/withdraw, by reference and number", _seconds(withdrawn, 0)


def _seconds(page: Page, redirect: int | None = None) -> float:
    """Return how long a page took, or the redirect on the way to it."""
    reply = page.reply if redirect is None else page.reply.history[redirect]
    return reply.elapsed.total_seconds()
