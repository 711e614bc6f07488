"""What a customer reads when something that was typed or chosen cannot be taken: the thing, and the way to mend it."""

from webapp.journey.inputs import Fault
from webapp.languages.marks import N_
from webapp.pages.language import gettext as _

GIVEN_TWICE = N_("This was sent twice. Enter it once")
OUT_OF_DATE = N_(
    "This page had been open for too long, or cookies are blocked. "
    "Nothing was sent. Check your answers and send them again"
)
NOT_A_CHOICE = N_("Choose one of the answers listed")

FAULTS: dict[tuple[str, Fault], str] = {
    ("mobile_number", Fault.MISSING): N_("Enter your mobile number"),
    ("mobile_number", Fault.LETTERS): N_("Enter your mobile number in digits only, like 98765 43210"),
    ("mobile_number", Fault.TOO_SHORT): N_("Your mobile number is too short: it must have 10 digits"),
    ("mobile_number", Fault.TOO_LONG): N_("Your mobile number is too long: it must have 10 digits"),
    ("mobile_number", Fault.OTHER_COUNTRY): N_("Enter an Indian mobile number: it starts with +91"),
    ("mobile_number", Fault.NOT_A_MOBILE): N_("Enter a mobile number: in India it starts with 6, 7, 8 or 9"),
    ("mobile_number", Fault.REFUSED): N_("This mobile number was not accepted. Check it, or use another one"),
    ("name", Fault.MISSING): N_("Enter your full name"),
    ("name", Fault.TOO_LONG): N_("Your name is too long: it may have up to 100 letters"),
    ("name", Fault.OTHER_SCRIPT): N_("Enter your name in English letters, as on your PAN card"),
    ("name", Fault.FORBIDDEN_CHARACTER): N_("Your name may have letters, digits, spaces, dots and hyphens only"),
    ("name", Fault.REFUSED): N_("This name was not accepted. Enter it as on your PAN card"),
    ("otp", Fault.MISSING): N_("Enter the code from the message"),
    ("otp", Fault.NOT_A_CODE): N_("Enter the code as digits only, like 123456"),
    ("otp", Fault.REFUSED): N_("This code was not accepted. Check the message and enter it again"),
    ("otp", Fault.WRONG_CODE): N_("This is not the code we sent. Check the newest message and enter it again"),
    ("reference", Fault.MISSING): N_("Enter the reference of your consent"),
    ("reference", Fault.MISREAD): N_(
        "A reference never has 0, 1, I or O in it. Compare it with your receipt once more"
    ),
    ("reference", Fault.NOT_A_REFERENCE): N_("Enter 12 letters and digits, as on your receipt: K7F2-9QXM-4TBA"),
    ("consent", Fault.MISSING): N_("Tick the box if you agree. We cannot go on without your consent"),
    (
        "consent",
        Fault.AGREE_AGAIN,
    ): N_("Your consent was given more than a few minutes ago. Tick the box to agree again"),
    ("consent", Fault.NOTICE_CHANGED): N_("The notice has changed. Read it once more, then tick the box if you agree"),
}


def words_for(field: str, fault: Fault) -> str:
    """Return the message beside `field`, in the reader's language."""
    return _(FAULTS[field, fault])
