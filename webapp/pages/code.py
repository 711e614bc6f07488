"""The second page: enter the code, ask for another, or change the number."""

from math import ceil

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.journey.inputs import Fault, InputRefused, read_otp
from webapp.journey.problems import Stopped
from webapp.journey.state import Affirmation, Journey, State, Step
from webapp.pages.capture import captured_evidence
from webapp.pages.forms import ActionForm, CodeForm, ResendForm
from webapp.pages.language import changes_language
from webapp.pages.later import asked_later, entered_later
from webapp.pages.notice import current_notice, english_notice
from webapp.pages.problems import OUT_OF_DATE, problem_page
from webapp.pages.visitor import standing_at, to_their_place, visitor


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
    customer = visitor()
    try:
        standing = customer.onboarding.verify(journey, customer.submission(), read_otp(form.otp.data or ""))
    except InputRefused as refusal:
        form.refuse(refusal)
        return _code_page(customer.look_again(refusal), form, 422)
    except Stopped as stop:
        later = entered_later(stop, customer.now())
        form.otp.errors = [later.message]
        return _code_page(customer.look_again(stop), form, later.status, headers=later.headers)
    return customer.led_by(standing)


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
    customer = visitor()
    try:
        standing = customer.onboarding.resend(journey, customer.submission(), form.notification_modes.data, affirmed)
    except InputRefused as refusal:
        form.refuse(refusal)
        return _code_page(customer.look_again(refusal), code_form, 422, form)
    except Stopped as stop:
        later = asked_later(stop, customer.now())
        form.notification_modes.errors = [later.message]
        return _code_page(customer.look_again(stop), code_form, later.status, form, later.headers)
    return customer.led_by(standing)


@standing_at(Step.CODE)
def change(journey: Journey) -> ResponseReturnValue:
    """Go back to the first page for another number."""
    if not ActionForm().validate():
        return problem_page(OUT_OF_DATE)
    visitor().onboarding.change_number(journey)
    return to_their_place()


def _unjudged(journey: Journey, form: CodeForm) -> ResponseReturnValue:
    """Render the page with what the form holds; unless that is another code, the last one is said to be wrong."""
    if journey.state is State.CODE_WRONG and not form.otp.data:
        form.refuse(InputRefused("otp", Fault.WRONG_CODE))
    return _code_page(journey, form)


def _code_page(
    journey: Journey | None,
    form: CodeForm,
    status: int = 200,
    resend: ResendForm | None = None,
    headers: dict[str, str] | None = None,
) -> ResponseReturnValue:
    # Between the request's first look at the journey and this one, another request may have moved it on.
    if journey is None or not journey.may_be_at(Step.CODE) or not (journey.details or journey.under_way):
        return to_their_place()
    now = visitor().now()
    page = render_template(
        "code.html",
        journey=journey,
        form=form,
        resend=resend or ResendForm(formdata=None),
        waits=now < journey.resend_at,
        seconds=max(1, ceil((journey.resend_at - now).total_seconds())),
        lasts=ceil((journey.code_ends_at - now).total_seconds()),
        agree_again=not journey.consent_is_fresh(now),
        consent_notice=current_notice(),
    )
    return page, status, headers or {}
