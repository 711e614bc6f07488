"""A journey's use cases on a real database and the embedded server, without the pages."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
import requests
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from tests.databases import SECRET, Database
from tests.servers import HANG_SECONDS, HARDLY_LIMITED, SLOW_SECONDS, TIMEOUT_SECONDS, MovableClock
from webapp.consent.archive import NoticeArchive
from webapp.consent.evidence import Captured, Evidence, Provenance
from webapp.consent.notice import Element, Notice
from webapp.consent.receipt import Parties, Receipts
from webapp.database import Cipher
from webapp.identity.purposes import ALL_PURPOSES
from webapp.journey.moves import LONGEST_SETTLING_SECONDS
from webapp.journey.onboarding import Onboarding
from webapp.journey.record import ConsentRecord, Terms
from webapp.journey.state import Affirmation, Allowance, Journey, Stated, Submission
from webapp.journey.store import JourneyStore
from webapp.journey.watch import Watch
from webapp.mobile360.client import ClientConfig, Mobile360Client
from webapp.protection.gate import Gate
from webapp.protection.limits import Source
from webapp.protection.storage import SharedStore
from webapp.protection.table import LimitTable
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import serve

KEY = Fernet.generate_key().decode()
CALL_LASTS = timedelta(seconds=20)
HERE = Source("203.0.113.9", None)
PERSON = ("9000000001", "Asha Ramanathan")


@dataclass
class Room:
    """The use cases, what they stand on, and the one customer of a test, whose browser keeps the newest token."""

    onboarding: Onboarding
    store: JourneyStore
    engine: Engine
    database: Database
    clock: MovableClock
    messages_url: str
    answered: Callable[[str], int]
    token: str = "the browser's token"

    def start(
        self,
        mobile_number: str = PERSON[0],
        name: str = PERSON[1],
        token: str = "",
        form: str = "",
        affirmed: Affirmation | None = None,
    ) -> str:
        """Give details and consent; returns the token that the browser then has."""
        before = self.onboarding.current(token or self.token)
        stated = Stated(mobile_number, name, "SMS")
        standing = self.onboarding.start(before, self.form(token, form), stated, affirmed or AFFIRMED)
        if not token:
            self.token = standing.token
        return standing.token

    def form(self, token: str = "", form: str = "") -> Submission:
        """Return a form as the customer sends it; a new one, if it is not said which."""
        return Submission(token or self.token, form or uuid4().hex, HERE)

    def resend(self, notification_mode: str = "SMS", affirmed: Affirmation | None = None) -> None:
        """Ask for another code."""
        self.token = self.onboarding.resend(self.now(), self.form(), notification_mode, affirmed).token

    def verify(self, code: str | None = None, form: str = "") -> None:
        """Enter a code, by default the newest one that was sent to the number."""
        newest = self.codes()[0] if code is None else code
        self.token = self.onboarding.verify(self.now(), self.form(form=form), newest).token

    def change_number(self) -> None:
        """Go back to the first page for another number."""
        self.onboarding.change_number(self.now())

    def show(self) -> Journey | None:
        """Look at the summary."""
        return self.onboarding.show(self.token, self.now())

    def now(self) -> Journey:
        """Return the journey as it stands."""
        journey = self.onboarding.current(self.token)
        assert journey is not None
        return journey

    def codes(self, mobile_number: str = PERSON[0]) -> list[str]:
        """Return the codes sent to a number, newest first."""
        reply = requests.get(f"{self.messages_url}?format=json", timeout=30)
        return [message["otp"] for message in reply.json() if message["mobile_number"] == mobile_number]


def _affirmed() -> Affirmation:
    notice = Notice(
        "2026-01-01", "en", "A notice for tests", "Version 2026-01-01", (Element("purpose", "Why", ("To test.",)),)
    )
    return Affirmation(notice, Evidence(ip=Captured(value="203.0.113.9", provenance=Provenance.CONNECTION)))


AFFIRMED = _affirmed()


def record_on(database: Database) -> ConsentRecord:
    """Return what writes into a database's ledger."""
    receipts = Receipts(SECRET, Parties("A business for tests", "officer@business.example", "https://business.example"))
    terms = Terms("Fetch identity details for a test", ALL_PURPOSES, timedelta(days=365))
    return ConsentRecord(database.ledger(), NoticeArchive(database.engine, SECRET), receipts, terms)


def opened(database: Database, caplog: pytest.LogCaptureFixture, **limits: object) -> AbstractContextManager[Room]:
    """The use cases on an empty database and an embedded server of their own; `limits` override hardly any."""
    return watched(database, caplog, None, limits)


@contextmanager
def watched(
    database: Database, caplog: pytest.LogCaptureFixture, watch: Watch | None, limits: Mapping[str, object]
) -> Iterator[Room]:
    """The same, and somebody is told of the calls. No time passes but what a test lets pass."""
    caplog.set_level(logging.INFO)
    clock = MovableClock()
    clock.stop()
    store = JourneyStore(database.engine, Cipher((KEY,)), Allowance())
    table = LimitTable.model_validate({**HARDLY_LIMITED, **limits})
    gate = Gate(SharedStore("memory://"), table, SECRET, clock)
    record = record_on(database)
    lasts = CALL_LASTS - timedelta(seconds=LONGEST_SETTLING_SECONDS)
    config = SandboxConfig(slow_seconds=SLOW_SECONDS, hang_seconds=HANG_SECONDS)
    with serve(create_sandbox(config, clock)) as sandbox:
        settings = ClientConfig(
            sandbox.base_url, config.client_id, config.client_secret, timeout_seconds=TIMEOUT_SECONDS
        )
        client = Mobile360Client(settings, clock, gate.hold)
        yield Room(
            Onboarding(store, client, record, gate, secret=SECRET, call_lasts=lasts, clock=clock, watch=watch),
            store,
            database.engine,
            database,
            clock,
            f"{sandbox.origin}/messages",
            lambda operation: sum(record.getMessage().startswith(f"{operation} answered") for record in caplog.records),
        )
        client.close()


@pytest.fixture
def room(database: Database, caplog: pytest.LogCaptureFixture) -> Iterator[Room]:
    """The use cases on an empty database of each kind, with no limits but the journey's own."""
    with opened(database, caplog) as made:
        yield made
