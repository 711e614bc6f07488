"""What a customer reads when something that was typed or chosen cannot be taken: the thing, and the way to mend it."""

from datetime import datetime

from webapp.journey.inputs import Fault
from webapp.pages.moments import clock_time

GIVEN_TWICE = "This was sent twice. Enter it once"
OUT_OF_DATE = (
    "This page had been open for too long, or cookies are blocked. "
    "Nothing was sent. Check your answers and send them again"
)
NOT_A_CHOICE = "Choose one of the answers listed"

FAULTS: dict[tuple[str, Fault], str] = {
    ("mobile_number", Fault.MISSING): "Enter your mobile number",
    ("mobile_number", Fault.LETTERS): "Enter your mobile number in digits only, like 98765 43210",
    ("mobile_number", Fault.TOO_SHORT): "Your mobile number is too short: it must have 10 digits",
    ("mobile_number", Fault.TOO_LONG): "Your mobile number is too long: it must have 10 digits",
    ("mobile_number", Fault.OTHER_COUNTRY): "Enter an Indian mobile number: it starts with +91",
    ("mobile_number", Fault.NOT_A_MOBILE): "Enter a mobile number: in India it starts with 6, 7, 8 or 9",
    ("mobile_number", Fault.REFUSED): "This mobile number was not accepted. Check it, or use another one",
    ("name", Fault.MISSING): "Enter your full name",
    ("name", Fault.TOO_LONG): "Your name is too long: it may have up to 100 letters",
    ("name", Fault.OTHER_SCRIPT): "Enter your name in English letters, as on your PAN card",
    ("name", Fault.FORBIDDEN_CHARACTER): "Your name may have letters, digits, spaces, dots and hyphens only",
    ("name", Fault.REFUSED): "This name was not accepted. Enter it as on your PAN card",
    ("otp", Fault.MISSING): "Enter the code from the message",
    ("otp", Fault.NOT_A_CODE): "Enter the code as digits only, like 123456",
    ("otp", Fault.REFUSED): "This code was not accepted. Check the message and enter it again",
    ("otp", Fault.WRONG_CODE): "This is not the code we sent. Check the newest message and enter it again",
    ("consent", Fault.MISSING): "Tick the box if you agree. We cannot go on without your consent",
    (
        "consent",
        Fault.AGREE_AGAIN,
    ): "Your consent was given more than a few minutes ago. Tick the box to agree again",
}


def too_soon(until: datetime) -> str:
    """Return what is said where another code is asked for before its time."""
    return f"A code was sent a moment ago. You can ask for another from {clock_time(until)}"


def words_for(field: str, fault: Fault) -> str:
    """Return the message beside `field`."""
    return FAULTS[field, fault]
