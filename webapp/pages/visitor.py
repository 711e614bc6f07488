"""Who is asking: the browser's token, the journey that it opens, and the page where that journey belongs."""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from flask import current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from webapp.clock import Clock
from webapp.journey.inputs import InputRefused
from webapp.journey.onboarding import Onboarding
from webapp.journey.problems import Stopped
from webapp.journey.standing import Standing
from webapp.journey.state import Journey, Step, Submission
from webapp.pages.anti_forgery import BROWSERS_OWN
from webapp.pages.capture import known_device
from webapp.protection.limits import Source
from webapp.telemetry.context import note_reference

_TOKEN = "journey"  # noqa: S105 - the name of the entry, not a token
# Flask's entry, by which the cookie outlives the browser's window, and what the forms of other windows are bound to.
_KEPT = frozenset({"_permanent", BROWSERS_OWN})
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
        """The journey as it stood when this request first asked for it."""
        if "journey" not in g:
            self._look(arrived=True)
        journey: Journey | None = g.journey
        return journey

    def look_again(self, failure: Stopped | InputRefused | None = None) -> Journey | None:
        """Return the journey as it stands at this moment; after a step that failed, under the token that it gave."""
        if failure is not None and failure.token is not None:
            session[_TOKEN] = failure.token
        return self._look(arrived=False)

    def _look(self, *, arrived: bool) -> Journey | None:
        g.journey = journey = self.onboarding.current(self.token, arrived=arrived) if self.token else None
        if journey is not None:
            note_reference(journey.reference)
        return journey

    def submission(self, new_device: str | None = None) -> Submission:
        """Return the form of the present request; `new_device` is the id that its browser is about to get."""
        held = json.dumps(sorted(request.form.items(multi=True))).encode()
        source = Source(request.remote_addr, known_device() or new_device)
        return Submission(self.token, hashlib.sha256(held).hexdigest(), source)

    def led_by(self, standing: Standing) -> ResponseReturnValue:
        """Lead the customer to where a step has brought them, with the token that belongs to it."""
        if standing.token != self.token:
            session[_TOKEN] = standing.token
        return _to_place_of(standing.journey)

    def led_back(self) -> ResponseReturnValue:
        """Lead a customer who is elsewhere to their place; if their form was sent before, as it was answered then."""
        if request.method == "POST":
            return self.led_by(self.onboarding.standing(self.submission()))
        return to_their_place()

    def renew(self) -> None:
        """Make this browser ready for a journey of its own, with a new token where the last one is spent.

        The token is there before the journey is, so that the start requests of two windows share it and only one of
        them can open the journey.
        """
        spent = not self.token or self.journey is not None or self.onboarding.is_spent(self.token)
        for name in session.keys() - _KEPT - {_TOKEN}:
            del session[name]  # what the last visit left for its own last page
        if spent:
            session.permanent = True
            session[_TOKEN] = secrets.token_urlsafe(32)

    def forget(self, *, entirely: bool = False) -> None:
        """Take everything of a visit out of the browser's session; what forms of other windows are bound to stays,
        unless there is to be nothing left at all.
        """
        for name in session.keys() - (frozenset() if entirely else _KEPT):
            del session[name]


def visitor() -> Visitor:
    """Return the visitor of the present request."""
    found: Visitor = current_app.extensions["visitor"]
    return found


def to_their_place() -> ResponseReturnValue:
    """Lead the customer to the page where they belong."""
    return _to_place_of(visitor().look_again())


def _to_place_of(journey: Journey | None) -> ResponseReturnValue:
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
                return visitor().led_back()
            return view(journey)

        return guarded

    return guard
