"""Customers who go from the first page to the summary, and again as somebody else, without a pause between the steps.

`python -m tests.bench.customers <load as JSON>` is a process of its own: locust turns all waiting in the one that it is
imported into, `time.sleep` included, into gevent's. It prints an Outcome as JSON.
"""

import itertools
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from html import unescape

from locust import FastHttpUser, User, constant, task
from locust.contrib.fasthttp import FastResponse
from locust.env import Environment
from locust.exception import StopUser

from tests.bench.load import Load, Outcome, Times

_STATED = {"adult": "YES", "notification_modes": "SMS", "ip_origin": "HOME", "consent": "y", "name": "Asha Ramanathan"}
_HIDDEN = re.compile(r'<input[^>]*type="?hidden[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
_PROBES = 4
_LONGEST_JOURNEY = 120.0
_numbers = itertools.count(time.time_ns() // 10**6 % 10**9 + 7_000_000_000)  # no other run's numbers, most likely
_turns = itertools.count()


class _Watch:
    """What is seen of all customers between the moment when all have arrived and the last moment."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.begun = time.perf_counter()
        self.steady = self.begun + load.warming_seconds
        self.over = self.steady + load.seconds
        self.added: list[float] = []
        self.upstream_added: list[float] = []
        self.failures: Counter[str] = Counter()
        self.journeys = 0
        self.waiting_seconds = 0.0
        self.calls = 0

    def waited(self, since: float) -> None:
        """Note a step with a call in it that began at `since`."""
        now = time.perf_counter()
        self.waiting_seconds += max(0.0, min(now, self.over) - max(since, self.steady))
        self.calls += self.steady <= now < self.over
        if self.steady <= since < self.over:
            self.added.append(now - since - self.load.delay_seconds)


class Customer(FastHttpUser):
    """Somebody with a browser of their own, new with each journey."""

    wait_time = constant(0)
    network_timeout = connection_timeout = _LONGEST_JOURNEY
    max_retries = 0
    watch: _Watch

    def on_start(self) -> None:
        """Arrive in turn."""
        time.sleep(self.watch.load.arriving_seconds * next(_turns) / self.watch.load.customers)

    @task
    def journey(self) -> None:
        """Go all the way, in five requests; the code is read off the phone in between."""
        if time.perf_counter() >= self.watch.over:
            raise StopUser
        self.client.cookiejar.clear()
        self.client.client.close()  # somebody else's browser has no connection yet
        number = str(next(_numbers))
        try:
            page = self._get("/")
            self._post("/", {**_hidden(page), **_STATED, "mobile_number": number}, "/otp")
            page = self._get("/otp")
            self._post("/otp", {**_hidden(page), "otp": self._code(number)}, "/summary")
            self._get("/summary")
            self.watch.journeys += 1
        except _Failed as failure:
            self.watch.failures[str(failure)] += 1
            time.sleep(self.watch.load.back_after_seconds)

    def _get(self, path: str) -> str:
        return _expected(self.client.get(path, allow_redirects=False), 200, f"GET {path}").text or ""

    def _post(self, path: str, fields: dict[str, str], then: str) -> None:
        since = time.perf_counter()
        reply = self.client.post(path, data=fields, allow_redirects=False)
        self.watch.waited(since)
        headers = _expected(reply, 303, f"POST {path}").headers
        where = headers and headers.get("Location")
        if where != then:
            raise _Failed(f"POST {path}: led to {where}")

    def _code(self, number: str) -> str:
        url = f"{self.watch.load.upstream}/messages?format=json&mobile_number={number}"
        messages = json.loads(_expected(self.client.get(url), 200, "the phone").text or "[]")
        if not messages:
            raise _Failed("no message came")
        return str(messages[0]["otp"])


class Probe(FastHttpUser):
    """Calls the upstream directly, which refuses as late as it answers: what is late here is not the application."""

    fixed_count = _PROBES
    wait_time = constant(0)
    network_timeout = connection_timeout = _LONGEST_JOURNEY
    watch: _Watch

    @task
    def call(self) -> None:
        """Call without credentials."""
        since = time.perf_counter()
        if since >= self.watch.over:
            raise StopUser
        path = "/verification/mobile360/otp/send"
        with self.client.post(f"{self.watch.load.upstream}{path}", json={}, catch_response=True) as reply:
            reply.success()
        if since >= self.watch.steady:
            self.watch.upstream_added.append(time.perf_counter() - since - self.watch.load.delay_seconds)
        time.sleep(0.1)


class _Failed(Exception):
    """A step did not come out as it should."""


def _expected(reply: FastResponse, status: int, step: str) -> FastResponse:
    if reply.status_code != status:
        raise _Failed(f"{step}: {reply.status_code or type(getattr(reply, 'error', None)).__name__}")
    return reply


def _hidden(page: str) -> dict[str, str]:
    fields = (dict(_ATTRIBUTE.findall(tag)) for tag in _HIDDEN.findall(page))
    return {field["name"]: unescape(field.get("value", "")) for field in fields}


def run(load: Load) -> Outcome:
    """Let the customers go, until the time is over and the last of them has come to the end."""
    watch = _Watch(load)
    Customer.watch = Probe.watch = watch
    users: list[type[User]] = [Customer, Probe] if load.delay_seconds else [Customer]
    everybody = load.customers + (_PROBES if load.delay_seconds else 0)
    environment = Environment(user_classes=users, host=load.url, stop_timeout=_LONGEST_JOURNEY)
    runner = environment.create_local_runner()
    watch.begun = time.perf_counter()
    runner.start(everybody, spawn_rate=everybody)
    time.sleep(watch.over - time.perf_counter())
    runner.quit()
    return Outcome(
        journeys=watch.journeys,
        calls_a_second=watch.calls / load.seconds,
        waiting=watch.waiting_seconds / load.seconds,
        added=Times.of(watch.added),
        upstream_added=Times.of(watch.upstream_added),
        failures=dict(watch.failures),
    )


def main(arguments: list[str], say: Callable[[str], object] = sys.stdout.write) -> None:
    """Read the load, and print the outcome."""
    logging.disable(logging.CRITICAL)
    say(run(Load.model_validate_json(arguments[0])).model_dump_json())


if __name__ == "__main__":
    main(sys.argv[1:])
