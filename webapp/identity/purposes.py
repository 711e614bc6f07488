"""Which purposes are served: those that a business may leave out, those that always stay, and the kinds they bring."""

from functools import cache

from webapp.identity.fields import Kind, Purpose
from webapp.identity.policy import KINDS
from webapp.languages.marks import N_

ALWAYS = frozenset({Purpose.IDENTITY, Purpose.AGE})
"""They protect the person: that the record is theirs and that they are of age is looked at in any case."""

ALL_PURPOSES = ALWAYS | {kind.purpose for kind in KINDS if kind.kept}
"""Every purpose for which anything at all is kept."""

SWITCHABLE = ALL_PURPOSES - ALWAYS
"""The purposes that a business may leave out."""

WORDS = {
    Purpose.IDENTITY: N_("To check who you are"),
    Purpose.AGE: N_("To check that you are 18 or over"),
    Purpose.FAMILY: N_("To know of your family"),
    Purpose.CONTACT: N_("To know how to reach you"),
    Purpose.ADDRESS: N_("To know where you live"),
    Purpose.BANK_ACCOUNT: N_("To know your bank account"),
    Purpose.EMPLOYMENT: N_("To know where you work"),
    Purpose.INCOME: N_("To know your income"),
    Purpose.MOBILE_CONNECTION: N_("To know your mobile connection"),
}
"""What each purpose is to the customer, in the notice as on the receipt, in the order of both."""


@cache
def kinds_for(purposes: frozenset[Purpose]) -> tuple[Kind, ...]:
    """Return the kinds of data of which something is kept for these purposes, in the policy's order."""
    return tuple(kind for kind in KINDS if kind.kept and kind.purpose in purposes | ALWAYS)


def read_purposes(text: str) -> frozenset[Purpose]:
    """Read purposes separated by commas, such as `contact, address`; those of `ALWAYS` come with any others.

    Raises ValueError, in one line that names those known, for a word that is none of `ALL_PURPOSES`.
    """
    words = {word.strip() for word in text.split(",")} - {""}
    if unknown := sorted(words - ALL_PURPOSES):
        known = ", ".join(purpose for purpose in Purpose if purpose in ALL_PURPOSES)
        raise ValueError(f"{unknown[0]!r} is none of the purposes: {known}")
    return ALWAYS | {Purpose(word) for word in words}
