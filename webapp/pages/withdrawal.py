"""Withdrawing a consent: by one button where it was given, elsewhere by its reference and the mobile number."""

from contextlib import suppress
from datetime import date, datetime

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.journey.inputs import InputRefused, read_mobile_number, read_reference
from webapp.journey.state import Journey, State
from webapp.pages.capture import forget_device
from webapp.pages.forms import ActionForm, Form, WithdrawalForm
from webapp.pages.language import changes_language
from webapp.pages.visitor import visitor

_ACKNOWLEDGED = "withdrawn"


def show() -> ResponseReturnValue:
    """Show the button for the browser's own consent, or the form for any; `?reference=` says for which."""
    own = _own_journey()
    wanted = _read(request.args.get("reference", ""))
    if own is not None and "another" not in request.args and wanted in {"", own.reference}:
        return _withdraw_page(ActionForm(formdata=None), own)
    return _withdraw_page(WithdrawalForm(formdata=None, reference=wanted))


def submit() -> ResponseReturnValue:
    """Withdraw: the browser's own consent, or that of the reference and number that were entered."""
    return _withdraw_own() if "own" in request.form else _withdraw_another()


def withdrawn() -> ResponseReturnValue:
    """Acknowledge what was withdrawn last in this browser."""
    kept = session.get(_ACKNOWLEDGED)
    if kept is None:
        return redirect(url_for("pages.withdraw"), 303)
    reference, at, erased_on = kept
    return render_template(
        "consent/withdrawn.html",
        reference=reference,
        at=datetime.fromisoformat(at),
        erased_on=date.fromisoformat(erased_on) if erased_on else None,
        retention_days=visitor().onboarding.retention_days,
    )


def _withdraw_own() -> ResponseReturnValue:
    own = visitor().journey
    if own is None:  # it was ended in another window
        return redirect(url_for("pages.withdraw"), 303)
    form = ActionForm()
    if not form.validate():
        return _withdraw_page(form, own, 400)
    withdrawal = visitor().onboarding.withdraw(visitor().token)
    if withdrawal is None:
        return redirect(url_for("pages.withdraw"), 303)
    visitor().forget()
    forget_device()
    return _acknowledge(withdrawal.reference, withdrawal.at, withdrawal.erased_on)


def _withdraw_another() -> ResponseReturnValue:
    form = WithdrawalForm()
    if changes_language():
        return _withdraw_page(form)
    if not form.validate():
        return _withdraw_page(form, status=400 if form.outdated else 422)
    reference = read_reference(form.reference.data or "")
    visitor().onboarding.withdraw_by(reference, read_mobile_number(form.mobile_number.data or ""))
    # Whether the two belong together is nobody's business who does not know it: no answer may depend on it.
    return _acknowledge(reference, visitor().now(), None)


def _withdraw_page(form: Form, own: Journey | None = None, status: int = 200) -> ResponseReturnValue:
    days = visitor().onboarding.retention_days
    return render_template("consent/withdraw.html", form=form, own=own, retention_days=days), status


def _acknowledge(reference: str, at: datetime, erased_on: date | None) -> ResponseReturnValue:
    # Outlives the journey's place in the session, and says nothing of the person.
    session[_ACKNOWLEDGED] = (reference, at.isoformat(), erased_on.isoformat() if erased_on else "")
    return redirect(url_for("pages.withdrawn"), 303)


def _own_journey() -> Journey | None:
    journey = visitor().journey
    return None if journey is None or journey.state is State.WITHDRAWN else journey


def _read(reference: str) -> str:
    with suppress(InputRefused):
        return read_reference(reference)
    return ""
