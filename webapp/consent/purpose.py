"""What Cashfree is told that the customer agreed to; the customer agrees to the notice's own words, which say more."""

PURPOSE = "Fetch identity details by mobile number for KYC at %(business)s"


def purpose_for(business: str) -> str:
    """Return `user_consent.purpose` for a business's name of at most 40 characters.

    It is within the contract's 20 to 100 characters as long as the name holds only letters of the Latin alphabet,
    digits, space and `. / & _ -`.
    """
    return PURPOSE % {"business": business}
