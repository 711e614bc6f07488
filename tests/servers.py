"""The application and the embedded server over real sockets, with a clock that tests can move."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from cryptography.fernet import Fernet
from flask import Flask
from werkzeug.serving import make_server

from webapp import create_app
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import RunningSandbox, serve
from webapp.settings import Settings

# Short enough for tests, and still told apart on a busy machine: the slow answer comes in time, the hung one does not.
SLOW_SECONDS, TIMEOUT_SECONDS, HANG_SECONDS = 0.3, 4.0, 30.0

# For tests that are about other things: nobody meets a limit that is not of the journey itself.
HARDLY_LIMITED: dict[str, object] = {
    **dict.fromkeys(
        (
            *(f"limit_sends_per_{what}" for what in ("mobile", "device", "address", "prefix")),
            "limit_sends_in_all",
            "limit_tries_per_mobile",
            *(f"limit_{what}_per_address" for what in ("requests", "forms", "withdrawals")),
        ),
        "100000/minute",
    ),
    "limit_calls_per_minute": 100_000,
    "limit_pumping_sends_per_prefix": 100_000,
    "limit_pumping_sends_in_all": 100_000,
}

_KEY = Fernet.generate_key().decode()


@dataclass
class MovableClock:
    """The system's time, or the moment at which it was stopped, plus what a test has let pass."""

    passed: timedelta = field(default_factory=timedelta)
    stopped_at: datetime | None = None

    def __call__(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return (self.stopped_at or datetime.now(UTC)) + self.passed

    def stop(self) -> None:
        """From now on, let no time pass but what the test lets pass, however long it takes."""
        self.stopped_at = datetime.now(UTC)

    def pass_by(self, **duration: float) -> None:
        """Let time pass: the arguments are those of timedelta."""
        self.passed += timedelta(**duration)


@dataclass(frozen=True)
class Stage:
    """A running application, the embedded server behind it, and their common clock."""

    app: Flask
    sandbox: RunningSandbox
    clock: MovableClock
    url: str
    database: Path

    def messages(self, mobile_number: str) -> list[dict[str, str]]:
        """Return the messages to a number, newest first."""
        reply = requests.get(f"{self.sandbox.origin}/messages?format=json", timeout=30)
        return [message for message in reply.json() if message["mobile_number"] == mobile_number]

    def newest_code(self, mobile_number: str) -> str:
        """Return the code in the newest message to a number."""
        return self.messages(mobile_number)[0]["otp"]

    def end_calls_that_hang(self) -> None:
        """Close the connections of the calls that the embedded server leaves without an answer at present."""
        stopping = self.sandbox._stopping
        stopping.set()  # whoever waits for it goes on, and it may be forgotten at once
        stopping.clear()


@contextmanager
def staged(folder: Path, **settings: object) -> Iterator[Stage]:
    """Run the application on an embedded server with short delays; `settings` override those of a new demonstration."""
    clock = MovableClock()
    database = folder / "onboarding.sqlite3"
    config = SandboxConfig(slow_seconds=SLOW_SECONDS, hang_seconds=HANG_SECONDS)
    with serve(create_sandbox(config, clock)) as sandbox:
        chosen = {
            "cashfree_base_url": sandbox.base_url,
            "cashfree_timeout_seconds": TIMEOUT_SECONDS,
            "database_url": f"sqlite:///{database}",
            "secret_key": "a key for tests, of no worth at all",
            "encryption_keys": _KEY,
            **HARDLY_LIMITED,
            **settings,
        }
        app = create_app(Settings.model_validate(chosen), clock)
        with running(app) as url:
            yield Stage(app, sandbox, clock, url, database)


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """Serve an application on a loopback port; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
