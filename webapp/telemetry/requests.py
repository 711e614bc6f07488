"""One log line and one observation for each request that was answered, whatever the answer."""

from time import perf_counter
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from webapp.telemetry.context import begin_request
from webapp.telemetry.logs import log
from webapp.telemetry.metrics import observe_request

_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


def watch_requests(app: Flask) -> None:
    """Give every request an id, put it into the answer as `X-Request-Id`, and tell log and metrics how it ended.

    To be called before anything else adds hooks: what those do is then within the time that is told.
    """
    app.before_request(_begin)
    app.after_request(_told)


def _begin() -> None:
    g.began = perf_counter()
    g.request_id = begin_request()


def _told(response: Response) -> Response:
    seconds = perf_counter() - g.began
    # A path may hold anything, and a method too: only what our own table of addresses knows is told.
    rule = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in _METHODS else "other"
    observe_request(method, rule, response.status_code, seconds)
    log.info(
        "Request",
        method=method,
        rule=rule,
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
        outcome=_outcome(response),
    )
    response.headers["X-Request-Id"] = g.request_id
    return response


def _outcome(response: Response) -> str:
    """Return where the request led: to which of our fixed addresses, or else how it was answered."""
    location = response.headers.get("Location")
    if location is None:
        return "answered" if response.status_code < 400 else "refused" if response.status_code < 500 else "failed"
    path = urlsplit(location).path
    ours = any(rule.rule == path for rule in current_app.url_map.iter_rules())
    return f"led to {path}" if ours else "led elsewhere"
