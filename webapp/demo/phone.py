"""The customer's phone, as far as a demonstration needs one: the messages that the embedded server would have sent."""

from datetime import datetime

import requests
from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from webapp.journey.state import Journey
from webapp.pages.visitor import visitor


def phone() -> ResponseReturnValue:
    """Show the messages to the number of this browser's own journey, newest first."""
    journey = visitor().journey
    # All messages are asked for, so that no number stands in an address.
    origin = current_app.extensions["embedded_origin"]
    try:
        with requests.Session() as session:
            session.trust_env = False  # the server is on this machine: no proxy leads to it
            messages = session.get(f"{origin}/messages?format=json", timeout=3).json()
    except requests.RequestException:
        return render_template("demo/phone.html", messages=None), 502
    return render_template("demo/phone.html", messages=[m for m in messages if journey and _is_for(journey, m)])


def _is_for(journey: Journey, message: dict[str, str]) -> bool:
    """Whether a message was sent to the number that the customer gave, in the time of this very journey."""
    in_its_time = datetime.fromisoformat(message["sent_at"]) >= journey.created_at
    return in_its_time and journey.is_for(message["mobile_number"])
