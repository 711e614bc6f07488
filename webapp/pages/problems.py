"""The problem page: for each thing that keeps a customer from going on, its words, its status and the way on."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from webapp.journey.problems import Problem, Stopped
from webapp.pages.visitor import visitor


@dataclass(frozen=True)
class Words:
    """A problem as a customer reads it. `action` is the label of the link that leads on."""

    status: int
    title: str
    what: str
    now: str
    action: str = "Try again"


_AGAIN = "Please try again in a few minutes. What you typed is kept for half an hour."

PROBLEMS = {
    Problem.OUR_SIDE: Words(
        503,
        "We cannot check your details right now",
        "Something on our side has to be put right first. It is nothing that you did, and our team has been told.",
        "Please come back later, or contact us.",
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
        "The service that we use to check details has a problem. Nothing was charged and nothing was shared.",
        _AGAIN,
    ),
    Problem.OUTCOME_UNKNOWN: Words(
        504,
        "We did not get an answer in time",
        "We sent your code to be checked, but no answer came back. It may have been checked all the same.",
        "Enter the code once more. If it is not taken, ask for a new one.",
        "Back to the code",
    ),
    Problem.TOO_SOON: Words(
        429,
        "It is too soon for another code",
        "Messages can take a minute or two to arrive.",
        "Please wait a little before you ask again.",
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


def problem_page(words: Words, until: datetime | None = None) -> ResponseReturnValue:
    """Render the problem page; `until` (UTC) is when trying again makes sense, sent as `Retry-After` too."""
    journey = None if words is _UNEXPECTED else visitor().journey
    page = render_template("problem.html", words=words, until=until, reference=journey.reference if journey else None)
    headers = {} if until is None else {"Retry-After": str(_seconds_until(until))}
    return page, words.status, headers


def _seconds_until(moment: datetime) -> int:
    return max(1, round((moment - visitor().now()).total_seconds()))


def stopped(error: Stopped) -> ResponseReturnValue:
    """Answer a step that could not be taken."""
    return problem_page(PROBLEMS[error.problem], error.until)


def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Answer a body far larger than any form: no field of it was read."""
    return problem_page(_HTTP[413])


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer what is wrong with the request itself."""
    status = error.code or 500
    words = _HTTP.get(status, Words(status, "This cannot be done", "The request was not understood.", _GO_ON, "Go on"))
    return problem_page(words)


def unexpected(error: Exception) -> ResponseReturnValue:
    """Answer a defect of ours. The log gets its type and place, not its text, which may hold a value."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "unknown"
    current_app.logger.error(
        "unexpected %s at %s for %s %s", type(error).__name__, place, request.method, request.endpoint
    )
    return problem_page(_UNEXPECTED)
