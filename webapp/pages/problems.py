"""The problem page: for each thing that keeps a customer from going on, its words, its status and the way on."""

import secrets
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import Journey, Step
from webapp.languages.marks import N_
from webapp.pages.moments import clock_time_or_day, retry_after
from webapp.pages.visitor import standing_at, visitor
from webapp.telemetry.events import UnexpectedError, emit


@dataclass(frozen=True)
class Words:
    """A problem as a customer reads it, in marked messages. `action` is the label of the link that leads on."""

    status: int
    title: str
    what: str
    now: str
    action: str = N_("Try again")


_AGAIN = N_("Please try again in a few minutes.")

PROBLEMS = {
    Problem.OUR_SIDE: Words(
        503,
        N_("We cannot check your details right now"),
        N_(
            "Something on our side has to be put right first. Nothing was sent or checked. "
            "It is nothing that you did, and our team has been told."
        ),
        N_("Please come back later, or contact us."),
        N_("Go back"),
    ),
    Problem.UPSTREAM_BROKEN: Words(
        502,
        N_("The checking service did not answer properly"),
        N_(
            "The service that we use to check details has a problem. Nothing was sent or checked. "
            "It is nothing that you did."
        ),
        _AGAIN,
    ),
    Problem.UPSTREAM_AWAY: Words(
        503,
        N_("The checking service cannot be reached right now"),
        N_(
            "The service that we use to check details has not worked for a while, so we did not ask it again. "
            "Nothing was sent or checked, and what you entered is kept."
        ),
        N_("Please wait a little, then try again."),
    ),
    Problem.OUTCOME_UNKNOWN: Words(
        504,
        N_("We did not get an answer in time"),
        N_(
            "We sent your code to be checked, but no answer came back. "
            "It may have been checked all the same, so this counts as one try."
        ),
        N_("Enter the code once more. If it is not taken, ask for a new one."),
        N_("Back to the code"),
    ),
    Problem.WITHDRAWAL_NOT_RECORDED: Words(
        503,
        N_("Your withdrawal could not be recorded"),
        N_("The visit was stopped, and nothing more is fetched. But your withdrawal could not be written down yet."),
        N_("Our team has been told. Please withdraw once more later, or contact us."),
        N_("Go back"),
    ),
    Problem.NO_SENDS_LEFT: Words(
        429,
        N_("No more codes can be sent"),
        N_("You have asked for as many codes as we can send in one go. No further code was sent."),
        N_("Enter the newest code that you received, or end here and start again later."),
        N_("Go back"),
    ),
}
LOCKED = Words(
    403,
    N_("Too many wrong codes"),
    N_(
        "To protect your details we have stopped here. Nothing more is done with them; "
        "the record of your consent is kept locked."
    ),
    N_("You can start again with a new code, or contact us."),
    N_("Start again"),
)
OUT_OF_DATE = Words(
    400,
    N_("This page was out of date"),
    N_("It had been open for too long, or your browser blocks cookies. Nothing was done."),
    N_("Go on from where you were. If this comes up again, allow cookies for this site."),
    N_("Go on"),
)
_GO_ON = N_("Go on from where you were.")
_HTTP = {
    404: Words(404, N_("Page not found"), N_("There is no page at this address."), _GO_ON, N_("Go on")),
    405: Words(
        405, N_("This cannot be done here"), N_("The page was asked for something it does not do."), _GO_ON, N_("Go on")
    ),
    413: Words(
        413,
        N_("Too much was sent"),
        N_("It is far larger than any of our forms."),
        N_("Enter your answers again."),
        N_("Go back"),
    ),
}
_UNEXPECTED = Words(
    500, N_("Something went wrong on our side"), N_("This should not have happened. Our team has been told."), _AGAIN
)


def problem_page(
    words: Words, reference: str = "", headers: dict[str, str] | None = None, until: datetime | None = None
) -> ResponseReturnValue:
    """Render the problem page; `reference` is what the customer may quote, `until` when to try again."""
    return _rendered(words, reference, until), words.status, headers or {}


def stopped(error: Stopped) -> ResponseReturnValue:
    """Answer a step that could not be taken, with the moment from which on trying again makes sense, if it is known."""
    words = PROBLEMS[error.problem]
    reference = ""
    with suppress(Stopped):  # where the ledger is broken, even to look at the journey may not be possible
        journey = visitor().look_again(error)
        reference = journey.reference if journey else ""
    page = _rendered(words, reference, error.until)
    return page, words.status, retry_after(error.until, visitor().now()) if error.until else {}


@standing_at(Step.LOCKED)
def locked(journey: Journey) -> ResponseReturnValue:
    """Say that there were too many wrong codes."""
    return _rendered(LOCKED, journey.reference, consent=True), LOCKED.status


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer what is wrong with the request itself."""
    status = error.code or 500
    words = _HTTP.get(
        status, Words(status, N_("This cannot be done"), N_("The request was not understood."), _GO_ON, N_("Go on"))
    )
    allowed = {name: value for name, value in error.get_headers() if name == "Allow"}
    return problem_page(words, headers=allowed)


def unexpected(error: Exception) -> ResponseReturnValue:
    """Answer a defect of ours. It asks nothing of the database, which may be what failed."""
    number = f"E{secrets.randbelow(10**8):08}"  # not of the shape of a consent's reference
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    emit(UnexpectedError(type(error).__name__, place, request.endpoint or "", number))
    return problem_page(_UNEXPECTED, number)


def _rendered(words: Words, reference: str, until: datetime | None = None, *, consent: bool = False) -> str:
    time = clock_time_or_day(until, visitor().now()) if until else None
    return render_template("problem.html", words=words, time=time, reference=reference, consent=consent)
