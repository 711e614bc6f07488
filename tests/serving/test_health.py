"""Orchestrators and Prometheus get their answers, and nobody else the numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from flask import Flask
from pydantic import SecretStr
from werkzeug.middleware.proxy_fix import ProxyFix

from tests.postgres import PostgresServer
from tests.redis_server import RedisServer
from tests.serving.service import served, until
from webapp.pages.health import add_health

TOKEN = "a token for tests, of no worth at all"


def test_health_is_asked_for_without_a_trace(tmp_path: Path) -> None:
    """Given a running service, when its health is asked for, then it says so in plain text, and sets no cookie."""
    with served(tmp_path) as service:
        live, ready = (requests.get(f"{service.url}/{path}", timeout=5) for path in ("healthz", "readyz"))
        for answer, said in ((live, "ok\n"), (ready, "database: ok\nlimits: ok\n")):
            assert (answer.status_code, answer.text) == (200, said)
            assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Set-Cookie" not in answer.headers


@contextmanager
def closed(postgres: PostgresServer) -> Iterator[None]:
    """Let nobody into the database, and whoever is there out."""
    postgres._administer("ALTER DATABASE going_away ALLOW_CONNECTIONS false")
    postgres._administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'going_away'")
    try:
        yield
    finally:
        postgres._administer("ALTER DATABASE going_away ALLOW_CONNECTIONS true")


def test_a_database_that_is_away_is_named(postgres: PostgresServer, tmp_path: Path) -> None:
    """Given a database that goes away, then the service lives and is not ready, and says what it waits for."""
    with postgres.database("going_away") as url, served(tmp_path, database_url=url) as service:
        with closed(postgres):
            ready = requests.get(f"{service.url}/readyz", timeout=5)
            assert (ready.status_code, ready.text) == (503, "database: not available\nlimits: ok\n")
            assert requests.get(f"{service.url}/healthz", timeout=5).ok
        assert requests.get(f"{service.url}/readyz", timeout=5).ok


def test_a_storage_of_limits_that_is_away_is_named(redis: RedisServer, tmp_path: Path) -> None:
    """Given a Redis server that hangs, then the service says so, and its metrics too, until it answers again."""
    with served(tmp_path, rate_limit_storage_url=redis.url) as service:

        def ready() -> tuple[int, str, float]:
            requests.get(service.url, timeout=5)
            answer = requests.get(f"{service.url}/readyz", timeout=5)
            return answer.status_code, answer.text, service.metric('onboarding_troubles{trouble="limit_storage_away"}')

        redis.stop_answering()
        try:
            until(lambda: ready() == (200, "database: ok\nlimits: not available\n", 1.0))
        finally:
            redis.go_on()
        until(lambda: ready() == (200, "database: ok\nlimits: ok\n", 0.0))


@pytest.mark.parametrize(
    ("token", "proxies", "comes_from", "headers", "status"),
    [
        (None, 0, "127.0.0.1", {}, 200),
        (None, 0, "::1", {}, 200),
        (None, 0, "192.0.2.1", {}, 404),
        (None, 0, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        (None, 0, "127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 404),
        (None, 1, "127.0.0.1", {}, 404),
        (None, 1, "192.0.2.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        (None, 0, "192.0.2.1", {"Authorization": "Bearer None"}, 404),
        (TOKEN, 0, "192.0.2.1", {"Authorization": f"Bearer {TOKEN}"}, 200),
        (TOKEN, 1, "192.0.2.1", {"Authorization": f"Bearer {TOKEN}"}, 200),
        (TOKEN, 0, "127.0.0.1", {}, 404),
        (TOKEN, 0, "192.0.2.1", {"Authorization": f"Bearer {TOKEN[:-1]}"}, 404),
        (TOKEN, 0, "192.0.2.1", {"Authorization": TOKEN}, 404),
        (TOKEN, 0, "192.0.2.1", {"Authorization": "Bearer \u00fc"}, 404),
    ],
)
def test_who_may_read_the_numbers(
    *, token: str | None, proxies: int, comes_from: str, headers: dict[str, str], status: int
) -> None:
    """Given a token or none, then whoever has it reads the numbers, or else this machine itself; for others: 404."""
    app = Flask(__name__)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies)  # type: ignore[method-assign]
    add_health(app, {}, SecretStr(token) if token else None)
    answer = app.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": comes_from})
    assert answer.status_code == status
