"""What is said where a step may be taken, but not yet: on the page itself, with all that was entered."""

from dataclasses import dataclass
from datetime import datetime

from webapp.journey.problems import Problem, Stopped
from webapp.languages.marks import N_
from webapp.pages.language import gettext as _
from webapp.pages.moments import clock_time_or_day, retry_after

_STATUS = {Problem.TOO_SOON: 429, Problem.LIMITED: 429, Problem.BUSY: 503}
_ASKING = {
    Problem.TOO_SOON: N_("A code was sent a moment ago. You can ask for another from %(time)s"),
    Problem.LIMITED: N_(
        "We send only so many codes in a while, to keep everybody safe. You can ask again from %(time)s"
    ),
    Problem.BUSY: N_("We cannot send a code right now. Nothing you entered is lost: ask again from %(time)s"),
}
_ENTERING = {
    Problem.LIMITED: N_("Too many codes were tried, so we wait to keep you safe. You can try again from %(time)s"),
    Problem.BUSY: N_("We cannot check a code right now. Your code was not used up: enter it again from %(time)s"),
}


@dataclass(frozen=True)
class Later:
    """The status and the header that go with the page, and what is said on it in the reader's language."""

    status: int
    headers: dict[str, str]
    message: str


def asked_later(stop: Stopped, now: datetime) -> Later:
    """Return what is said to who asked for a code. Raises `stop` itself where it is no matter of time."""
    return _later(stop, now, _ASKING)


def entered_later(stop: Stopped, now: datetime) -> Later:
    """Return what is said to who entered a code. Raises `stop` itself where it is no matter of time."""
    return _later(stop, now, _ENTERING)


def _later(stop: Stopped, now: datetime, words: dict[Problem, str]) -> Later:
    if stop.until is None or stop.problem not in words:
        raise stop
    time = clock_time_or_day(stop.until, now)
    return Later(_STATUS[stop.problem], retry_after(stop.until, now), _(words[stop.problem], time=time))
