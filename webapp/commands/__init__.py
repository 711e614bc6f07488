"""What the business runs on its command line: `flask consent …`."""

from flask import Flask

from webapp.commands.consent import consent
from webapp.commands.records import Records


def add_commands(app: Flask, records: Records) -> None:
    """Put the commands on the application."""
    app.extensions["consent_records"] = records
    app.cli.add_command(consent)
