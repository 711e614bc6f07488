"""`flask consent …`: verify the ledger, export one consent, erase what is due, check a receipt."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click
from cryptography.fernet import InvalidToken
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from webapp.commands.export import exported, named_notices
from webapp.commands.records import NotInLedger, Records, records
from webapp.consent.entries import LedgerBroken, LedgerEvent
from webapp.consent.receipt import ReceiptInvalid, check
from webapp.consent.verification import Verification
from webapp.consent.wiping import NotWiped
from webapp.journey.inputs import InputRefused, read_mobile_number, read_reference
from webapp.telemetry.events import ConsentExported, ConsentsLookedUp, emit

_TROUBLE = (LedgerBroken, InvalidToken, NotWiped, SQLAlchemyError)


class _Commands(AppGroup):
    """Says what keeps a command from its work in one line, and ends with 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except _TROUBLE as error:
            raise click.ClickException(_in_words(error)) from None


consent = _Commands("consent", help="Verify, export and erase what was recorded of consents; check a receipt.")


@consent.command()
def verify() -> None:
    """Walk the whole ledger, and the archive of notices, and name the first entry that is broken."""
    verification = records().ledger.verify()
    problems = [] if verification.problem is None else [_broken(verification)]
    problems += [f"Notice {sha256} is not what was kept." for sha256 in records().archive.changed()]
    if verification.problem is None:  # else the entries cannot be relied upon, or not be opened
        problems += [f"Notice {sha256} is missing: an entry names it." for sha256 in _missing_notices(records())]
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
def find() -> None:
    """Name the references of a mobile number's consents; the number is asked for, so that no shell remembers it."""
    try:
        number = read_mobile_number(click.prompt("Mobile number"))
    except InputRefused:
        raise click.ClickException("This is no Indian mobile number.") from None
    found = records().ledger.subjects(number)
    emit(ConsentsLookedUp(len(found)))
    if not found:
        raise click.ClickException("Nothing is recorded of this number.")
    for reference in found:
        click.echo(reference)


@consent.command()
def purge() -> None:
    """Erase every consent whose retention is over, and what journeys have left behind; made to run once a day."""
    now = records().clock()
    problems: list[str] = []
    with _noted(problems, "Consents"):
        erased = records().ledger.purge(now)
        click.echo(f"{_counted(len(erased), 'consent', 'consents')} erased.")
    with _noted(problems, "Journeys"):
        records().journeys.purge(now)
    if problems:
        raise click.ClickException("\n".join(problems))


@consent.command()
def reseal() -> None:
    """Seal what older keys of ENCRYPTION_KEYS have sealed with the newest; an older one may be dropped a day later."""
    click.echo(f"{_counted(records().ledger.reseal(), 'consent', 'consents')} sealed with the newest key.")


@consent.command("check-receipt")
@click.argument("file", type=click.File("rb"))
@click.option("--key", type=click.File("rb"), help="The public key, PEM; by default this application's own.")
def check_receipt(file: BinaryIO, key: BinaryIO | None) -> None:
    """Say whether a receipt is genuine and, with this application's own key, whether the ledger still has its entry."""
    try:
        receipt = check(file.read(), key.read()) if key else records().checked(file.read())
    except NotInLedger as error:
        raise click.ClickException(f"This receipt is {error}.") from None
    except ReceiptInvalid as error:
        raise click.ClickException(f"This is not a genuine receipt: {error}.") from None
    except ValueError as error:
        raise click.ClickException(f"The key is {error}.") from None
    click.echo(f"{receipt['receipt_id']}: genuine.")


@consent.command("receipt-key")
def receipt_key() -> None:
    """Print the public key that receipts are checked with."""
    click.echo(records().receipts.public_key_pem, nl=False)


def _missing_notices(its: Records) -> tuple[str, ...]:
    return its.archive.missing(named_notices(its.ledger.opened(LedgerEvent.GIVEN, LedgerEvent.REAFFIRMED)))


@contextmanager
def _noted(problems: list[str], what: str) -> Iterator[None]:
    """Note what is wrong, for what follows is to run all the same."""
    try:
        yield
    except _TROUBLE as error:
        problems.append(f"{what}: {_in_words(error)}")


def _in_words(error: Exception) -> str:
    match error:
        case LedgerBroken():
            return f"{error}; run `flask consent verify`"
        case InvalidToken():
            return "ENCRYPTION_KEYS: the key that this was recorded with is missing"
        case NotWiped():
            return f"{error}; run it again"
    return f"DATABASE_URL: the database fails ({type(error).__name__})"  # its text may hold the password


def _broken(verification: Verification) -> str:
    if verification.broken is None:
        return f"The ledger is broken: {verification.problem}."
    return f"The first broken entry is {verification.broken}: {verification.problem}."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
