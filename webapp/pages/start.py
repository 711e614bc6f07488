"""The first page: mobile number, name, channel and consent."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.consent.notice import Notice
from webapp.journey.inputs import InputRefused, read_mobile_number, read_name
from webapp.journey.problems import Stopped
from webapp.journey.state import Affirmation, Journey, State, Stated, Step
from webapp.pages.capture import captured_evidence, remember_device
from webapp.pages.forms import StartForm
from webapp.pages.language import changes_language
from webapp.pages.later import asked_later
from webapp.pages.notice import current_notice, english_notice
from webapp.pages.visitor import to_their_place, visitor


def show() -> ResponseReturnValue:
    """Show the empty form, or the one that a failed send or a change of number left."""
    journey = visitor().journey
    if _is_elsewhere(journey):
        return to_their_place()
    return start_page(_prefilled(journey), journey)


def submit() -> ResponseReturnValue:
    """Take the details and the consent, and have a code sent."""
    anew = changes_language()
    journey = visitor().journey
    if _is_elsewhere(journey):
        return visitor().led_back()
    form = StartForm()
    if anew:
        agree_anew = bool(form.consent.data)
        form.consent.data = False  # it was ticked beside a notice in another language
        return start_page(form, journey, agree_anew=agree_anew)
    notice = current_notice()
    in_order = form.validate() & form.rests_on(notice)
    if form.outdated:
        return start_page(form, journey, 400)
    if form.adult.data == "NO":
        return _sent_away()
    if not in_order or not visitor().token or (journey is not None and journey.ended):
        # Nothing begins without a token, or with a spent one; the page gives a new one, which a double click shares.
        return start_page(form, journey, 422)
    return _begun(form, notice)


def _sent_away() -> ResponseReturnValue:
    """Stop here for somebody who is under 18: nothing is read of the device, and nothing that was typed is kept."""
    visitor().onboarding.finish(visitor().token)
    visitor().forget(entirely=True)  # the page that follows then tells this from a record that says so
    return redirect(url_for("pages.under_age"), 303)


def _begun(form: StartForm, notice: Notice) -> ResponseReturnValue:
    stated = Stated(
        read_mobile_number(form.mobile_number.data or ""), read_name(form.name.data or ""), form.notification_modes.data
    )
    affirmed = Affirmation(notice, captured_evidence(form.ip_origin.data), english_notice())
    customer = visitor()
    try:
        sent = customer.submission(new_device=affirmed.evidence.device_id.value)
        standing = customer.onboarding.start(customer.journey, sent, stated, affirmed)
    except InputRefused as refusal:
        form.refuse(refusal)
        form.consent.data = False  # it was used for what was refused: the next send rests on a consent of its own
        return start_page(form, _recorded(affirmed, refusal), 422)
    except Stopped as stop:
        journey = _recorded(affirmed, stop)
        later = asked_later(stop, customer.now())
        form.mobile_number.errors = [later.message]
        return start_page(form, journey, later.status, later.headers)
    if standing.journey is not None and standing.journey.details is not None:
        remember_device(standing.journey.details.evidence)
    return customer.led_by(standing)


def _recorded(affirmed: Affirmation, failure: InputRefused | Stopped) -> Journey | None:
    """Return the journey after a step that failed; what was captured is remembered where there is one."""
    journey = visitor().look_again(failure)
    if journey is not None:
        remember_device(affirmed.evidence)
    return journey


def start_page(
    form: StartForm,
    journey: Journey | None,
    status: int = 200,
    headers: dict[str, str] | None = None,
    *,
    agree_anew: bool = False,
) -> ResponseReturnValue:
    """Answer with the first page, and give the browser a new token where it has no open journey.

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
        consent_notice=current_notice(),
        timed_out=journey.reference if journey is not None and state is State.EXPIRED else None,
        withdrawn=state is State.WITHDRAWN,
        not_sent=state is State.NOT_SENT,
        agree_anew=agree_anew,
        changing=journey is not None and journey.changing_number,
        is_open=is_open,
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
        adult=None if journey.changing_number else "YES",  # that is a new consent: each thing in it is said anew
        mobile_number="" if journey.changing_number else details.mobile_number,
        name=details.name,
        notification_modes=details.notification_mode,
        ip_origin=details.evidence.ip_origin.value,
    )
