"""The application as it is really served, to be killed at any moment and started again at the same address."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import randrange
from types import TracebackType
from typing import Self

import requests

from tests.serving.service import GIVEN, Service, served, until
from webapp.consent.ledger import Ledger
from webapp.database import Cipher, open_database


class Killable:
    """Gunicorn's processes on one port; `url` stays the same, however often they are killed and started again."""

    def __init__(self, folder: Path, **settings: object) -> None:
        """Take the settings beside a demonstration's; nothing runs yet."""
        self._folder = folder
        self._settings = {**settings, "port": _free_port()}
        self._running = ExitStack()
        self._service: Service | None = None
        self._starts = 0
        self.url = f"http://127.0.0.1:{self._settings['port']}"

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self._running.close()

    @property
    def service(self) -> Service:
        """The processes that run now."""
        assert self._service is not None
        return self._service

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._starts += 1
        folder = self._folder / f"start {self._starts}"
        folder.mkdir()
        self._service = self._running.enter_context(served(folder, **self._settings))

    def kill_workers(self, workers: list[int]) -> None:
        """Kill some of the workers, by their process ids; gunicorn's master then replaces them."""
        for worker in workers:
            with suppress(ProcessLookupError):  # the master has just buried one that was killed before
                os.kill(worker, signal.SIGKILL)

    def kill(self) -> None:
        """Kill every process of it, as the end of the machine would."""
        self.service.signal(signal.SIGSTOP)  # so that no worker is born unseen
        for process in (*self.service.workers(), self.service.process.pid):
            os.kill(process, signal.SIGKILL)
        self.service.process.wait()
        self._running.close()

    def wait_until_it_answers(self) -> None:
        """Wait until some worker answers."""
        until(self._answers)

    def _answers(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        return False

    def defects(self) -> list[str]:
        """Return what all processes, dead or alive, have logged of errors that should never be."""
        logs = (file.read_text() for file in self._folder.glob("start */stderr"))
        return [line for log in logs for line in log.splitlines() if "UnexpectedError" in line]


@contextmanager
def ledger_of(url: str) -> Iterator[Ledger]:
    """Open the consent ledger of an application that runs on a database, beside it."""
    engine = open_database(url)
    yield Ledger(engine, Cipher((GIVEN["encryption_keys"],)), GIVEN["consent_secret"].encode())
    engine.dispose()


def _free_port() -> int:
    """Return a port that the system gives nobody of itself, so that it stays free between two starts."""
    while True:
        port = randrange(20_000, 30_000)  # noqa: S311 - any will do
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
