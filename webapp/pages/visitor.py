"""Who is asking: the browser's token, the journey that it opens, and the page where that journey belongs."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from flask import current_app, redirect, session, url_for
from flask.typing import ResponseReturnValue

from webapp.clock import Clock
from webapp.journey.onboarding import Onboarding
from webapp.journey.state import Journey, Step
from webapp.pages.language import CHOICE

_TOKEN = "journey"  # noqa: S105 - the name of the entry, not a token
_ANTI_FORGERY = "csrf_token"  # Flask-WTF's entry: other windows still hold forms with it
_PAGES = {
    Step.START: "pages.start",
    Step.CODE: "pages.code",
    Step.LOCKED: "pages.locked",
    Step.UNDER_AGE: "pages.under_age",
    Step.SUMMARY: "pages.summary",
}


@dataclass(frozen=True)
class Visitor:
    """The customer behind the present request."""

    onboarding: Onboarding
    now: Clock

    @property
    def token(self) -> str:
        """The opaque token of this browser's journey; empty where it has none."""
        return str(session.get(_TOKEN, ""))

    @property
    def journey(self) -> Journey | None:
        """The journey as it stands at this moment."""
        return self.onboarding.current(self.token) if self.token else None

    def renew(self) -> None:
        """Give this browser a new token: the next start opens a journey of its own.

        The token is there before the journey is, so that two start requests from one page share it and only one of
        them can open the journey.
        """
        for name in session.keys() - {CHOICE, _ANTI_FORGERY}:
            del session[name]  # what the last visit left for its own last page
        session.permanent = True
        session[_TOKEN] = secrets.token_urlsafe(32)

    def forget(self) -> None:
        """Take everything of ours out of the browser's session, but for the language that was chosen."""
        for name in session.keys() - {CHOICE}:
            del session[name]


def visitor() -> Visitor:
    """Return the visitor of the present request."""
    found: Visitor = current_app.extensions["visitor"]
    return found


def to_their_place() -> ResponseReturnValue:
    """Lead the customer to the page where they belong."""
    journey = visitor().journey
    step = Step.START if journey is None else journey.step
    return redirect(url_for(_PAGES[step]), 303)


def standing_at(
    step: Step,
) -> Callable[[Callable[[Journey], ResponseReturnValue]], Callable[[], ResponseReturnValue]]:
    """Guard a view: it gets the journey, and only where the customer is at this step; others are led to their place."""

    def guard(view: Callable[[Journey], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
        @wraps(view)
        def guarded() -> ResponseReturnValue:
            journey = visitor().journey
            if journey is None or not journey.may_be_at(step):
                return to_their_place()
            return view(journey)

        return guarded

    return guard
