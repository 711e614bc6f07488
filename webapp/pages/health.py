"""What the machines in charge ask: does the process live, can it serve, and how has it been."""

import secrets
from collections.abc import Callable, Mapping
from ipaddress import ip_address

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from pydantic import SecretStr
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from webapp.telemetry.metrics import exposition

Checks = Mapping[str, Callable[[], bool]]
"""What has to work for customers to be served: its name, and a function that says whether it does at present."""

_TRIVIAL = text("SELECT version_num FROM alembic_version")

health = Blueprint("health", __name__)
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def add_health(app: Flask, checks: Checks, metrics_token: SecretStr | None) -> None:
    """Put the health routes on the application.

    metrics_token: the bearer token with which `/metrics` may be read; None where only this machine itself may.
    """
    app.extensions["checks"] = checks
    app.extensions["metrics_token"] = metrics_token
    app.register_blueprint(health)


@health.get("/healthz")
def live() -> ResponseReturnValue:
    """Say that the process answers; nothing else is asked."""
    return _plain("ok\n")


@health.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether customers can be served, and what does not work: one line a part.

    While the storage of the limits is away they are served all the same, by stricter limits of the process's own.
    """
    checks: Checks = current_app.extensions["checks"]
    works = {part: check() for part, check in checks.items()}
    told = "".join(f"{part}: {'ok' if ok else 'not available'}\n" for part, ok in works.items())
    return _plain(told, 200 if works["database"] else 503)


@health.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Hand the numbers to whoever may read them; for everybody else there is no such page."""
    if not _may_read_metrics(current_app.extensions["metrics_token"]):
        abort(404)
    numbers, content_type = exposition()
    return Response(numbers, content_type=content_type)


def _may_read_metrics(token: SecretStr | None) -> bool:
    if token is None:
        return _is_this_machine()
    given = request.headers.get("Authorization", "")
    return secrets.compare_digest(given.encode(), f"Bearer {token.get_secret_value()}".encode())


def _is_this_machine() -> bool:
    """Tell whether the request comes from this machine itself, through no proxy on it."""
    # The proxies' words are taken off the request where some are trusted: then its address was told by one.
    forwarded = "werkzeug.proxy_fix.orig" in request.environ or any(name in request.headers for name in _FORWARDED)
    try:
        return not forwarded and ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def database_answers(engine: Engine) -> bool:
    """Tell whether a trivial query is answered."""
    try:
        with engine.connect() as connection:
            connection.execute(_TRIVIAL)
    except SQLAlchemyError:
        return False
    return True


def _plain(said: str, status: int = 200) -> ResponseReturnValue:
    return Response(said, status, mimetype="text/plain")
