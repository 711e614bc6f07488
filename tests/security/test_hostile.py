"""Ten thousand hostile requests to the application as it is served: none of them breaks, shows or changes anything."""

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from tests.security.addresses import addresses
from tests.security.attacks import Attacker, Victim
from tests.security.payloads import MARK, what_worked
from tests.security.wire import Answer, Shot, Wire
from tests.servers import MovableClock, Stage
from tests.serving.service import GIVEN, served
from tests.visitor import AGREED, PERSON, Customer
from webapp import create_app
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.server import serve
from webapp.settings import Settings

WITHOUT_THE_TOKEN, WITH_THE_TOKEN = 6_500, 3_500
SEED = 20_261_122
_BATCH = 250
# All come from one address, and no limit may answer in the place of what is to be tried.
_MANY = "1000000/minute"
_UNLIMITED = {
    **{f"limit_{what}_per_address": _MANY for what in ("requests", "forms", "withdrawals", "sends")},
    **{f"limit_sends_per_{whom}": _MANY for whom in ("mobile", "device", "prefix")},
    "limit_sends_in_all": _MANY,
    "limit_tries_per_mobile": _MANY,
    "limit_calls_per_minute": 100_000,
    "limit_pumping_pause_percent": 0,
    "limit_pumping_stop_percent": 0,
}


class Canary:
    """Listens where payloads ask the server to call, and counts who does."""

    def __init__(self) -> None:
        """Listen on a port of this machine."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.calls = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/{MARK}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                self._listener.accept()[0].close()
            except OSError:
                return
            self.calls += 1

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()


@contextmanager
def running_service(folder: Path) -> Iterator[Stage]:
    """Run the application under gunicorn, with an embedded server behind it that tells what it was asked to send."""
    with serve(create_sandbox()) as sandbox:
        settings = {
            **GIVEN,
            **_UNLIMITED,
            "cashfree_base_url": sandbox.base_url,
            "database_url": f"sqlite:///{folder / 'onboarding.sqlite3'}",
        }
        with served(folder, **settings) as service:
            app = create_app(Settings.model_validate(settings))
            yield Stage(app, sandbox, MovableClock(), service.url, folder / "onboarding.sqlite3")


def everything_kept(database: Path) -> dict[str, list[str]]:
    """Return every row of every table."""
    with closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in tables}  # noqa: S608 - its own names


def messages(stage: Stage) -> int:
    """Return how many messages were sent to anybody."""
    return len(requests.get(f"{stage.sandbox.origin}/messages?format=json", timeout=5).json())


def victim(customer: Customer, stands_at: str, token: str) -> Victim:
    """Return a customer's browser as it is at this moment."""
    cookies = {cookie.name: cookie.value or "" for cookie in customer.session.cookies}
    return Victim(stands_at, cookies, token)


def victims(stage: Stage) -> list[Victim]:
    """Return a browser at each place of a journey."""
    found = []
    for number, stands_at in enumerate(("start", "code", "wrong code", "change", "summary", "finished", "withdrawn")):
        customer = Customer(stage)
        mobile = f"987650000{number}"
        if stands_at != "start":
            customer.start(mobile_number=mobile)
        if stands_at == "wrong code":
            customer.enter_code("000000")
        elif stands_at == "change":
            customer.send("/otp/change", {})
        elif stands_at == "summary":
            customer.enter_code(mobile_number=mobile)
        elif stands_at == "finished":
            customer.send("/finish", {})
        elif stands_at == "withdrawn":
            customer.send("/consent/withdraw", {"own": "y"})
        token = customer.token()
        customer.look("/summary")  # the first look at it is recorded
        found.append(victim(customer, stands_at, token))
    return found


def judge(shot: Shot, answer: Answer) -> None:
    """Assert that a hostile request broke nothing and showed nothing."""
    if answer.status == 501:  # as a server is to answer a body in a coding that it does not know (RFC 9112, 6.1)
        assert any(name == "Transfer-Encoding" and value != b"chunked" for name, value in shot.headers), shot
    else:
        assert answer.status < 500, (answer.status, shot)
    assert not what_worked(answer.headers, answer.body), (what_worked(answer.headers, answer.body), shot)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """Somebody who must not be called."""
    listening = Canary()
    yield listening
    listening.close()


