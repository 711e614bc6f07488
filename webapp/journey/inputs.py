"""What a customer types, turned into what the contract takes, or refused with a reason that can be put into words."""

import re
import unicodedata
from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with something that was typed or chosen."""

    MISSING = "missing"
    LETTERS = "letters"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    OTHER_COUNTRY = "other country"
    NOT_A_MOBILE = "not a mobile"
    OTHER_SCRIPT = "other script"
    FORBIDDEN_CHARACTER = "forbidden character"
    NOT_A_CODE = "not a code"
    NOT_A_REFERENCE = "not a reference"
    MISREAD = "misread"
    REFUSED = "refused"
    WRONG_CODE = "wrong code"
    AGREE_AGAIN = "agree again"
    NOTICE_CHANGED = "notice changed"


class InputRefused(Exception):
    """The customer can mend this: `field` is the form field's name, `fault` what is wrong with it."""

    def __init__(self, field: str, fault: Fault) -> None:
        """Carry no typed value: this may be logged."""
        super().__init__(f"{field}: {fault}")
        self.field = field
        self.fault = fault
        self.token: str | None = None  # the browser's new one, where the step was taken all the same


_BETWEEN_DIGITS = re.compile(r"[\s\-.()\[\]/]")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´"))
_NAME = re.compile(r"[A-Za-z0-9 .-]+")
_REFERENCE = re.compile("[2-9A-HJ-NP-Z]{12}")
_MISREAD = re.compile("[0-9A-Z]{12}")


def read_mobile_number(typed: str) -> str:
    """Return an Indian mobile number as ten digits, the first 6 to 9.

    Takes `+91`, `91`, `0091` and `0` before it, spaces, hyphens and brackets within it, and the digits of any script.
    Raises InputRefused.
    """
    text = _BETWEEN_DIGITS.sub("", _fold(typed))
    if not text:
        raise InputRefused("mobile_number", Fault.MISSING)
    digits = _without_prefix(text)
    if re.fullmatch("[0-9]*", digits) is None:
        raise InputRefused("mobile_number", Fault.LETTERS)
    if len(digits) != 10:
        raise InputRefused("mobile_number", Fault.TOO_SHORT if len(digits) < 10 else Fault.TOO_LONG)
    if digits[0] not in "6789":
        raise InputRefused("mobile_number", Fault.NOT_A_MOBILE)
    return digits


def _without_prefix(text: str) -> str:
    if text.startswith(("+", "00")):
        national = re.fullmatch(r"(?:\+|00)91(.*)", text)
        if national is None:
            raise InputRefused("mobile_number", Fault.OTHER_COUNTRY)
        return national[1].removeprefix("0")
    if len(text) == 12 and text.startswith("91"):
        return text[2:]
    return text.removeprefix("0") if len(text) == 11 else text


def read_name(typed: str) -> str:
    """Return a name of the contract's characters (Latin letters, digits, space, dot, hyphen), at most 100.

    Accents and apostrophes, which the contract does not take, are left out. Raises InputRefused.
    """
    decomposed = unicodedata.normalize("NFKD", typed.translate(_APOSTROPHES))
    plain = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"})
    name = " ".join(plain.split())
    if not any(c.isalpha() for c in name):
        raise InputRefused("name", Fault.MISSING if not name else Fault.FORBIDDEN_CHARACTER)
    if len(name) > 100:
        raise InputRefused("name", Fault.TOO_LONG)
    if _NAME.fullmatch(name) is None:
        other_script = any(c.isalpha() and not c.isascii() for c in name)
        raise InputRefused("name", Fault.OTHER_SCRIPT if other_script else Fault.FORBIDDEN_CHARACTER)
    return name


def read_otp(typed: str) -> str:
    """Return a one-time code of four to eight digits.

    Takes a `#` before it, spaces, dashes and dots within it, and the digits of any script. Raises InputRefused.
    """
    code = _BETWEEN_DIGITS.sub("", _fold(typed)).removeprefix("#")
    if not code:
        raise InputRefused("otp", Fault.MISSING)
    if re.fullmatch(r"[0-9]{4,8}", code) is None:
        raise InputRefused("otp", Fault.NOT_A_CODE)
    return code


def read_reference(typed: str) -> str:
    """Return the reference of a consent, `K7F2-9QXM-4TBA`, as it was made: no 0, 1, I or O is ever in it.

    Takes small and full-width letters, the digits of any script, and signs or spaces of any kind between them. A 0, 1,
    I or O is refused and not guessed at: each may stand for several characters. Raises InputRefused.
    """
    characters = "".join(c for c in _fold(typed) if c.isalnum())
    if not characters:
        raise InputRefused("reference", Fault.MISSING)
    reference = characters.upper() if characters.isascii() else ""
    if _REFERENCE.fullmatch(reference) is None:
        raise InputRefused("reference", Fault.MISREAD if _MISREAD.fullmatch(reference) else Fault.NOT_A_REFERENCE)
    return "-".join((reference[:4], reference[4:8], reference[8:]))


def _fold(typed: str) -> str:
    """NFKC, the digits of every script as 0 to 9, every dash as a hyphen, and no invisible formatting characters."""
    normal = unicodedata.normalize("NFKC", typed)
    return "".join(_fold_character(c) for c in normal if unicodedata.category(c) != "Cf")


def _fold_character(character: str) -> str:
    if unicodedata.category(character) == "Pd":
        return "-"
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
