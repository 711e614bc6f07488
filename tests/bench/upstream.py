"""The embedded Mobile 360 server behind the bench: a process of its own, as late with each answer as is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from tests.bench.processes import Served, gunicorn
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig

_ARGUMENTS = ("--worker-class", "gevent", "--worker-connections", "5000", "--backlog", "4096", "--keep-alive", "30")


def delayed(seconds: float) -> Flask:
    """Return the server for gunicorn: each of its calls waits first."""
    return create_sandbox(SandboxConfig(delay_seconds=seconds))


@contextmanager
def mobile360(seconds: float) -> Iterator[Served]:
    """Run the server; a call that waits is a greenlet, so that thousands cost little."""
    with gunicorn([*_ARGUMENTS, f"tests.bench.upstream:delayed({seconds})"]) as served:
        yield served
