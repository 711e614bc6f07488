"""The second page: enter the code, ask for another, or change the number."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.journey.inputs import Fault, InputRefused, read_otp
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import Affirmation, Journey, State, Step
from webapp.pages.capture import captured_evidence
from webapp.pages.forms import ActionForm, CodeForm, ResendForm
from webapp.pages.language import changes_language
from webapp.pages.moments import retry_after
from webapp.pages.notice import current_notice, english_notice
from webapp.pages.problems import OUT_OF_DATE, problem_page
from webapp.pages.visitor import standing_at, to_their_place, visitor
from webapp.pages.words import too_soon


@standing_at(Step.CODE)
def show(journey: Journey) -> ResponseReturnValue:
    """Show the page for the code that was asked for."""
    return _unjudged(journey, CodeForm(formdata=None))


@standing_at(Step.CODE)
def submit(journey: Journey) -> ResponseReturnValue:
    """Have the code judged."""
    form = CodeForm()
    if changes_language():
        return _unjudged(journey, form)
    if not form.validate():
        return _code_page(journey, form, 400 if form.outdated else 422)
    try:
        visitor().onboarding.verify(visitor().token, read_otp(form.otp.data or ""))
    except InputRefused as refusal:
        form.refuse(refusal)
        return _code_page(visitor().journey, form, 422)
    return to_their_place()


@standing_at(Step.CODE)
def resend(journey: Journey) -> ResponseReturnValue:
    """Have another code sent, by the channel of the button that was pressed."""
    form = ResendForm()
    code_form = CodeForm(formdata=None)
    if not form.validate():
        return _code_page(journey, code_form, 400 if form.outdated else 422, form)
    affirmed = None
    if form.consent.data:
        notice = current_notice()
        if not form.rests_on(notice):
            return _code_page(journey, code_form, 422, form)
        origin = journey.details.evidence.ip_origin.value if journey.details else None
        affirmed = Affirmation(notice, captured_evidence(origin), english_notice())
    try:
        visitor().onboarding.resend(visitor().token, form.notification_modes.data, affirmed)
    except InputRefused as refusal:
        form.refuse(refusal)
        return _code_page(visitor().journey, code_form, 422, form)
    except Stopped as stop:
        if stop.problem is not Problem.TOO_SOON or stop.until is None:
            raise
        form.notification_modes.errors = [too_soon(stop.until)]
        return _code_page(visitor().journey, code_form, 429, form)
    return to_their_place()


@standing_at(Step.CODE)
def change(_journey: Journey) -> ResponseReturnValue:
    """Go back to the first page for another number."""
    if not ActionForm().validate():
        return problem_page(OUT_OF_DATE)
    visitor().onboarding.change_number(visitor().token)
    return to_their_place()


def _unjudged(journey: Journey, form: CodeForm) -> ResponseReturnValue:
    """Render the page with what the form holds; unless that is another code, the last one is said to be wrong."""
    if journey.state is State.CODE_WRONG and not form.otp.data:
        form.refuse(InputRefused("otp", Fault.WRONG_CODE))
    return _code_page(journey, form)


def _code_page(
    journey: Journey | None, form: CodeForm, status: int = 200, resend: ResendForm | None = None
) -> ResponseReturnValue:
    # Between the request's first look at the journey and this one, another request may have moved it on.
    if journey is None or not journey.may_be_at(Step.CODE) or journey.details is None:
        return to_their_place()
    now = visitor().now()
    page = render_template(
        "code.html",
        journey=journey,
        form=form,
        resend=resend or ResendForm(formdata=None),
        action=ActionForm(formdata=None),
        waits=now < journey.resend_at,
        agree_again=not journey.consent_is_fresh(now),
        consent_notice=current_notice(),
    )
    return page, status, retry_after(journey.resend_at, now) if status == 429 else {}
