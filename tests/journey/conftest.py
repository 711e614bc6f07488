"""A journey's use cases on a real database and the embedded server, without the pages."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import requests
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from tests.databases import SECRET, Database
from tests.servers import HANG_SECONDS, SLOW_SECONDS, TIMEOUT_SECONDS, MovableClock
from webapp.consent.archive import NoticeArchive
from webapp.consent.evidence import Captured, Evidence, Provenance
from webapp.consent.notice import Element, Notice
from webapp.consent.receipt import Parties, Receipts
from webapp.database import Cipher
from webapp.identity.purposes import ALL_PURPOSES
from webapp.journey.onboarding import Onboarding
from webapp.journey.record import ConsentRecord, Terms
from webapp.journey.state import Affirmation, Journey, Stated
from webapp.journey.store import JourneyStore
from webapp.mobile360.client import ClientConfig, Mobile360Client
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import serve

KEY = Fernet.generate_key().decode()
CALL_LASTS = timedelta(seconds=20)
PERSON = ("9000000001", "Asha Ramanathan")


@dataclass(frozen=True)
class Room:
    """The use cases, what they stand on, and the one customer of a test."""

    onboarding: Onboarding
    store: JourneyStore
    engine: Engine
    database: Database
    clock: MovableClock
    messages_url: str
    answered: Callable[[str], int]
    token: str = "the browser's token"

    def start(self, mobile_number: str = PERSON[0], name: str = PERSON[1], token: str = "") -> None:
        """Give details and consent."""
        self.onboarding.start(token or self.token, Stated(mobile_number, name, "SMS"), AFFIRMED)

    def now(self) -> Journey:
        """Return the journey as it stands."""
        journey = self.onboarding.current(self.token)
        assert journey is not None
        return journey

    def codes(self, mobile_number: str = PERSON[0]) -> list[str]:
        """Return the codes sent to a number, newest first."""
        reply = requests.get(f"{self.messages_url}?format=json", timeout=5)
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


@pytest.fixture
def room(database: Database, caplog: pytest.LogCaptureFixture) -> Iterator[Room]:
    """The use cases on an empty database of each kind and an embedded server of their own."""
    caplog.set_level(logging.INFO)
    clock = MovableClock()
    store = JourneyStore(database.engine, Cipher((KEY,)))
    config = SandboxConfig(slow_seconds=SLOW_SECONDS, hang_seconds=HANG_SECONDS)
    with serve(create_sandbox(config, clock)) as sandbox:
        settings = ClientConfig(
            sandbox.base_url, config.client_id, config.client_secret, read_timeout_seconds=TIMEOUT_SECONDS
        )
        client = Mobile360Client(settings, clock)
        onboarding = Onboarding(store, client, record_on(database), CALL_LASTS, clock)
        messages_url = f"{sandbox.origin}/messages"
        yield Room(
            onboarding,
            store,
            database.engine,
            database,
            clock,
            messages_url,
            lambda operation: sum(record.getMessage().startswith(f"{operation} answered") for record in caplog.records),
        )
        client.close()
