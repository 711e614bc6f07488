"""A receipt about an invented person."""

from tests.consent.given import ASHA, NOON, RETAINED
from tests.databases import SECRET
from webapp.consent.notice import NoticeReference
from webapp.consent.receipt import Parties, ReceiptFacts, Receipts

REFERENCE = "K7F2-9QXM-4TBA"
PARTIES = Parties("Sample Bank", "officer@sample-bank.example", "https://sample-bank.example/consent/withdraw")
FACTS = ReceiptFacts(
    reference=REFERENCE,
    event="given",
    at=NOON,
    retain_until=RETAINED,
    notice=NoticeReference(version="2026-11-21", language="hi", sha256="0d" * 32),
    purpose="Fetch identity details by mobile number for KYC at Sample Bank",
    purposes=("age", "identity"),
    data_items=("Name", "Date of birth"),
    verification_id="m360-0123456789abcdef",
    notification_mode="SMS",
    mobile_number=ASHA,
    ledger_sequence=7,
    ledger_hash="e5" * 32,
)
RECEIPTS = Receipts(SECRET, PARTIES)
RECEIPT = RECEIPTS.issue(FACTS)
KEY = RECEIPTS.public_key_pem
