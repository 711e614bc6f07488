"""One consent's evidence, put together for an auditor."""

from collections.abc import Iterable

from webapp.commands.records import NotInLedger, Records
from webapp.consent.archive import sha256_of
from webapp.consent.entries import LedgerEvent, OpenedEntry, written
from webapp.consent.receipt import ReceiptInvalid


def exported(records: Records, reference: str) -> dict[str, object] | None:
    """Return a JSON object with all that is recorded of one consent, personal values included; None for nothing.

    - `reference`; `exported_at` (UTC)
    - `erased`: whether its retention is over; the content of the entries and the receipts are gone then
    - `chain`: the number of all `entries` of the ledger, and the first `problem` of the chain, null where it is whole
    - `entries`: `sequence`, `event`, `at` (UTC), `previous_hash`, `hash`, `content`
    - `notices`: each notice that an entry names, its `sha256`, the archived `text` and whether it is `unchanged`
    - `receipts`: the `sequence` of the entry that holds it, the `text`, and the `problem` of one that is
      not genuine, or not anchored in this ledger; null where there is none
    - `receipt_key`: the public key, PEM

    Raises LedgerBroken where an entry was changed, and InvalidToken where the key to it is missing.
    """
    entries = records.ledger.entries(reference)
    if not entries:
        return None
    verification = records.ledger.verify()
    return {
        "reference": reference,
        "exported_at": written(records.clock()),
        "erased": any(entry.event is LedgerEvent.ERASED for entry in entries),
        "chain": {"entries": verification.entries, "problem": verification.problem},
        "entries": [_entry(entry) for entry in entries],
        "notices": [_notice(sha256, records.archive.find(sha256)) for sha256 in named_notices(entries)],
        "receipts": [
            _receipt(entry, records) for entry in entries if entry.event is LedgerEvent.RECEIPT and entry.content
        ],
        "receipt_key": records.receipts.public_key_pem.decode(),
    }


def _entry(entry: OpenedEntry) -> dict[str, object]:
    return {
        "sequence": entry.sequence,
        "event": entry.event.value,
        "at": written(entry.at),
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
        "content": entry.content,
    }


def named_notices(entries: Iterable[OpenedEntry]) -> list[str]:
    """Return the hashes of the notices that entries name, each once, in the order of the entries."""
    contents = (entry.content for entry in entries if entry.content)
    notices = (content.get(name) for content in contents for name in ("notice", "notice_in_english"))
    return list(dict.fromkeys(str(notice["sha256"]) for notice in notices if isinstance(notice, dict)))


def _notice(sha256: str, text: str | None) -> dict[str, object]:
    return {"sha256": sha256, "text": text, "unchanged": text is not None and sha256_of(text) == sha256}


def _receipt(entry: OpenedEntry, records: Records) -> dict[str, object]:
    text = str(entry.content["receipt"]) if entry.content else ""
    try:
        records.checked(text.encode())
    except (ReceiptInvalid, NotInLedger) as error:
        return {"sequence": entry.sequence, "text": text, "problem": str(error)}
    return {"sequence": entry.sequence, "text": text, "problem": None}
