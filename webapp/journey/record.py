"""What happens in a journey, written into the consent ledger under the journey's reference."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache

from cryptography.fernet import InvalidToken
from sqlalchemy import Connection

from webapp.clock import INDIA
from webapp.consent.archive import NoticeArchive
from webapp.consent.entries import LedgerBroken, LedgerEntry, LedgerEvent, OpenedEntry
from webapp.consent.evidence import Evidence
from webapp.consent.ledger import Appendix, Ledger, SubjectErased
from webapp.consent.receipt import ReceiptFacts, Receipts
from webapp.identity.fields import Purpose
from webapp.journey.itemised import itemised_list
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import Affirmation, Details, Journey
from webapp.journey.store import Write
from webapp.journey.telling import ToldEntry, told
from webapp.telemetry.events import LedgerRefused, emit

_AFFIRMATIONS = {LedgerEvent.GIVEN, LedgerEvent.REAFFIRMED}


@dataclass(frozen=True)
class Terms:
    """What customers consent to. `purpose` is the contract's `user_consent.purpose`; see `Settings` for the others."""

    purpose: str
    purposes: frozenset[Purpose]
    retention: timedelta

    def retained_until(self, used_at: datetime) -> datetime:
        """Return until when the record of a consent is kept that was last used then: to the end of a day in India.

        So the steps of one visit do not each prolong it.
        """
        last_day = (used_at + self.retention).astimezone(INDIA).date()
        return datetime.combine(last_day + timedelta(days=1), time(), INDIA)


@dataclass(frozen=True)
class Recorded:
    """What was captured with the newest affirmation, and when (UTC)."""

    reference: str
    at: datetime
    evidence: Evidence = field(repr=False)


@dataclass(frozen=True)
class Withdrawal:
    """A withdrawal as it is acknowledged: when (UTC), and the day in India by which the record is erased."""

    reference: str
    at: datetime
    erased_on: date


