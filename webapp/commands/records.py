"""What the commands look into."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app

from webapp.clock import Clock
from webapp.consent.archive import NoticeArchive
from webapp.consent.ledger import Ledger
from webapp.consent.receipt import Receipts, check
from webapp.journey.store import JourneyStore


class NotInLedger(Exception):
    """A receipt is genuine, and the entry that it is anchored in is not in the ledger; the text says so in one line."""


@dataclass(frozen=True)
class Records:
    """Everything that the business has recorded of its customers."""

    journeys: JourneyStore
    ledger: Ledger
    archive: NoticeArchive
    receipts: Receipts
    clock: Clock

    def checked(self, raw: bytes) -> Mapping[str, object]:
        """Return the fields of a receipt of our own. Raises ReceiptInvalid for any other, and NotInLedger."""
        receipt = check(raw, self.receipts.public_key_pem)
        match receipt["anchor"]:
            case {"ledger_sequence": int(sequence), "ledger_hash": str(code)} if self.ledger.holds(sequence, code):
                return receipt
        raise NotInLedger("genuine, but not in this ledger: the ledger has been set back, or this is another service's")


def records() -> Records:
    """Return the present application's."""
    found: Records = current_app.extensions["consent_records"]
    return found
