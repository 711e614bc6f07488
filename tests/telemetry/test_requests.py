"""Each request has one line, which says how it went and nothing that anybody typed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, redirect
from flask.typing import ResponseReturnValue

from tests.telemetry.conftest import Lines
from webapp.telemetry.context import note_reference
from webapp.telemetry.events import JourneyEnded, emit
from webapp.telemetry.requests import watch_requests


@pytest.fixture
def app() -> Flask:
    """An application with a page for each way to answer."""
    app = Flask(__name__)
    watch_requests(app)

    @app.get("/people/<name>")
    def person(name: str) -> str:
        note_reference("K7F2-MNPQ")
        emit(JourneyEnded("finished", "K7F2-MNPQ"))
        return name

    @app.route("/away", methods=["GET", "POST"])
    def away() -> ResponseReturnValue:
        return redirect("/away?secret=9876543210", 303)

    @app.get("/elsewhere")
    def elsewhere() -> ResponseReturnValue:
        return redirect("/people/asha", 303)

    @app.get("/broken")
    def broken() -> ResponseReturnValue:
        return "broken", 502

    return app


def test_a_request_has_one_line(app: Flask, lines: Lines) -> None:
    """Given a page, when it is asked for, then one line says all that there is to say, under the answer's id."""
    answer = app.test_client().get("/people/asha?mobile_number=9876543210", headers={"User-Agent": "Nobody's"})
    (line,) = [line for line in lines() if line["event"] == "Request"]
    said_at, took = datetime.fromisoformat(line.pop("timestamp")), line.pop("milliseconds")
    assert timedelta(0) <= datetime.now(UTC) - said_at < timedelta(minutes=1)
    assert said_at.utcoffset() == timedelta(0)
    assert took >= 0
    assert line.pop("worker") > 0
    assert re.fullmatch("[A-Z2-9]{12}", answer.headers["X-Request-Id"])
    assert line == {
        "event": "Request", "level": "info", "method": "GET", "rule": "/people/<name>", "status": 200,
        "outcome": "answered", "request": answer.headers["X-Request-Id"], "reference": "K7F2-MNPQ",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/people/asha", ("GET", "/people/<name>", 200, "answered")),
        ("HEAD", "/people/asha", ("HEAD", "/people/<name>", 200, "answered")),
        ("POST", "/away", ("POST", "/away", 303, "led to /away")),
        ("GET", "/elsewhere", ("GET", "/elsewhere", 303, "led elsewhere")),
        ("GET", "/broken", ("GET", "/broken", 502, "failed")),
        ("POST", "/people/asha", ("POST", "none", 405, "refused")),
        ("ASHA", "/people/asha", ("other", "none", 405, "refused")),
        ("GET", "/9876543210", ("GET", "none", 404, "refused")),
    ],
)
def test_the_line_tells_only_what_our_own_table_of_addresses_knows(
    app: Flask, lines: Lines, method: str, path: str, told: tuple[object, ...]
) -> None:
    """Given any method and address, when they are asked for, then the line holds nothing that the caller made up."""
    app.test_client().open(path, method=method)
    line = lines()[-1]
    assert tuple(line[name] for name in ("method", "rule", "status", "outcome")) == told


def test_the_lines_of_a_request_share_its_id_and_reference(app: Flask, lines: Lines) -> None:
    """Given two requests, one with a journey, then its lines are joined, and nothing of it stands on the other's."""
    client = app.test_client()
    first, second = client.get("/people/asha"), client.get("/broken")
    event, first_line, second_line = lines()
    assert event["request"] == first_line["request"] == first.headers["X-Request-Id"]
    assert second_line["request"] == second.headers["X-Request-Id"] != first_line["request"]
    assert first_line["reference"] == "K7F2-MNPQ"
    assert "reference" not in second_line
