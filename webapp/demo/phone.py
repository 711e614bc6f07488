"""The customer's phone, as far as a demonstration needs one: the messages that the embedded server would have sent."""

from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.clock import INDIA
from webapp.demo.demonstration import demonstration
from webapp.demo.embedded import ServerAwayError
from webapp.demo.news import news
from webapp.demo.presenters import open_journey, shown_reference
from webapp.demo.scene import is_big
from webapp.journey.state import TAKES_CODE

TEST_CODE = "111000"
"""The one code that Cashfree's own sandbox takes; it sends no message."""


def phone() -> ResponseReturnValue:
    """Show the messages of this browser's own visit, newest first: drawn beside the page, or as a page of its own."""
    embedded = demonstration().embedded
    try:
        messages = embedded.messages(_own_ids()) if embedded else []
        status = 200
    except ServerAwayError:
        messages, status = None, 502
    if "beside" not in request.args:
        return render_template("demo/phone.html", messages=messages, test_code=None if embedded else TEST_CODE), status
    journey = open_journey()
    return render_template(
        "demo/handset.html",
        messages=messages,
        test_code=None if embedded else TEST_CODE,
        takes_code=journey is not None and journey.state in TAKES_CODE,
        big=is_big(),
        clock_of=clock_of,
        news=news,
    ), status


def clock_of(moment: datetime) -> str:
    """Return the minute of a moment, as a phone in India shows it."""
    return f"{moment.astimezone(INDIA):%H:%M}"


def _own_ids() -> frozenset[str]:
    """Return the ids of this visit's codes, whose messages are its customer's."""
    reference, journey = shown_reference(), open_journey()
    ids = demonstration().traces.verification_ids(reference) if reference else frozenset()
    return ids if journey is None else ids | {journey.verification_id}
