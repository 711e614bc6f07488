"""The edge: how often one address may ask, whatever for, and what it reads when that was too often."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask
from flask_limiter import RateLimitExceeded

from tests.redis_server import RedisServer
from tests.servers import Stage, staged
from webapp.clock import utc_now
from webapp.pages import limits as edge
from webapp.pages.limits import add_limits
from webapp.protection.gate import Gate
from webapp.protection.storage import SharedStore
from webapp.protection.table import LimitTable
from webapp.telemetry.events import LimitHit


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Stage]:
    """The application with narrow limits at its edge."""
    chosen = {
        "limit_requests_per_address": "12/hour",
        "limit_forms_per_address": "3/hour",
        "limit_withdrawals_per_address": "1/hour",
    }
    with staged(tmp_path, **chosen) as running:
        yield running


def statuses(ask: Callable[[], requests.Response], times: int) -> list[int]:
    """Ask so often; returns the statuses of the answers."""
    return [ask().status_code for _ in range(times)]


def test_requests_of_one_address_are_limited(strict: Stage) -> None:
    """Given twelve requests an hour, when pages and addresses that are none are asked for, then the rest get 429."""
    found = statuses(lambda: requests.get(f"{strict.url}/consent/notice", timeout=5), 6)
    missing = statuses(lambda: requests.get(f"{strict.url}/nowhere", timeout=5), 7)
    assert found == [200] * 6
    assert missing == [404] * 6 + [429]


def test_static_files_and_health_are_not(strict: Stage) -> None:
    """Given an address at its limit, when it asks for the stylesheet or the health, then it gets them."""
    statuses(lambda: requests.get(f"{strict.url}/consent/notice", timeout=5), 13)
    for path in ("/static/site.css", "/healthz", "/readyz"):
        assert requests.get(strict.url + path, timeout=5).status_code == 200, path


def test_forms_are_limited_more(strict: Stage) -> None:
    """Given three forms an hour, when more are sent, then they get 429, and pages can still be read."""
    assert statuses(lambda: requests.post(f"{strict.url}/otp", timeout=5), 5)[3:] == [429, 429]
    assert requests.get(f"{strict.url}/consent/notice", timeout=5).status_code == 200


def test_withdrawals_are_limited_most(strict: Stage) -> None:
    """Given one withdrawal an hour, when a second form comes, then it gets 429, and other forms do not."""
    assert statuses(lambda: requests.post(f"{strict.url}/consent/withdraw", timeout=5), 2)[1] == 429
    assert requests.get(f"{strict.url}/consent/withdraw", timeout=5).status_code == 200
    assert requests.post(f"{strict.url}/otp", timeout=5).status_code != 429


def test_the_refusal_says_until_when_and_has_a_way_on(strict: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a form too many, when it is answered, then a page says so, until when, and leads on; the business knows."""
    told: list[object] = []
    monkeypatch.setattr(edge, "emit", told.append)
    statuses(lambda: requests.post(f"{strict.url}/otp", timeout=5), 3)
    refusal = requests.post(f"{strict.url}/otp", timeout=5)
    assert refusal.status_code == 429
    assert 3500 <= int(refusal.headers["Retry-After"]) <= 3601
    assert "You can try again from" in refusal.text
    assert '<a class="button primary" href="/"' in refusal.text
    assert refusal.headers["Cache-Control"] == "no-store"
    assert "per_address" not in refusal.text
    assert told == [LimitHit("forms_per_address")]


def small_app(url: str, **chosen: str) -> Flask:
    """Return an application that has nothing but limits at its edge."""
    table = LimitTable.model_validate({f"limit_{name}": rate for name, rate in chosen.items()})
    app = Flask("small")
    app.add_url_rule("/", "page", lambda: "here", methods=["GET", "POST"])
    add_limits(app, table, Gate(SharedStore(url), table, b"s" * 32, utc_now))
    app.register_error_handler(RateLimitExceeded, lambda _error: ("", 429))  # the page needs the whole application
    return app


def passed(app: Flask, address: str, times: int = 20) -> int:
    """Ask so often from an address; returns how often that was answered with the page."""
    client = app.test_client()
    asked = [client.get("/", environ_overrides={"REMOTE_ADDR": address}) for _ in range(times)]
    return sum(reply.status_code == 200 for reply in asked)


def test_each_address_has_its_own(url: str) -> None:
    """Given five requests a minute, when addresses ask, then each has five; those of one IPv6 /64 share them."""
    app = small_app(url, requests_per_address="5/hour")
    assert [passed(app, address) for address in ("203.0.113.7", "203.0.113.8")] == [5, 5]
    assert [passed(app, address) for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")] == [5, 0, 5]


def test_workers_count_together(redis: RedisServer) -> None:
    """Given two workers on one server, when an address asks both, then the limit holds for both together."""
    one, other = (small_app(redis.url, requests_per_address="5/hour") for _ in range(2))
    assert passed(one, "203.0.113.7", 3) + passed(other, "203.0.113.7") == 5


def test_no_address_is_in_the_store(redis: RedisServer) -> None:
    """Given a request, when all that the store holds is read, then the address is not there."""
    passed(small_app(redis.url), "203.0.113.7", 1)
    assert redis.stored()
    assert not any(b"203.0.113" in kept for kept, _ in redis.stored())


def test_without_the_server_a_quarter_passes() -> None:
    """Given no server, when an address asks, then a quarter of the limit passes, and one at least."""
    nowhere = "redis://127.0.0.1:1/0"
    assert passed(small_app(nowhere, requests_per_address="12/hour"), "203.0.113.7") == 3
    assert passed(small_app(nowhere, requests_per_address="2/hour"), "203.0.113.7") == 1
