"""What the customer agrees to, in the two places where it is said: on the page and to Cashfree."""

from webapp.languages.marks import N_

PURPOSE = N_("Fetch identity details by mobile number for KYC at %(business)s")
"""What stands beside the box, in the reader's language; Cashfree is told the same in English."""


def purpose_for(business: str) -> str:
    """Return `user_consent.purpose` for a business's name of at most 40 characters.

    It is within the contract's 20 to 100 characters as long as the name holds only letters of the Latin alphabet,
    digits, space and `. / & _ -`.
    """
    return PURPOSE % {"business": business}
