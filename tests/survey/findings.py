"""What is found out about every page but by Lighthouse: its weight in each language, and what axe says of it."""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from playwright.sync_api import Browser, Error

from tests.browser.visit import Visit
from tests.survey import axe
from tests.survey.stations import STATIONS
from tests.survey.visits import chromium, opened
from tests.survey.ways.demo import STAFF_PAGES
from tests.survey.weight import Scales, Weight, weigh
from webapp.languages.catalogues import languages

_AT_ONCE = 2  # browsers, as many as a small machine has processors
_BATCH = 5  # stations, for each of which a browser is opened once
_TRIES = 2

_OUTLINE = """() => [...document.querySelectorAll("main *")]
  .map((element) => `${element.localName}#${element.id} ${element.open ?? ""}`)
  .join()"""
_LANGUAGE = "() => document.documentElement.lang"


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
        for findings in pool.map(_visit, batches):
            yield from findings


def be_quiet() -> None:
    """Have the applications write no log lines in this process: the table is what is to be read."""
    logging.disable(logging.CRITICAL)


def _visit(names: Sequence[str]) -> list[Finding]:
    with chromium() as browser:
        return [finding for name in names for finding in _in_each_language(browser, name)]


def _in_each_language(browser: Browser, name: str) -> Iterator[Finding]:
    """Yield what is found at a station, by no more visits than are needed; staff's own pages are not translated."""
    missing, trouble, tries = list(axe.LANGUAGES if name in STAFF_PAGES else languages()), "", 0
    while missing:
        try:
            for finding in _visit_from(browser, name, missing):
                missing.remove(finding.language)
                tries = 0
                yield finding
        except (AssertionError, Error) as error:
            trouble, tries = " ".join(str(error).split())[:300], tries + 1
            if tries == _TRIES:
                yield Finding(name, missing.pop(0), None, trouble=trouble)
                tries = 0


def _visit_from(browser: Browser, name: str, wanted: Sequence[str]) -> Iterator[Finding]:
    """Yield what is found in the first of the languages, and in those after it as long as asking again is enough."""
    first, *others = wanted
    with opened(browser, name, first) as visit:
        scales = Scales(visit.window)
        STATIONS[name](visit)
        yield _found(visit, scales, name, first)
        for language in others:
            if not _asked_again(visit, scales, language):
                return
            yield _found(visit, scales, name, language)


def _found(visit: Visit, scales: Scales, name: str, language: str) -> Finding:
    weight = weigh(visit, scales)
    return Finding(name, language, weight, axe.judge(visit) if language in axe.LANGUAGES else [])


def _asked_again(visit: Visit, scales: Scales, language: str) -> bool:
    """Ask for the page once more in another language, and tell whether it is the same but for that.

    It is not where it answered a form, passes by itself, or differs for who comes for the first time.
    """
    before = visit.arrival
    if before is None or before.request.method != "GET" or scales.pages == 1:
        return False
    outline = visit.window.evaluate(_OUTLINE)
    visit.browser.add_cookies([{"name": "language", "value": language, "url": visit.stage.url}])
    try:
        visit.reload()
    except Error:
        return False
    same_status = visit.arrival is not None and visit.arrival.status == before.status
    is_translated = visit.window.evaluate(_LANGUAGE) == language
    return same_status and is_translated and visit.window.evaluate(_OUTLINE) == outline
