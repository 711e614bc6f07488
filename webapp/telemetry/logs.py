"""How log lines look: one JSON object a line on standard error, ours and the libraries' alike.

Each has `timestamp` (ISO 8601, UTC), `level`, `event` and `worker` (a process id); within a request its `request`, and
where that belongs to a journey its `reference`. Of what libraries say only the words of their own source are kept: what
they fill in, and the text of an exception, may be a customer's.
"""

import logging
import os
import threading
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.contextvars import merge_contextvars
from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import BoundLogger, ProcessorFormatter, add_log_level
from structlog.typing import EventDict, WrappedLogger

_CHATTY = ("alembic", "urllib3", "werkzeug", "flask-limiter")
_LEFT_OUT = "(left out)"


def _add_worker(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    line["worker"] = os.getpid()
    return line


def _without_values(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """Keep of a library's record where it comes from, its template, and an exception's type and place."""
    record: logging.LogRecord = line["_record"]
    filled_in, error = line.pop("positional_args"), line.pop("exc_info", None)
    line.pop("stack_info", None)
    line["logger"] = record.name
    if error and error[0]:
        line["error"], line["place"] = error[0].__name__, place_of(error[2])
    if record.name == "gunicorn.error" and not error and record.levelno != logging.WARNING:
        # Processes, signals and sockets: gunicorn quotes requests in its warnings and with exceptions only.
        line["event"] = record.msg % filled_in if filled_in else record.msg
    elif not filled_in:  # a text that was put together before: which part of it is whose cannot be told
        line["event"] = _LEFT_OUT
    return line


_ON_EVERY_LINE = (merge_contextvars, add_log_level, TimeStamper(fmt="iso", utc=True), _add_worker)

log: BoundLogger = structlog.wrap_logger(
    logging.getLogger("onboarding"),
    processors=[*_ON_EVERY_LINE, ProcessorFormatter.wrap_for_formatter],
    wrapper_class=BoundLogger,
).bind()
"""Where the application's own lines go: `log.info("Name", field=value)`."""


def handler() -> logging.Handler:
    """Return a handler that writes JSON lines to standard error."""
    made = logging.StreamHandler()
    made.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_without_values, *_ON_EVERY_LINE],
            processors=[ProcessorFormatter.remove_processors_meta, JSONRenderer(default=str)],
            pass_foreign_args=True,
            use_get_message=False,
        )
    )
    return made


GUNICORN: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"lines": {"()": handler}},
    "root": {"level": "INFO", "handlers": ["lines"]},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}},
}
"""The same for gunicorn's own lines, as its `logconfig_dict`."""


def configure_logging() -> None:
    """Send all lines to standard error, unless somebody has said already where they go; silence chatty libraries."""
    logging.basicConfig(level=logging.INFO, handlers=[handler()])
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def write_no_tracebacks() -> None:
    """Keep what Python itself would write to standard error, values and all, out of it: for a serving process."""
    logging.raiseExceptions = False
    threading.excepthook = _thread_failed


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    log.error("ThreadFailed", error=failed.exc_type.__name__, place=place_of(failed.exc_traceback))


def place_of(trace: TracebackType | None) -> str:
    """Return `file:line` of where an exception was raised; empty where nobody knows."""
    frames = traceback.extract_tb(trace)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
