"""The application as it is really served: gunicorn in processes of its own, set up by the environment alone."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from flask import Flask

from tests.servers import MovableClock, Stage
from tests.visitor import Customer
from webapp.sandbox.server import RunningSandbox
from webapp.settings import PROJECT

GIVEN = {
    "port": "0",
    "secret_key": "a key for tests, of no worth at all",
    "encryption_keys": "c29tZSBrZXkgZm9yIHRlc3RzLCBvZiBubyB3b3J0aCE=",
    "consent_secret": "a secret for tests, of no worth at all",
}
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Service:
    """Running gunicorn processes."""

    url: str
    process: subprocess.Popen[str]
    errors: Path

    def written(self) -> str:
        """Return all that the processes have written to standard error."""
        return self.errors.read_text()

    def lines(self, event: str = "") -> list[dict[str, Any]]:
        """Return their log lines, or those of one event; every line must be JSON."""
        parsed = [json.loads(line) for line in self.written().splitlines()]
        return [line for line in parsed if not event or line["event"] == event]

    def workers(self) -> list[int]:
        """Return the workers' process ids."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def signal(self, number: signal.Signals) -> None:
        """Send the master process a signal."""
        self.process.send_signal(number)

    def metric(self, sample: str) -> float:
        """Return one number of `/metrics`, by its name and labels as they stand there; 0 where it is missing."""
        for line in requests.get(f"{self.url}/metrics", timeout=5).text.splitlines():
            name, _, value = line.rpartition(" ")
            if name == sample:
                return float(value)
        return 0.0


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds, which it does within seconds or never, if the machine is not busy."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def served(folder: Path, **settings: object) -> AbstractContextManager[Service]:
    """Run the application with these settings beside a demonstration's, and stop it in the end."""
    return served_as("webapp.serving", folder, **settings)


@contextmanager
def served_as(config: str, folder: Path, **settings: object) -> Iterator[Service]:
    """Do so with the settings of gunicorn that a module holds."""
    given = {**GIVEN, "database_url": f"sqlite:///{folder / 'onboarding.sqlite3'}", **settings}
    errors, said = folder / "stderr", folder / "stdout"
    with errors.open("w") as stderr, said.open("w") as stdout:
        process = subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-m", "gunicorn", "-c", f"python:{config}"],
            cwd=PROJECT, env=environment(given), stdout=stdout, stderr=stderr, text=True,
        )  # fmt: skip
    try:
        until(lambda: process.poll() is not None or "http" in said.read_text())
        found = re.search(r"http://\S+", said.read_text())
        assert found, errors.read_text()
        service = Service(found[0], process, errors)
        until(lambda: requests.get(f"{service.url}/readyz", timeout=PATIENCE_SECONDS).ok)
        yield service
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def environment(settings: dict[str, Any]) -> dict[str, str]:
    """Return the environment of a process with these settings and no others."""
    return {"PATH": os.environ["PATH"], **{name.upper(): str(value) for name, value in settings.items()}}


def customer_of(service: Service, sandbox: RunningSandbox) -> Customer:
    """Return a customer of the service, whose phone is the embedded server's."""
    return Customer(Stage(Flask("in processes of its own"), sandbox, MovableClock(), service.url, service.errors))
