"""Servers in processes of their own, and what they use of the machine."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

PROJECT = Path(__file__).resolve().parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
_STARTS_WITHIN = 60.0
_STOPS_WITHIN = 60.0


@dataclass(frozen=True)
class Served:
    """A gunicorn that answers at `url`; its figures are read from Linux's /proc."""

    url: str
    process: subprocess.Popen[bytes] = field(repr=False)

    def cpu_seconds(self) -> float:
        """Return the CPU time, user's and system's, that the workers have used since they were started."""
        return sum(_cpu_seconds(pid) for pid in self._workers())

    def megabytes(self) -> float:
        """Return the memory of gunicorn and its workers, shared pages counted once (PSS)."""
        return sum(_kilobytes(pid) for pid in (self.process.pid, *self._workers())) / 1024

    def _workers(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def gunicorn(
    arguments: Sequence[str], environment: Mapping[str, str] | None = None, path: str = "/"
) -> Iterator[Served]:
    """Run gunicorn on a free loopback port, which it is told as PORT, until `path` is answered; stop it in the end.

    Raises RuntimeError, with what it said, where it does not start.
    """
    port = _free_port()
    known = {
        **os.environ,
        "PYTHONPATH": str(PROJECT),
        "GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}",
        "PORT": str(port),
        **(environment or {}),
    }
    with tempfile.TemporaryFile() as said, tempfile.TemporaryDirectory() as elsewhere:  # where no .env is
        command = [sys.executable, "-m", "gunicorn", "--log-level", "warning", *arguments]
        process = subprocess.Popen(command, cwd=elsewhere, env=known, stdout=said, stderr=said)  # noqa: S603 - our own
        served = Served(f"http://127.0.0.1:{port}", process)
        try:
            if not _answers(served, path):
                said.seek(0)
                raise RuntimeError(f"gunicorn does not start: {said.read()[-2000:].decode()}")
            yield served
        finally:
            process.terminate()
            try:
                process.wait(_STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(served: Served, path: str) -> bool:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and served.process.poll() is None:
        try:
            return requests.get(f"{served.url}{path}", timeout=_STARTS_WITHIN).ok
        except requests.ConnectionError:
            time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _cpu_seconds(pid: int) -> float:
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / _TICKS


def _kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
