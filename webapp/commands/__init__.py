"""What the business runs on its command line: `flask consent …`."""

from flask import Flask

from webapp.clock import Clock
from webapp.commands.consent import consent
from webapp.commands.records import Records
from webapp.consent.archive import NoticeArchive
from webapp.consent.ledger import Ledger
from webapp.consent.receipt import Receipts


def add_commands(app: Flask, ledger: Ledger, archive: NoticeArchive, receipts: Receipts, clock: Clock) -> None:
    """Put the commands on the application."""
    app.extensions["consent_records"] = Records(ledger, archive, receipts, clock)
    app.cli.add_command(consent)
