"""The customer's phone, as far as a demonstration needs one: the messages that the embedded server would have sent."""

import requests
from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from webapp.pages.visitor import visitor


def phone() -> ResponseReturnValue:
    """Show the messages to the number of this browser's own journey, newest first."""
    journey = visitor().journey
    number = journey.details.mobile_number if journey is not None and journey.details is not None else None
    # All messages are asked for, so that no number stands in an address.
    origin = current_app.extensions["embedded_origin"]
    try:
        messages = requests.get(f"{origin}/messages?format=json", timeout=3).json()
    except requests.RequestException:
        return render_template("demo/phone.html", messages=None), 502
    return render_template("demo/phone.html", messages=[m for m in messages if m["mobile_number"] == number])
