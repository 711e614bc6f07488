"""Two processes are one service: what arrives at both at once is taken once, and their limits are common."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
import requests

from tests.crashes.application import ledger_of
from tests.crashes.customers import forms_of
from tests.postgres import PostgresServer
from tests.redis_server import RedisServer
from tests.servers import HARDLY_LIMITED
from tests.serving.service import Service, served_as
from tests.visitor import AGREED, PERSON, Page
from webapp.consent.entries import LedgerEvent, OpenedEntry
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import RunningSandbox, serve

AT_ONCE = 50
TRIES_PER_CODE = 5
_TURN = re.compile(r'<time datetime="([^"]+)"')
_Result = TypeVar("_Result")


def at_once(times: int, act: Callable[[int], _Result]) -> list[_Result]:
    """Do something so many times in as many threads that are let go together."""
    ready = Barrier(times)

    def together(number: int) -> _Result:
        ready.wait()
        return act(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(together, range(times)))


@dataclass(frozen=True)
class Pair:
    """Two processes that serve one application, and what stands behind them."""

    service: Service
    sandbox: RunningSandbox
    database_url: str
    answered: Callable[[str], int]

    def browser(self) -> requests.Session:
        """Open a browser, each of whose requests is a new connection, which either process may take."""
        browser = requests.Session()
        browser.headers["Connection"] = "close"
        return browser

    def look(self, browser: requests.Session, path: str = "/") -> Page:
        """Open an address."""
        return Page(browser.get(self.service.url + path, timeout=60))

    def start_form(self, browser: requests.Session, mobile_number: str) -> dict[str, str]:
        """Return the first page's form as a customer has filled it in."""
        hidden = forms_of(self.look(browser).text)["/"]
        return {**hidden, **PERSON, **AGREED, "mobile_number": mobile_number}

    def send(self, browser: requests.Session, path: str, form: dict[str, str]) -> requests.Response:
        """Send a form with the cookies that the browser has, and leave the answer for the caller to follow."""
        return requests.post(
            self.service.url + path, form, cookies=browser.cookies.get_dict(), allow_redirects=False, timeout=60,
            headers={"Connection": "close"},
        )  # fmt: skip

    def send_one_of(
        self, browser: requests.Session, path: str, forms: list[dict[str, str]], number: int
    ) -> requests.Response:
        """Send one of several forms."""
        return self.send(browser, path, forms[number])

    def started(self, mobile_number: str) -> requests.Session:
        """Return a browser in which a code was asked for."""
        browser = self.browser()
        form = self.start_form(browser, mobile_number)
        browser.post(f"{self.service.url}/", form, timeout=60)
        return browser

    def messages(self) -> list[dict[str, str]]:
        """Return all messages, newest first."""
        found: list[dict[str, str]] = requests.get(f"{self.sandbox.origin}/messages?format=json", timeout=30).json()
        return found

    def entries(self, event: LedgerEvent) -> list[OpenedEntry]:
        """Return what is on record, of a ledger that is whole."""
        with ledger_of(self.database_url) as ledger:
            assert ledger.verify().problem is None
            return list(ledger.opened(event))

    def both_served(self, *rules: tuple[str, str]) -> bool:
        """Tell whether both processes have had some of the requests for these methods and rules."""
        lines = [line for line in self.service.lines() if (line.get("method"), line.get("rule")) in rules]
        return {line["worker"] for line in lines} == set(self.service.workers())


@contextmanager
def paired(
    folder: Path, postgres: PostgresServer, redis: RedisServer, caplog: pytest.LogCaptureFixture, **limits: object
) -> Iterator[Pair]:
    """Run two processes on an empty database and an empty store; `limits` override hardly any."""
    caplog.set_level(logging.INFO, "webapp.sandbox")
    with (
        postgres.database("two_processes") as url,
        serve(create_sandbox(SandboxConfig(delay_seconds=0.2))) as sandbox,
        served_as(
            "tests.serving.patient", folder, **{**HARDLY_LIMITED, **limits}, workers=2, database_url=url,
            rate_limit_storage_url=redis.url, cashfree_base_url=sandbox.base_url,
        ) as service,
    ):  # fmt: skip
        yield Pair(service, sandbox, url, lambda operation: _answered(caplog, operation))