class ConsentRecord:
    """One customer's consent, entry by entry. Never the code, never a fetched value.

    What writes returns a `Write`, so that an entry and the journey's step that it tells of are committed together.
    What reads raises Stopped where the ledger is not as it was written; the business is told.
    """

    def __init__(self, ledger: Ledger, archive: NoticeArchive, receipts: Receipts, terms: Terms) -> None:
        """Take the ledger, the archive of the notices' texts, what signs receipts, and the terms of the consent."""
        self._ledger = ledger
        self._archive = archive
        self._receipts = receipts
        self.terms = terms

    def affirmed(self, event: LedgerEvent, journey: Journey, details: Details, affirmed: Affirmation) -> Write:
        """Record an act of consent (GIVEN or REAFFIRMED), the notice it rests on, and the receipt for it."""

        def write(connection: Connection) -> None:
            at = journey.consent_at
            for notice in (affirmed.notice, affirmed.original):
                if notice is not None:
                    self._archive.keep(connection, notice, at)
            with self._appending(connection, journey.reference, at, details.mobile_number) as appendix:
                entry = appendix.append(event, at, self._agreed(journey, details, affirmed))
                receipt = self._receipts.issue(self._receipt_facts(entry, journey, details, affirmed))
                appendix.append(LedgerEvent.RECEIPT, at, {"receipt": receipt.decode()})

        return write

    def asking(self, journey: Journey, details: Details, at: datetime) -> Write:
        """Record that a code is about to be asked for on an affirmation that still holds, whatever becomes of it."""
        content = {"verification_id": journey.verification_id, "notification_mode": details.notification_mode}
        return self._writing(journey.reference, LedgerEvent.CODE_ASKED, at, content)

    def judging(self, journey: Journey, at: datetime) -> Write:
        """Record that a code is about to be judged, whatever becomes of it."""
        content = {"verification_id": journey.verification_id}
        return self._writing(journey.reference, LedgerEvent.CODE_ENTERED, at, content)

    def asked(self, journey: Journey, details: Details, at: datetime, answer: str, *, sent: str) -> Write:
        """Record how asking for a code ended: `sent` is yes, no or unknown, `answer` Cashfree's in one word or two."""
        event = LedgerEvent.CODE_NOT_SENT if sent == "no" else LedgerEvent.CODE_SENT
        content = {
            "verification_id": journey.verification_id,
            "notification_mode": details.notification_mode,
            "sent": sent,
            "answer": answer,
        }
        return self._writing(journey.reference, event, at, content)

    def judged(self, journey: Journey, at: datetime, outcome: str, *, verified: bool) -> Write:
        """Record how a code was judged."""
        event = LedgerEvent.VERIFIED if verified else LedgerEvent.NOT_VERIFIED
        content = {"verification_id": journey.verification_id, "outcome": outcome}
        return self._writing(journey.reference, event, at, content)

    def shown(self, journey: Journey, at: datetime) -> Write:
        """Record that the summary was shown: its verdict, and of which kinds of data it holds anything."""
        summary = journey.summary
        kinds = [section.key for group in summary.groups for section in group.sections] if summary else []
        content = {"verdict": summary.verdict.value if summary else "", "kinds": kinds}
        return self._writing(journey.reference, LedgerEvent.SHOWN, at, content)

    def withdrawn(self, reference: str, at: datetime, action: str = "button pressed") -> Write:
        """Record a withdrawal, unless there is one."""

        def write(connection: Connection) -> None:
            with _told_of_trouble():
                if self._ledger.has_within(connection, reference, LedgerEvent.WITHDRAWN):
                    return
            with self._appending(connection, reference, at) as appendix:
                appendix.append(LedgerEvent.WITHDRAWN, at, {"action": action})

        return write

    def withdrawal(self, reference: str) -> Withdrawal | None:
        """Return the withdrawal of a consent, None where there is none."""
        found = self._newest(reference, {LedgerEvent.WITHDRAWN})
        with _told_of_trouble():
            until = self._ledger.retained_until(reference)
        if found is None or until is None:
            return None
        # A purge that runs once a day comes on the day that begins then.
        return Withdrawal(reference, found.at, until.astimezone(INDIA).date())

    def receipt(self, reference: str) -> bytes | None:
        """Return the newest receipt, to the byte as it was signed."""
        found = self._newest(reference, {LedgerEvent.RECEIPT})
        return str(found.content["receipt"]).encode() if found and found.content else None

    def evidence(self, reference: str) -> Recorded | None:
        """Return what was captured with the newest affirmation."""
        found = self._newest(reference, _AFFIRMATIONS)
        if found is None or found.content is None:
            return None
        return Recorded(reference, found.at, Evidence.model_validate(found.content["evidence"]))

    def told(self, reference: str) -> tuple[ToldEntry, ...]:
        """Return all entries of a consent as they may be told, oldest first."""
        with _told_of_trouble():
            return tuple(map(told, self._ledger.entries(reference)))

    def belongs_to(self, reference: str, mobile_number: str) -> bool:
        """Tell whether a consent was given with a mobile number (ten digits), and is not erased."""
        with _told_of_trouble():
            return self._ledger.belongs_to(reference, mobile_number)

    def _agreed(self, journey: Journey, details: Details, affirmed: Affirmation) -> Mapping[str, object]:
        original = affirmed.original
        return {
            "action": "box ticked and button pressed",
            "declared_adult": True,
            "notice": affirmed.notice.reference.model_dump(mode="json"),
            "notice_in_english": original and original.reference.model_dump(mode="json"),
            "purpose": self.terms.purpose,
            "purposes": sorted(details.purposes),
            "items": list(_items(details.purposes)),
            "mobile_number": details.mobile_number,
            "name": details.name,
            "notification_mode": details.notification_mode,
            "verification_id": journey.verification_id,
            "evidence": details.evidence.model_dump(mode="json"),
        }

    def _receipt_facts(
        self, entry: LedgerEntry, journey: Journey, details: Details, affirmed: Affirmation
    ) -> ReceiptFacts:
        return ReceiptFacts(
            reference=journey.reference,
            event=entry.event.value,
            at=entry.at,
            retain_until=self.terms.retained_until(entry.at),
            notice=affirmed.notice.reference,
            purpose=self.terms.purpose,
            purposes=tuple(sorted(details.purposes)),
            data_items=_items(details.purposes),
            verification_id=journey.verification_id,
            notification_mode=details.notification_mode,
            mobile_number=details.mobile_number,
            ledger_sequence=entry.sequence,
            ledger_hash=entry.hash,
        )

    def _writing(self, reference: str, event: LedgerEvent, at: datetime, content: Mapping[str, object]) -> Write:
        def write(connection: Connection) -> None:
            with self._appending(connection, reference, at) as appendix:
                appendix.append(event, at, content)

        return write

    @contextmanager
    def _appending(
        self, connection: Connection, reference: str, at: datetime, mobile_number: str | None = None
    ) -> Iterator[Appendix]:
        until = self.terms.retained_until(at)
        its = self._ledger.appending(connection, reference, mobile_number=mobile_number, retain_until=until)
        with _told_of_trouble(), its as appendix:
            yield appendix

    def _newest(self, reference: str, events: set[LedgerEvent]) -> OpenedEntry | None:
        with _told_of_trouble():
            entries = self._ledger.entries(reference)
        return next((entry for entry in reversed(entries) if entry.event in events), None)


@contextmanager
def _told_of_trouble() -> Iterator[None]:
    """Stop the customer, and tell the business, where the ledger cannot be relied upon."""
    try:
        yield
    except (LedgerBroken, SubjectErased, InvalidToken) as error:
        emit(LedgerRefused(type(error).__name__))
        raise Stopped(Problem.OUR_SIDE) from None


@cache
def _items(purposes: frozenset[Purpose]) -> tuple[str, ...]:
    return tuple(title for _, titles in itemised_list(purposes) for title in titles)
