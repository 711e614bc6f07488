"""The last pages: the redacted summary, and the end."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.identity.summary import Verdict
from webapp.journey.state import Journey, State, Step
from webapp.pages.forms import ActionForm
from webapp.pages.problems import OUT_OF_DATE, problem_page
from webapp.pages.visitor import standing_at, to_their_place, visitor

_REFERENCE = "reference"
_IDLE = "idle"


@standing_at(Step.SUMMARY)
def show(journey: Journey) -> ResponseReturnValue:
    """Show what came back, masked; or that nothing did."""
    # Whoever asks only for the headers is shown nothing.
    shown = visitor().onboarding.show(visitor().token, journey) if request.method == "GET" else journey
    if shown is None or not shown.may_be_at(Step.SUMMARY):
        return to_their_place()
    if journey.state is State.DETAILS_NOT_FOUND or journey.summary is None:
        return render_template("not_found.html")
    return render_template("summary.html", summary=journey.summary, reference=journey.reference)


@standing_at(Step.SUMMARY)
def hidden(journey: Journey) -> ResponseReturnValue:
    """Say that the details are hidden, where there are any; the way back to them is the only thing shown."""
    if journey.summary is None or journey.summary.verdict is Verdict.NAME_DIFFERS:
        return to_their_place()
    return render_template("hidden.html", reference=journey.reference)


def finish() -> ResponseReturnValue:
    """End the journey and wipe it, wherever it stands.

    A page that nobody used any more sends the reference of its visit in `idle`, and ends no other visit than that.
    """
    if not ActionForm().validate():
        return problem_page(OUT_OF_DATE)
    journey = visitor().journey
    idle = request.form.get(_IDLE)
    if idle and (journey is None or idle != journey.reference):
        return to_their_place()
    visitor().onboarding.finish(visitor().token)
    visitor().forget()
    if journey is not None:
        session[_REFERENCE] = journey.reference  # says nothing of the person, and later the consent is found by it
    if idle:
        session[_IDLE] = True
    return redirect(url_for("pages.finished"), 303)


def finished() -> ResponseReturnValue:
    """Say that it is over, and how the consent can still be withdrawn."""
    journey = visitor().journey
    if journey is not None and not journey.ended:
        return to_their_place()
    days = visitor().onboarding.retention_days
    return render_template(
        "finished.html",
        reference=session.get(_REFERENCE, ""),
        retention_days=days,
        was_idle=_IDLE in session,
    )
