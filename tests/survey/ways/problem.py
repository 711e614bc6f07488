"""What keeps a customer from going on, in all its wordings."""

from datetime import timedelta
from functools import partial

from werkzeug.exceptions import BadRequest, MethodNotAllowed, RequestEntityTooLarge

from tests.browser.customers import ASHA
from tests.browser.visit import Visit
from tests.survey.steps import Way, at, enter_code, press, wrong_code
from tests.survey.ways.code import at_code
from webapp.journey.problems import Problem, Stopped
from webapp.pages.limits import TOO_MANY
from webapp.pages.problems import LOCKED, OUT_OF_DATE, PROBLEMS


def _raised(error: Exception, heading: str, status: int, visit: Visit) -> None:
    """Come to a page that cannot be made, in the middle of a journey."""

    def fail() -> str:
        raise error

    at_code(visit)
    visit.stage.app.view_functions["pages.notice"] = fail
    visit.go("/consent/notice")
    at(visit, heading, status)


def _problem(problem: Problem, visit: Visit) -> None:
    timed = problem in {Problem.BUSY, Problem.UPSTREAM_AWAY}
    until = visit.stage.clock() + timedelta(seconds=40) if timed else None
    _raised(Stopped(problem, until), PROBLEMS[problem].title, PROBLEMS[problem].status, visit)


def _out_of_date(visit: Visit) -> None:
    at_code(visit)
    visit.outdate_page()
    press(visit, "/otp/change")
    at(visit, OUT_OF_DATE.title, OUT_OF_DATE.status)


def _limited(visit: Visit) -> None:
    visit.go("/")
    visit.go("/")  # once too often, by this stage's settings
    at(visit, TOO_MANY.title, TOO_MANY.status)


def _locked(visit: Visit) -> None:
    at_code(visit)
    enter_code(visit, wrong_code(visit, ASHA))  # the only try, by this stage's settings
    at(visit, LOCKED.title, LOCKED.status)


def _nowhere(visit: Visit) -> None:
    visit.go("/nowhere")
    at(visit, "Page not found", 404)


PROBLEM_PAGES: dict[str, Way] = {
    **{f"problem-{problem.value.replace(' ', '-')}": partial(_problem, problem) for problem in PROBLEMS},
    "problem-out-of-date": _out_of_date,
    "problem-unexpected": partial(_raised, RuntimeError(), "Something went wrong on our side", 500),
    "problem-not-allowed": partial(_raised, MethodNotAllowed(), "This cannot be done here", 405),
    "problem-too-large": partial(_raised, RequestEntityTooLarge(), "Too much was sent", 413),
    "problem-not-understood": partial(_raised, BadRequest(), "This cannot be done", 400),
    "limited": _limited,
    "locked": _locked,
    "nowhere": _nowhere,
}
