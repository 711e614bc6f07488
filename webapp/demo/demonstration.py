"""What the console has at hand, the same for all presenters."""

from dataclasses import dataclass, field

from flask import current_app

from webapp.clock import Clock
from webapp.demo.embedded import EmbeddedServer
from webapp.demo.traces import Traces
from webapp.protection.gate import Gate


@dataclass(frozen=True)
class Demonstration:
    """A demonstration.

    environment: which Mobile 360 is spoken to. embedded: None where that is not the embedded server. password: what
    the console asks for; None where only this machine can reach it.
    """

    environment: str
    embedded: EmbeddedServer | None
    traces: Traces
    gate: Gate
    password: str | None = field(repr=False)
    clock: Clock


def demonstration() -> Demonstration:
    """Return the demonstration that the application is in."""
    found: Demonstration = current_app.extensions["demonstration"]
    return found
