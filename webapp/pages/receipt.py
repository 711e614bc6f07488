"""The consent receipt: as a page, as the signed file, and the key that it is checked with."""

import json
from datetime import datetime

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from webapp.consent.receipt import Receipts
from webapp.identity.purposes import WORDS
from webapp.languages.catalogues import languages
from webapp.languages.marks import N_
from webapp.pages.forms import NOTIFICATION_MODES
from webapp.pages.language import gettext as _
from webapp.pages.moments import day, day_and_time
from webapp.pages.visitor import to_their_place, visitor

_ACTS = {
    "given": N_("You ticked the box and pressed the button"),
    "reaffirmed": N_("You agreed again: you ticked the box and pressed the button"),
}


def show() -> ResponseReturnValue:
    """Show the newest receipt of this browser's own consent; as JSON to whoever prefers that."""
    raw = _newest()
    if raw is None:
        return to_their_place()
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return Response(raw, mimetype="application/json")
    receipt = json.loads(raw)
    act, channel = _ACTS[receipt["event"]["event_type"]], NOTIFICATION_MODES[receipt["channel"]]
    return render_template(
        "consent/receipt.html",
        receipt=receipt,
        act=_(act),
        moment=day_and_time(datetime.fromisoformat(receipt["event"]["event_time"])),
        channel=_(channel),
        purposes=[_(text) for purpose, text in WORDS.items() if purpose in receipt["purposes"]],
        items=[_(title) for title in receipt["pii_information"]],
        retained=day(datetime.fromisoformat(receipt["retain_until"])),
        notice_language=_language(receipt["privacy_notice"]["language"]),
    )


def show_json() -> ResponseReturnValue:
    """Send the newest receipt as a file: the very bytes that were signed, and that the business keeps."""
    raw = _newest()
    if raw is None:
        return to_their_place()
    name = f"consent-receipt-{json.loads(raw)['receipt_id']}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(raw, mimetype="application/json", headers=headers)


def public_key() -> ResponseReturnValue:
    """Send the public key, PEM."""
    receipts: Receipts = current_app.extensions["receipts"]
    return Response(receipts.public_key_pem, mimetype="application/x-pem-file")


def _newest() -> bytes | None:
    return visitor().onboarding.receipt(visitor().token)


def _language(code: str) -> str:
    known = languages().get(code)
    return known.name if known else code
