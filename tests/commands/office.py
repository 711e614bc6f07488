"""The business at its command line: commands on a ledger with two consents."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from click.testing import Result
from flask import Flask

from tests.consent.given import ASHA, BIJU, NOON, RETAINED
from tests.consent.receipts import FACTS, RECEIPTS
from tests.databases import SECRET, Database, WritingLedger
from webapp.commands import add_commands
from webapp.commands.records import Records
from webapp.consent.archive import NoticeArchive
from webapp.consent.entries import LedgerEvent
from webapp.consent.notice import Element, Notice
from webapp.database import Cipher
from webapp.journey.state import Allowance
from webapp.journey.store import JourneyStore

FIRST, SECOND = "K7F2-9QXM-4TBA", "2345-6789-ABCD"
NOTICE = Notice("2026-11-21", "hi", "सूचना", "संस्करण 1", (Element("service", "क्यों", ("खाता खोलने के लिए",)),))


@dataclass
class Office:
    """An application with the commands, on a database; `now` can be moved."""

    database: Database
    ledger: WritingLedger
    now: datetime = NOON

    def run(self, *arguments: str, typed: str = "") -> Result:
        """Run `flask consent` with the arguments; `typed` is the answer to what it asks."""
        app = Flask("office")
        engine = self.database.engine
        journeys = JourneyStore(engine, Cipher((self.database.key,)), Allowance())
        add_commands(app, Records(journeys, self.ledger, NoticeArchive(engine, SECRET), RECEIPTS, lambda: self.now))
        return app.test_cli_runner().invoke(args=["consent", *arguments], input=typed)

    def exported(self, reference: str = FIRST) -> dict[str, Any]:
        """Export a consent."""
        result = self.run("export", reference)
        assert (result.exit_code, result.stderr) == (0, "")
        document = json.loads(result.stdout)
        assert isinstance(document, dict)
        return document


def with_two_consents(database: Database) -> Office:
    """Record two people's consents, the notice, and the first one's receipt: three entries."""
    office = Office(database, database.ledger())
    given = affirm(office, FIRST, ASHA)
    receipt = RECEIPTS.issue(replace(FACTS, notice=NOTICE.reference, ledger_sequence=1, ledger_hash=given))
    office.ledger.append(FIRST, LedgerEvent.RECEIPT, NOON, {"receipt": receipt.decode()})
    affirm(office, SECOND, BIJU, retain_until=RETAINED + timedelta(days=30))
    return office


def affirm(office: Office, reference: str, mobile_number: str, retain_until: datetime = RETAINED) -> str:
    """Record a consent and the notice that it rests on; return the entry's hash."""
    with office.database.engine.begin() as connection:
        NoticeArchive(office.database.engine, SECRET).keep(connection, NOTICE, NOON)
    content = {"name": "Asha Ramanathan", "mobile_number": mobile_number, "notice": NOTICE.reference.model_dump()}
    event = LedgerEvent.GIVEN
    entry = office.ledger.append(
        reference, event, NOON, content, mobile_number=mobile_number, retain_until=retain_until
    )
    return entry.hash
