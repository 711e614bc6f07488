"""What is written, ours and others', is JSON, and holds no value that came from outside."""

import logging
import subprocess
import sys

import pytest

from tests.telemetry.conftest import Lines
from webapp.settings import PROJECT
from webapp.telemetry.events import JourneyEnded, MerchantActionNeeded, emit

SECRET = "9876543210"


def test_an_event_is_its_name_and_its_fields(lines: Lines) -> None:
    """Given an event, when it is emitted, then its line holds its declared fields."""
    emit(JourneyEnded("finished", "K7F2-MNPQ"))
    (line,) = lines()
    assert {name: line[name] for name in ("event", "level", "state", "reference")} == {
        "event": "JourneyEnded", "level": "info", "state": "finished", "reference": "K7F2-MNPQ",
    }  # fmt: skip


def test_an_alarm_is_an_error(lines: Lines) -> None:
    """Given an event for which somebody has to get up, then its line is one of level error."""
    emit(MerchantActionNeeded("send", "422 insufficient_balance", "balance", "K7F2-MNPQ"))
    assert [line["level"] for line in lines()] == ["error"]


@pytest.mark.parametrize(
    ("logger", "level", "message", "told"),
    [
        ("library", logging.WARNING, ("no answer from %s", SECRET), "no answer from %s"),
        ("library", logging.ERROR, (f"no answer from {SECRET}",), "(left out)"),
        ("library", logging.INFO, (f"asked {SECRET}",), "(left out)"),
        ("gunicorn.error", logging.WARNING, (f"Invalid request from ip={SECRET}",), "(left out)"),
        ("gunicorn.error", logging.INFO, ("Booting worker with pid: %s", 17), "Booting worker with pid: 17"),
        ("gunicorn.error", logging.ERROR, ("Worker was sent %s!", "SIGKILL"), "Worker was sent SIGKILL!"),
        ("gunicorn.error", logging.INFO, ("Shutting down",), "Shutting down"),
    ],
)
def test_a_library_s_message_is_told_without_what_it_fills_in(
    lines: Lines, logger: str, level: int, message: tuple[object, ...], told: str
) -> None:
    """Given a library that logs what it was given, then the line holds what its source code says."""
    logging.getLogger(logger).log(level, *message)
    (line,) = lines()
    assert (line["event"], line["logger"], line["level"]) == (told, logger, logging.getLevelName(level).lower())


@pytest.mark.parametrize("logger", ["library", "gunicorn.error"])
def test_an_exception_is_told_by_type_and_place(lines: Lines, logger: str) -> None:
    """Given an exception whose text and whose locals are somebody's, when it is logged, then only its kind is told."""
    try:
        raise ValueError(SECRET)  # noqa: TRY301 - something has to raise it
    except ValueError:
        logging.getLogger(logger).exception("Error handling request %s", f"/otp?{SECRET}")
    (line,) = lines()
    assert (line["event"], line["error"]) == ("Error handling request %s", "ValueError")
    assert line["place"].startswith(f"{__file__}:")
    assert SECRET not in str(line)


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        (f"threading.Thread(target=int, args=('x{SECRET}',)).start()", '"event": "ThreadFailed"'),
        (f"logging.getLogger('library').warning('%d', 'x{SECRET}')", '"event": "%d"'),
    ],
)
def test_python_itself_writes_no_traceback(fails: str, told: str) -> None:
    """Given a thread that fails, or a message that cannot be made, then no traceback with its value is written."""
    setup = "import logging, threading; from webapp.telemetry.logs import *; configure_logging(); write_no_tracebacks()"
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", f"{setup}; {fails}"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert told in done.stderr
    assert SECRET not in done.stderr
