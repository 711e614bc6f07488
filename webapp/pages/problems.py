"""The problem page: for each thing that keeps a customer from going on, its words, its status and the way on."""

import traceback
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from webapp.journey.onboarding import new_reference
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import Journey, Step
from webapp.pages.moments import retry_after
from webapp.pages.visitor import standing_at, visitor
from webapp.telemetry.events import UnexpectedError, emit


@dataclass(frozen=True)
class Words:
    """A problem as a customer reads it. `action` is the label of the link that leads on."""

    status: int
    title: str
    what: str
    now: str
    action: str = "Try again"


_AGAIN = "Please try again in a few minutes."

PROBLEMS = {
    Problem.OUR_SIDE: Words(
        503,
        "We cannot check your details right now",
        "Something on our side has to be put right first. It is nothing that you did, and our team has been told.",
        "Please come back later, or contact us.",
        "Go back",
    ),
    Problem.BUSY: Words(
        503,
        "Many people are being checked right now",
        "The service that checks details has reached its limit for the moment. You have not lost your place.",
        "Please wait, then try again.",
    ),
    Problem.UPSTREAM_BROKEN: Words(
        502,
        "The checking service did not answer properly",
        "The service that we use to check details has a problem. It is nothing that you did.",
        _AGAIN,
    ),
    Problem.OUTCOME_UNKNOWN: Words(
        504,
        "We did not get an answer in time",
        "We sent your code to be checked, but no answer came back. It may have been checked all the same.",
        "Enter the code once more. If it is not taken, ask for a new one.",
        "Back to the code",
    ),
    Problem.NO_SENDS_LEFT: Words(
        429,
        "No more codes can be sent",
        "You have asked for as many codes as we can send in one go.",
        "Enter the newest code that you received, or end here and start again later.",
        "Go back",
    ),
}
LOCKED = Words(
    403,
    "Too many wrong codes",
    "To protect your details we have stopped here. What you entered has been erased.",
    "You can start again with a new code, or contact us.",
    "Start again",
)
OUT_OF_DATE = Words(
    400,
    "This page was out of date",
    "It had been open for too long, or your browser blocks cookies. Nothing was done.",
    "Go on from where you were. If this comes up again, allow cookies for this site.",
    "Go on",
)
_GO_ON = "Go on from where you were."
_HTTP = {
    404: Words(404, "Page not found", "There is no page at this address.", _GO_ON, "Go on"),
    405: Words(405, "This cannot be done here", "The page was asked for something it does not do.", _GO_ON, "Go on"),
    413: Words(
        413, "Too much was sent", "It is far larger than any of our forms.", "Enter your answers again.", "Go back"
    ),
}
_UNEXPECTED = Words(
    500, "Something went wrong on our side", "This should not have happened. Our team has been told.", _AGAIN
)


def problem_page(words: Words, reference: str = "", headers: dict[str, str] | None = None) -> ResponseReturnValue:
    """Render the problem page; `reference` is what the customer may quote."""
    return _rendered(words, reference, None), words.status, headers or {}


def stopped(error: Stopped) -> ResponseReturnValue:
    """Answer a step that could not be taken, with the moment from which on trying again makes sense, if it is known."""
    words = PROBLEMS[error.problem]
    journey = visitor().journey
    page = _rendered(words, journey.reference if journey else "", error.until)
    return page, words.status, retry_after(error.until, visitor().now()) if error.until else {}


@standing_at(Step.LOCKED)
def locked(journey: Journey) -> ResponseReturnValue:
    """Say that there were too many wrong codes."""
    return problem_page(LOCKED, journey.reference)


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer what is wrong with the request itself."""
    status = error.code or 500
    words = _HTTP.get(status, Words(status, "This cannot be done", "The request was not understood.", _GO_ON, "Go on"))
    allowed = {name: value for name, value in error.get_headers() if name == "Allow"}
    return problem_page(words, headers=allowed)


def unexpected(error: Exception) -> ResponseReturnValue:
    """Answer a defect of ours. It asks nothing of the database, which may be what failed."""
    reference = new_reference()
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    emit(UnexpectedError(type(error).__name__, place, request.endpoint or "", reference))
    return problem_page(_UNEXPECTED, reference)


def _rendered(words: Words, reference: str, until: datetime | None) -> str:
    return render_template("problem.html", words=words, until=until, reference=reference)
