"""The first page: mobile number, name, channel and consent."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from webapp.journey.inputs import InputRefused, read_mobile_number, read_name
from webapp.journey.itemised import itemised_list
from webapp.journey.state import ENDED, Details, Journey, State, Step
from webapp.pages.capture import captured_evidence, remember_device
from webapp.pages.forms import StartForm
from webapp.pages.visitor import is_open, to_their_place, visitor


def show() -> ResponseReturnValue:
    """Show the empty form, or the one that a failed send or a change of number left; give the browser its token."""
    journey = visitor().journey
    if _is_elsewhere(journey):
        return to_their_place()
    if not is_open(journey):
        visitor().renew()
    return start_page(_prefilled(journey), journey)


def submit() -> ResponseReturnValue:
    """Take the details and the consent, and have a code sent."""
    journey = visitor().journey
    if _is_elsewhere(journey):
        return to_their_place()
    form = StartForm()
    if not form.validate():
        return start_page(form, journey, 400 if form.outdated else 422)
    if not visitor().token or (journey is not None and journey.state in ENDED):
        visitor().renew()
    evidence, device_id = captured_evidence(form.ip_origin.data)
    details = Details(
        mobile_number=read_mobile_number(form.mobile_number.data or ""),
        name=read_name(form.name.data or ""),
        notification_mode=form.notification_modes.data,
        evidence=evidence,
    )
    try:
        visitor().onboarding.start(visitor().token, details)
    except InputRefused as refusal:
        form.refuse(refusal)
        return start_page(form, journey, 422)
    return remember_device(make_response(to_their_place()), device_id)


def start_page(form: StartForm, journey: Journey | None, status: int = 200) -> ResponseReturnValue:
    """Render the first page. An outdated page never comes back with the consent box ticked."""
    if form.outdated:
        form.consent.data = False
    timed_out = journey is not None and journey.state is State.EXPIRED
    changing = journey is not None and journey.state is State.CHANGING_NUMBER
    page = render_template("start.html", form=form, timed_out=timed_out, changing=changing, fetched=itemised_list())
    return page, status


def _is_elsewhere(journey: Journey | None) -> bool:
    return is_open(journey) and journey is not None and journey.step is not Step.START


def _prefilled(journey: Journey | None) -> StartForm:
    details = journey.details if journey is not None else None
    if journey is None or details is None:
        return StartForm(formdata=None)
    return StartForm(
        formdata=None,
        mobile_number="" if journey.state is State.CHANGING_NUMBER else details.mobile_number,
        name=details.name,
        notification_modes=details.notification_mode,
        ip_origin=details.evidence.ip_origin.value,
    )
