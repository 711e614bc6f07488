"""The consent entries of a journey as they may be told to whoever shows the product: without what is personal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from webapp.consent.entries import OpenedEntry

SEALED = "(sealed)"
_TOLD = frozenset({
    "action", "answer", "declared_adult", "items", "kinds", "notification_mode", "outcome", "purpose", "purposes",
    "sent", "verdict", "verification_id",
})  # fmt: skip
_NOTICES = frozenset({"notice", "notice_in_english"})
_TOLD_OF_NOTICE = frozenset({"version", "language", "sha256"})


@dataclass(frozen=True)
class ToldEntry:
    """An entry of the ledger: where it stands in the chain, what happened and when (UTC), and what may be told of it.

    content: of what is personal, of the receipt and of all that is not known here only the names, each `SEALED`; empty
    once the consent is erased.
    """

    sequence: int
    event: str
    at: datetime
    hash: str
    content: Mapping[str, object] = field(repr=False)


def told(entry: OpenedEntry) -> ToldEntry:
    """Return an entry as it may be told."""
    content = {name: _value(name, value) for name, value in (entry.content or {}).items()}
    return ToldEntry(entry.sequence, entry.event.value, entry.at, entry.hash, content)


def _value(name: str, value: object) -> object:
    if name in _NOTICES and isinstance(value, dict):
        return {part: each if part in _TOLD_OF_NOTICE else SEALED for part, each in value.items()}
    return value if name in _TOLD or value is None else SEALED
