"""What the commands look into."""

from dataclasses import dataclass

from flask import current_app

from webapp.clock import Clock
from webapp.consent.archive import NoticeArchive
from webapp.consent.ledger import Ledger
from webapp.consent.receipt import Receipts
from webapp.journey.store import JourneyStore


@dataclass(frozen=True)
class Records:
    """Everything that the business has recorded of its customers."""

    journeys: JourneyStore
    ledger: Ledger
    archive: NoticeArchive
    receipts: Receipts
    clock: Clock


def records() -> Records:
    """Return the present application's."""
    found: Records = current_app.extensions["consent_records"]
    return found