def attacker(stage: Stage, canary: Canary, seed: int) -> Attacker:
    """Return an attacker who knows all addresses."""
    paths, forms = addresses(stage.app), addresses(stage.app, "POST")
    return Attacker(seed, stage.url.removeprefix("http://"), paths, forms, canary.url)


def test_without_the_token_nothing_breaks_shows_or_changes(tmp_path: Path, canary: Canary) -> None:
    """Given browsers at every place of a journey, when thousands of hostile requests come with their cookies, all
    methods and addresses, and the token missing, another's or in the wrong place, then there is no server error, no
    payload acts, nobody is called or sent a message, and not a row of the database is another."""
    with running_service(tmp_path) as stage:
        customers = victims(stage)
        hostile = attacker(stage, canary, SEED)
        before, sent = everything_kept(stage.database), messages(stage)
        statuses: dict[int, int] = {}
        with Wire(stage.url) as wire:
            for number in range(WITHOUT_THE_TOKEN):
                shot = hostile.without_the_token(hostile.pick.choice(customers), customers)
                answer = wire.fire(shot)
                judge(shot, answer)
                statuses[answer.status] = statuses.get(answer.status, 0) + 1
                if number % _BATCH == _BATCH - 1:
                    assert everything_kept(stage.database) == before, f"changed by one of {_BATCH} up to {number}"
        assert messages(stage) == sent
        assert not canary.calls
        # They were really read: every kind of answer is among them, and most came as far as the views.
        assert {200, 303, 400, 404, 405, 413} <= statuses.keys(), statuses
        assert statuses[400] < WITHOUT_THE_TOKEN * 0.6, statuses


FORMS = {
    "start": {**PERSON, **AGREED, "once": "", "notice": ""},
    "code": {"otp": "123456", "notification_modes": "SMS", "consent": "y", "notice": "", "once": ""},
    "withdraw": {"reference": "K7F2-9QXM-4TBA", "mobile_number": "9876543210", "once": ""},
}


def a_customer(stage: Stage, kind: str, number: int) -> tuple[Victim, dict[str, str]]:
    """Return a new customer who is before a form of a kind, and that form as it would be sent in good faith."""
    customer = Customer(stage)
    mobile = f"98{number:08}"
    if kind == "code":
        customer.start(mobile_number=mobile)
    token = customer.token()
    form = {**FORMS[kind], "once": uuid4().hex, "notice": customer.notice()}
    return victim(customer, kind, token), form


def test_with_the_token_nothing_breaks_or_shows(tmp_path: Path, canary: Canary) -> None:
    """Given customers with the right token, when they send thousands of forms with hostile values, then there is no
    server error, nothing of a payload acts on a page, and nobody is called."""
    statuses: dict[int, int] = {}
    with running_service(tmp_path) as stage, Wire(stage.url) as wire:
        hostile = attacker(stage, canary, SEED + 1)
        for number in range(WITH_THE_TOKEN):
            if number % 25 == 0:
                sender, form = a_customer(stage, hostile.pick.choice(sorted(FORMS)), number)
            shot = hostile.with_the_token(sender, {**form, "once": uuid4().hex})
            answer = wire.fire(shot)
            judge(shot, answer)
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
    assert not canary.calls
    assert {200, 303, 422} & statuses.keys() >= {303, 422}, statuses
    assert statuses[422] > WITH_THE_TOKEN * 0.1, statuses


def test_the_judge_can_find_what_it_looks_for() -> None:
    """Given answers in which an attack did come through, when they are judged, then each is found."""
    html = {"content-type": "text/html; charset=utf-8"}
    for headers, body in (
        (html, f"<p><{MARK}>"),
        (html, f'<input value="" on{MARK}=1 x="">'),
        (html, f"<a href=' javascript:{MARK}()'>"),
        (html, f"<!-- {MARK} -->"),
        (html, "<p>10587703</p>"),
        (html, "root:x:0:0:root:/root:/bin/bash"),
        (html, "sqlite3.OperationalError"),
        ({"location": "//evil.example"}, ""),
        ({"location": "https://evil.example"}, ""),
        ({f"x-{MARK}": "1"}, ""),
    ):
        assert what_worked(headers, body.encode()), (headers, body)
    assert not what_worked(html, f'<input value="&#34;&gt;&lt;{MARK}&gt;"><a href="/otp">'.encode())
