"""What is found out about every page but by Lighthouse: its weight in each language, and what axe says of it."""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from multiprocessing import get_context

from playwright.sync_api import Browser, Error

from tests.survey import axe
from tests.survey.stations import STATIONS
from tests.survey.visits import chromium, opened
from tests.survey.weight import Scales, Weight, weigh
from webapp.languages.catalogues import languages

_AT_ONCE = 2  # browsers, as many as a small machine has processors
_BATCH = 10  # stations, for each of which a browser is opened once
_TRIES = 2


@dataclass(frozen=True)
class Finding:
    """What was found at a station in a language. Where it was not reached, `weight` is None and `trouble` says why."""

    name: str
    language: str
    weight: Weight | None
    axe: list[str] = field(default_factory=list)
    trouble: str = ""


def visit_all(names: Sequence[str]) -> Iterator[Finding]:
    """Yield what is found at each of these stations in each language."""
    batches = [names[at : at + _BATCH] for at in range(0, len(names), _BATCH)]
    # A new process has no threads of Playwright's to be confused by.
    with ProcessPoolExecutor(_AT_ONCE, mp_context=get_context("spawn"), initializer=be_quiet) as pool:
        for findings in pool.map(_visit, *zip(*product(batches, languages()), strict=True)):
            yield from findings


def be_quiet() -> None:
    """Have the applications write no log lines in this process: the table is what is to be read."""
    logging.disable(logging.CRITICAL)


def _visit(names: Sequence[str], language: str) -> list[Finding]:
    with chromium() as browser:
        return [_found(browser, name, language) for name in names]


def _found(browser: Browser, name: str, language: str) -> Finding:
    trouble = ""
    for _ in range(_TRIES):
        try:
            return _look(browser, name, language)
        except (AssertionError, Error) as error:
            trouble = " ".join(str(error).split())[:300]
    return Finding(name, language, None, trouble=trouble)


def _look(browser: Browser, name: str, language: str) -> Finding:
    with opened(browser, name, language) as visit:
        scales = Scales(visit.window)
        STATIONS[name](visit)
        weight = weigh(visit, scales)
        return Finding(name, language, weight, axe.judge(visit) if language in axe.LANGUAGES else [])
