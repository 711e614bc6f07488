"""The page where the service ends for whoever is under 18."""

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.journey.state import State
from webapp.pages.visitor import to_their_place, visitor


def show() -> ResponseReturnValue:
    """Say that it ended, and whether that is for what the customer said or for what the record says."""
    journey = visitor().journey
    if journey is not None and not journey.ended:
        return to_their_place()
    on_record = journey is not None and journey.state is State.UNDER_AGE
    return render_template("under_age.html", on_record=on_record), 403
