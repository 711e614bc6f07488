"""The second page: enter the code, ask for another, or change the number."""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from webapp.journey.inputs import InputRefused, read_otp
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import Journey, State, Step
from webapp.pages.capture import captured_evidence, remember_device
from webapp.pages.forms import ActionForm, CodeForm, ResendForm
from webapp.pages.problems import LOCKED, OUT_OF_DATE, problem_page
from webapp.pages.visitor import standing_at, to_their_place, visitor


@standing_at(Step.CODE)
def show(journey: Journey) -> ResponseReturnValue:
    """Show the page for the code that was asked for."""
    if journey.state is State.LOCKED:
        return problem_page(LOCKED)
    return _code_page(journey, CodeForm(formdata=None))


@standing_at(Step.CODE)
def submit(journey: Journey) -> ResponseReturnValue:
    """Have the code judged."""
    form = CodeForm()
    if not form.validate():
        return _code_page(journey, form, 400 if form.outdated else 422)
    try:
        visitor().onboarding.verify(visitor().token, read_otp(form.otp.data or ""))
    except InputRefused as refusal:
        form.refuse(refusal)
        form.otp.data = ""
        return _code_page(visitor().journey or journey, form, 422)
    return to_their_place()


@standing_at(Step.CODE)
def resend(journey: Journey) -> ResponseReturnValue:
    """Have another code sent, by the channel of the button that was pressed."""
    form = ResendForm()
    if not form.validate():
        return _code_page(journey, CodeForm(formdata=None), 400 if form.outdated else 422, resend=form)
    origin = journey.details.evidence.ip_origin.value if journey.details else None
    evidence, device_id = captured_evidence(origin) if form.consent.data else (None, "")
    try:
        visitor().onboarding.resend(visitor().token, form.notification_modes.data, evidence)
    except InputRefused as refusal:
        form.refuse(refusal)
        return _code_page(journey, CodeForm(formdata=None), 422, resend=form)
    except Stopped as stop:
        if stop.problem is not Problem.TOO_SOON:
            raise
        return _code_page(journey, CodeForm(formdata=None), 429, resend=form, too_soon=True)
    response = make_response(to_their_place())
    return remember_device(response, device_id) if device_id else response


@standing_at(Step.CODE)
def change(_journey: Journey) -> ResponseReturnValue:
    """Go back to the first page for another number."""
    if not ActionForm().validate():
        return problem_page(OUT_OF_DATE)
    visitor().onboarding.change_number(visitor().token)
    return to_their_place()


def _code_page(
    journey: Journey,
    form: CodeForm,
    status: int = 200,
    resend: ResendForm | None = None,
    too_soon: bool = False,
) -> ResponseReturnValue:
    now = visitor().now()
    resend = resend or ResendForm(formdata=None)
    page = render_template(
        "code.html",
        journey=journey,
        form=form,
        resend=resend,
        action=ActionForm(formdata=None),
        too_soon=too_soon,
        waits=now < journey.resend_at,
        agree_again=not journey.consent_is_fresh(now),
    )
    return page, status
