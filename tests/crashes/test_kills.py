"""However often and whenever the application is killed, nobody gets a message too many, and everybody comes through."""

import logging
import sys
import threading
import time
from collections import Counter
from itertools import count
from pathlib import Path
from random import Random

import pytest
import requests

from tests.crashes.application import Killable, ledger_of
from tests.crashes.customers import Customer, Stuck
from tests.postgres import PostgresServer
from tests.redis_server import RedisServer
from tests.servers import HARDLY_LIMITED
from webapp.consent.entries import LedgerEvent
from webapp.consent.ledger import Ledger
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import RunningSandbox, serve

SEED = 20_260_711
KILLS = 100
CUSTOMERS_AT_ONCE = 20
UPSTREAM_SECONDS = 0.4
# What is lost three times in a row is asked for again after 30, 60 and 120 seconds.
PATIENCE_SECONDS = 600.0
_ASKING = (LedgerEvent.GIVEN, LedgerEvent.REAFFIRMED, LedgerEvent.CODE_ASKED)


class Crowd:
    """Customers who come one after the other, so many at once, until the doors are closed."""

    def __init__(self, url: str, sandbox: RunningSandbox) -> None:
        """Take the application's address, and the embedded server, which is everybody's phone."""
        self.customers: list[Customer] = []
        self.stuck: list[str] = []
        self._url = url
        self._sandbox = sandbox
        self._numbers = count(7_000_000_000)
        self._closed = threading.Event()
        self._threads = [threading.Thread(target=self._come_and_go) for _ in range(CUSTOMERS_AT_ONCE)]

    def __enter__(self) -> "Crowd":
        """Open the doors."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Let nobody in any more, and wait until all have come to an end, unless the test itself has failed."""
        self._closed.set()
        for customer in self.customers if kind else ():
            customer.patience_seconds = 0.0
        for thread in self._threads:
            thread.join()

    def messages(self, mobile_number: str) -> list[dict[str, str]]:
        """Return the messages to a number, newest first."""
        asked = {"format": "json", "mobile_number": mobile_number}
        found: list[dict[str, str]] = requests.get(f"{self._sandbox.origin}/messages", asked, timeout=60).json()
        return found

    def _come_and_go(self) -> None:
        while not self._closed.is_set():
            number = str(next(self._numbers))
            chance = Random(f"{SEED} {number}")  # noqa: S311 - what is chosen has to be the same in each run
            customer = Customer(self._url, number, self.messages, chance, PATIENCE_SECONDS)
            self.customers.append(customer)
            try:
                customer.go()
            except (Stuck, AssertionError) as trouble:
                self.stuck.append(f"{trouble}\n{customer.told()}")


def kill_at_random(application: Killable) -> None:
    """Kill a worker at a random moment, again and again; now and then all of them, and sometimes the master too."""
    chance = Random(SEED)  # noqa: S311 - what is chosen has to be the same in each run
    for number in range(1, KILLS + 1):
        application.wait_until_it_answers()
        time.sleep(chance.uniform(0, 0.7))
        workers = application.service.workers()
        if number % 25 == 0:
            application.kill()
            application.start()
        else:
            application.kill_workers(workers if number % 10 == 0 else workers[:1])  # the oldest: it is sure to serve
    application.wait_until_it_answers()


def what_is_wrong(customer: Customer, messages: list[dict[str, str]], ledger: Ledger) -> str:
    """Return what has gone wrong with a customer's messages or records, in words; empty where nothing has."""
    entries = [entry for subject in ledger.subjects(customer.mobile_number) for entry in ledger.entries(subject)]
    events = [entry.event for entry in entries]
    on_record = {entry.content["verification_id"] for entry in entries if entry.event in _ASKING and entry.content}
    faults = {
        "more messages than were asked for": len(messages) > len(customer.asked),
        "two messages of one verification": len({message["verification_id"] for message in messages}) < len(messages),
        "a message without a record": bool({message["verification_id"] for message in messages} - on_record),
        "a consent is lost": customer.saw_code_page and LedgerEvent.GIVEN not in events,
        "what was shown is lost": customer.saw_summary and LedgerEvent.SHOWN not in events,
    }
    return ", ".join(fault for fault, found in faults.items() if found)


def cut_off(ledger: Ledger) -> int:
    """Return how many calls are on record as cut off by the end of the process that made them."""
    found = ledger.opened(LedgerEvent.CODE_SENT, LedgerEvent.NOT_VERIFIED)
    return sum("cut off" in (entry.content or {}).values() for entry in found)


def test_nobody_is_harmed_by_a_hundred_kills(
    postgres: PostgresServer, redis: RedisServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Given customers on their way, when the application is killed at any moment, then all come through unharmed."""
    caplog.set_level(logging.INFO, "webapp.sandbox")
    with (
        postgres.database("kills") as database_url,
        serve(create_sandbox(SandboxConfig(delay_seconds=UPSTREAM_SECONDS))) as sandbox,
        Killable(
            tmp_path, **HARDLY_LIMITED, workers=3, threads=16, database_url=database_url,
            rate_limit_storage_url=redis.url, cashfree_base_url=sandbox.base_url, cashfree_timeout_seconds=3,
        ) as application,
    ):  # fmt: skip
        begun = time.monotonic()
        with Crowd(application.url, sandbox) as crowd:
            kill_at_random(application)
            killed = time.monotonic()
        over = time.monotonic()
        with ledger_of(database_url) as ledger:
            verified, cut = ledger.verify(), cut_off(ledger)
            wrongs = {one: what_is_wrong(one, crowd.messages(one.mobile_number), ledger) for one in crowd.customers}
            judged = sum(1 for _ in ledger.opened(LedgerEvent.CODE_ENTERED))
        answered = Counter(record.getMessage() for record in caplog.records if record.name == "webapp.sandbox.app")
        lost = sum(customer.unanswered for customer in crowd.customers)
        sys.stdout.write(
            f"\nseed {SEED}, {KILLS} kills in {killed - begun:.0f} s, all there after {over - begun:.0f} s; "
            f"{len(crowd.customers)} customers, {lost} requests without an answer, {cut} calls cut off, "
            f"{verified.entries} entries; the embedded server: {dict(answered)}\n"
        )
        assert crowd.stuck == []
        assert [f"{wrong}\n{customer.told()}" for customer, wrong in wrongs.items() if wrong] == []
        assert verified.problem is None
        assert application.defects() == []
        assert sum(number for what, number in answered.items() if what.startswith("verify")) <= judged
        assert (lost > KILLS / 2, cut > 0) == (True, True)  # else the kills came when nothing was under way
        assert requests.get(f"{application.url}/metrics", timeout=60).ok
