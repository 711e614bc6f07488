"""What the ledger's tests record, about invented people."""

from datetime import UTC, datetime, timedelta

from tests.databases import WritingLedger
from webapp.consent.entries import LedgerEntry, LedgerEvent

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
RETAINED = NOON + timedelta(days=365)
ASHA, BIJU = "9000000001", "9000000002"


def consent(
    ledger: WritingLedger, subject: str, mobile_number: str = ASHA, *, retain_until: datetime = RETAINED
) -> LedgerEntry:
    """Record the consent that a subject begins with."""
    content = {"name": "Asha Ramanathan", "mobile_number": mobile_number, "language": "hi"}
    return ledger.append(
        subject, LedgerEvent.GIVEN, NOON, content, mobile_number=mobile_number, retain_until=retain_until
    )


def five_entries(ledger: WritingLedger) -> list[LedgerEntry]:
    """Record two subjects, their entries in turn."""
    return [
        consent(ledger, "first"),
        consent(ledger, "second", BIJU),
        ledger.append("first", LedgerEvent.CODE_SENT, NOON + timedelta(seconds=1), {"channel": "SMS"}),
        ledger.append("second", LedgerEvent.CODE_NOT_SENT, NOON + timedelta(seconds=2), {"answer": "timeout"}),
        ledger.append("first", LedgerEvent.VERIFIED, NOON + timedelta(seconds=3), {}),
    ]