def _answered(caplog: pytest.LogCaptureFixture, operation: str) -> int:
    return sum(record.getMessage().startswith(f"{operation} answered") for record in caplog.records)


@pytest.fixture
def pair(
    tmp_path: Path, postgres: PostgresServer, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> Iterator[Pair]:
    """Two processes with no limits but the journey's own."""
    with paired(tmp_path, postgres, redis, caplog) as made:
        yield made


def test_fifty_identical_starts_send_one_code_and_begin_one_journey(pair: Pair) -> None:
    """Given one form, when it arrives fifty times at once, then one message goes out and every answer leads on."""
    browser = pair.browser()
    form = pair.start_form(browser, PERSON["mobile_number"])
    replies = at_once(AT_ONCE, lambda _: pair.send(browser, "/", form))
    assert pair.both_served(("POST", "/"))
    assert {(reply.status_code, reply.headers["Location"]) for reply in replies} == {(303, "/otp")}
    assert (pair.answered("send"), len(pair.messages()), len(pair.entries(LedgerEvent.GIVEN))) == (1, 1, 1)
    # The browser has the cookies that it had, and those of whatever answers have reached it.
    for reply in [replies[-1], *replies]:
        browser.cookies.update(reply.cookies)
        page = pair.look(browser, "/otp")
        assert (page.path, page.status) == ("/otp", 200)
    code = {**forms_of(page.text)["/otp"], "otp": pair.messages()[0]["otp"]}
    assert Page(browser.post(f"{pair.service.url}/otp", code, timeout=60)).path == "/summary"


def test_two_windows_of_one_browser_begin_one_journey(pair: Pair) -> None:
    """Given the first page in many windows of a browser, when all are sent at once, then one message goes out."""
    browser = pair.browser()
    forms = [pair.start_form(browser, PERSON["mobile_number"]) for _ in range(12)]
    assert len({form["once"] for form in forms}) == len(forms)
    replies = at_once(len(forms), partial(pair.send_one_of, browser, "/", forms))
    assert {(reply.status_code, reply.headers["Location"]) for reply in replies} == {(303, "/otp")}
    assert (pair.answered("send"), len(pair.messages()), len(pair.entries(LedgerEvent.GIVEN))) == (1, 1, 1)
    for reply in replies:
        browser.cookies.update(reply.cookies)
    assert pair.look(browser).path == "/otp"


def test_fifty_guesses_spend_no_more_tries_than_there_are(pair: Pair) -> None:
    """Given five tries, when fifty codes arrive at once, then five at most are judged, each counted and on record."""
    browser = pair.started(PERSON["mobile_number"])
    hidden, code = forms_of(pair.look(browser, "/otp").text)["/otp"], pair.messages()[0]["otp"]
    guesses = [guess for guess in (f"{number:06}" for number in range(AT_ONCE + 1)) if guess != code][:AT_ONCE]
    for turn in range(TRIES_PER_CODE + 1):  # until there are none left
        forms = [{**hidden, "once": f"round {turn}, {guess}", "otp": guess} for guess in guesses]
        replies = at_once(AT_ONCE, partial(pair.send_one_of, browser, "/otp", forms))
        assert {reply.status_code for reply in replies} == {303}
        for reply in replies:
            browser.cookies.update(reply.cookies)
    assert pair.both_served(("POST", "/otp"))
    assert pair.answered("verify") == len(pair.entries(LedgerEvent.CODE_ENTERED)) == TRIES_PER_CODE
    assert "Too many wrong tries with this code" in pair.look(browser, "/otp").text


def test_one_guess_that_arrives_fifty_times_is_judged_once(pair: Pair) -> None:
    """Given one form with a wrong code, when it arrives fifty times at once and later, then one try is spent."""
    browser = pair.started(PERSON["mobile_number"])
    wrong = "000000" if pair.messages()[0]["otp"] != "000000" else "111111"
    form = {**forms_of(pair.look(browser, "/otp").text)["/otp"], "otp": wrong}
    replies = at_once(AT_ONCE, lambda _: pair.send(browser, "/otp", form))
    replies.append(pair.send(browser, "/otp", form))  # it was judged by then
    for reply in replies:
        browser.cookies.update(reply.cookies)
    replies.append(pair.send(browser, "/otp", form))  # and the browser knows
    assert {(reply.status_code, reply.headers["Location"]) for reply in replies} == {(303, "/otp")}
    assert pair.answered("verify") == len(pair.entries(LedgerEvent.CODE_ENTERED)) == 1
    assert "You have 4 tries left" in pair.look(browser, "/otp").text


def test_codes_for_a_number_are_counted_over_both(
    tmp_path: Path, postgres: PostgresServer, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Given a number that may have three codes, when thirty browsers ask at once, then three are sent."""
    with paired(tmp_path, postgres, redis, caplog, limit_sends_per_mobile="3/hour") as pair:
        browsers = [pair.browser() for _ in range(30)]
        forms = [pair.start_form(browser, PERSON["mobile_number"]) for browser in browsers]
        replies = at_once(len(forms), lambda number: pair.send(browsers[number], "/", forms[number]))
        assert pair.both_served(("POST", "/"))
        refused = [reply for reply in replies if reply.status_code == 429]
        assert (len(refused), len(pair.messages()), len(pair.entries(LedgerEvent.GIVEN))) == (27, 3, 3)
        assert all(3000 < int(reply.headers["Retry-After"]) <= 3600 for reply in refused)
        assert all("/" in forms_of(reply.text) for reply in refused)


def test_tries_for_a_number_are_counted_over_both(
    tmp_path: Path, postgres: PostgresServer, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Given a number with four tries, when six browsers each enter a code for it at once, then four are judged."""
    with paired(tmp_path, postgres, redis, caplog, limit_tries_per_mobile="4/hour") as pair:
        browsers = [pair.started(PERSON["mobile_number"]) for _ in range(6)]
        forms = [{**forms_of(pair.look(browser, "/otp").text)["/otp"], "otp": "00000000"} for browser in browsers]
        replies = at_once(len(forms), lambda number: pair.send(browsers[number], "/otp", forms[number]))
        assert sorted(reply.status_code for reply in replies) == [303] * 4 + [429] * 2
        assert pair.answered("verify") == len(pair.entries(LedgerEvent.CODE_ENTERED)) == 4


def test_calls_of_the_account_are_counted_over_both(
    tmp_path: Path, postgres: PostgresServer, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Given one send in five seconds, when twenty ask at once, then those of one moment go, each other has a turn."""
    with paired(tmp_path, postgres, redis, caplog, limit_calls_per_minute=24, limit_calls_for_verifies=12) as pair:
        browsers = [pair.browser() for _ in range(20)]
        forms = [pair.start_form(browser, f"98765432{number:02}") for number, browser in enumerate(browsers)]
        begun = time.monotonic()
        replies = at_once(len(forms), lambda number: pair.send(browsers[number], "/", forms[number]))
        slots = 2 + (time.monotonic() - begun) // 5
        assert pair.both_served(("POST", "/"))
        assert {(reply.status_code, reply.headers["Location"]) for reply in replies} == {(303, "/otp")}
        for browser, reply in zip(browsers, replies, strict=True):
            browser.cookies.update(reply.cookies)
        pages = [pair.look(browser, "/otp") for browser in browsers]
        queued = [page for page in pages if page.title in {"Your turn is coming", "It is your turn"}]
        turns = sorted(  # of those whose turn has not come meanwhile
            datetime.fromisoformat(moment) for page in queued for moment in _TURN.findall(page.text)[:1]
        )
        sent = pair.messages()
        assert len(sent) + len(queued) == 20
        assert 1 <= len(sent) <= slots  # of five seconds, as many as can have begun while all asked
        assert all(later - earlier >= timedelta(seconds=5) for earlier, later in pairwise(turns))
