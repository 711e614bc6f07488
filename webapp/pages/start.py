"""The first page: mobile number, name, channel and consent."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.journey.inputs import InputRefused, read_mobile_number, read_name
from webapp.journey.itemised import itemised_list
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import Details, Journey, State, Step
from webapp.pages.capture import captured_evidence
from webapp.pages.forms import ActionForm, StartForm
from webapp.pages.moments import retry_after
from webapp.pages.visitor import to_their_place, visitor
from webapp.pages.words import too_soon


def show() -> ResponseReturnValue:
    """Show the empty form, or the one that a failed send or a change of number left."""
    journey = visitor().journey
    if _is_elsewhere(journey):
        return to_their_place()
    return _start_page(_prefilled(journey), journey)


def submit() -> ResponseReturnValue:
    """Take the details and the consent, and have a code sent."""
    journey = visitor().journey
    if _is_elsewhere(journey):
        return to_their_place()
    form = StartForm()
    if not form.validate():
        return _start_page(form, journey, 400 if form.outdated else 422)
    if journey is not None and journey.ended:
        # Its token is spent; the page that shows this gives the browser a new one, which a double click then shares.
        return _start_page(form, journey, 422)
    details = Details(
        mobile_number=read_mobile_number(form.mobile_number.data or ""),
        name=read_name(form.name.data or ""),
        notification_mode=form.notification_modes.data,
        evidence=captured_evidence(form.ip_origin.data),
    )
    try:
        visitor().onboarding.start(visitor().token, details)
    except InputRefused as refusal:
        form.refuse(refusal)
        form.consent.data = False  # it was used for what was refused: the next send rests on a consent of its own
        return _start_page(form, visitor().journey, 422)
    except Stopped as stop:
        if stop.problem is not Problem.TOO_SOON or stop.until is None:
            raise
        form.mobile_number.errors = [too_soon(stop.until)]
        return _start_page(form, visitor().journey, 429, retry_after(stop.until, visitor().now()))
    return to_their_place()


def _start_page(
    form: StartForm, journey: Journey | None, status: int = 200, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    """Render the first page, and give the browser a new token where it has no open journey.

    The box is never ticked on an outdated page, nor where the journey that it was ticked for is over.
    """
    is_open = journey is not None and not journey.ended
    if form.outdated or (journey is not None and journey.ended):
        form.consent.data = False
    if not is_open:
        visitor().renew()
    state = None if journey is None else journey.state
    page = render_template(
        "start.html",
        form=form,
        timed_out=state is State.EXPIRED,
        not_sent=state is State.NOT_SENT,
        changing=journey is not None and journey.changing_number,
        fetched=itemised_list(),
        action=ActionForm(formdata=None) if is_open else None,
    )
    return page, status, headers or {}


def _is_elsewhere(journey: Journey | None) -> bool:
    return journey is not None and not journey.ended and journey.step is not Step.START


def _prefilled(journey: Journey | None) -> StartForm:
    details = journey.details if journey is not None else None
    if journey is None or details is None:
        return StartForm(formdata=None)
    return StartForm(
        formdata=None,
        mobile_number="" if journey.changing_number else details.mobile_number,
        name=details.name,
        notification_modes=details.notification_mode,
        ip_origin=details.evidence.ip_origin.value,
    )
