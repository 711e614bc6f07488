"""`flask consent …`: verify the ledger, export one consent, erase what is due, check a receipt."""

import json
from typing import BinaryIO

import click
from cryptography.fernet import InvalidToken
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from webapp.commands.export import exported
from webapp.commands.records import records
from webapp.consent.entries import LedgerBroken
from webapp.consent.receipt import ReceiptInvalid, check
from webapp.consent.verification import Verification
from webapp.consent.wiping import NotWiped
from webapp.journey.inputs import InputRefused, read_reference
from webapp.telemetry.events import ConsentExported, emit


class _Commands(AppGroup):
    """Says what keeps a command from its work in one line, and ends with 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except LedgerBroken as error:
            raise click.ClickException(f"{error}; run `flask consent verify`") from None
        except InvalidToken:
            raise click.ClickException("ENCRYPTION_KEYS: the key that this was recorded with is missing") from None
        except SQLAlchemyError as error:
            # The text of the error may hold the database's password.
            raise click.ClickException(f"DATABASE_URL: the database fails ({type(error).__name__})") from None


consent = _Commands("consent", help="Verify, export and erase what was recorded of consents; check a receipt.")


@consent.command()
def verify() -> None:
    """Walk the whole ledger, and the archive of notices, and name the first entry that is broken."""
    verification = records().ledger.verify()
    problems = [f"Notice {sha256} is not the text that was shown." for sha256 in records().archive.changed()]
    if verification.problem is not None:
        problems.insert(0, _broken(verification))
    if problems:
        raise click.ClickException("\n".join(problems))
    click.echo(f"{_counted(verification.entries, 'entry', 'entries')}, one chain, nothing changed.")


@consent.command()
@click.argument("reference")
def export(reference: str) -> None:
    """Print everything that is recorded of one consent, as JSON, for an auditor."""
    try:
        found = read_reference(reference)
    except InputRefused:
        raise click.ClickException("This is no reference: one looks like K7F2-9QXM-4TBA.") from None
    document = exported(records(), found)
    if document is None:
        raise click.ClickException(f"Nothing is recorded under {found}.")
    emit(ConsentExported(found))
    click.echo(json.dumps(document, indent=2, ensure_ascii=False).encode())


@consent.command()
def purge() -> None:
    """Erase every consent whose retention is over; made to run once a day."""
    try:
        records().journeys.purge(records().clock())
        erased = records().ledger.purge(records().clock())
    except NotWiped as error:
        raise click.ClickException(f"Erased, but {error}: run it again.") from None
    click.echo(f"{_counted(len(erased), 'consent', 'consents')} erased.")


@consent.command("check-receipt")
@click.argument("file", type=click.File("rb"))
@click.option("--key", type=click.File("rb"), help="The public key, PEM; by default this application's own.")
def check_receipt(file: BinaryIO, key: BinaryIO | None) -> None:
    """Say whether a receipt is genuine."""
    try:
        receipt = check(file.read(), key.read() if key else records().receipts.public_key_pem)
    except ReceiptInvalid as error:
        raise click.ClickException(f"This is not a genuine receipt: {error}.") from None
    except ValueError as error:
        raise click.ClickException(f"The key is {error}.") from None
    click.echo(f"{receipt['receipt_id']}: genuine.")


@consent.command("receipt-key")
def receipt_key() -> None:
    """Print the public key that receipts are checked with."""
    click.echo(records().receipts.public_key_pem, nl=False)


def _broken(verification: Verification) -> str:
    if verification.broken is None:
        return f"The ledger is broken: {verification.problem}."
    return f"The first broken entry is {verification.broken}: {verification.problem}."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
