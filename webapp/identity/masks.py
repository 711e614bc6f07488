"""Masks: pure functions from the text of a field to what may be shown of it.

Each takes any text whatever, never raises, is idempotent on its own output, and draws a fixed number of
bullets, so that the length of a value does not leak. An identifier shorter than six characters reveals
nothing; one that arrives half masked keeps only the tail that was left visible.
"""

from collections.abc import Callable

import regex
from pydantic import BaseModel, ConfigDict, Field

from webapp.identity.banks import BANKS
from webapp.identity.capitals import as_written
from webapp.identity.characters import compact, digits, graphemes, visible
from webapp.identity.name_match import HONORIFICS
from webapp.languages.marks import N_


class Masked(BaseModel):
    """A value fit for the customer's page.

    drawn: what the eye sees in every language alike: a public word of the record, or bullets and what they leave.
    words: a message of ours, translated where it is shown, with `values` in its places: what a screen reader says
    for what is drawn; all that is shown where nothing is drawn; empty where what is drawn is said as it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    drawn: str = ""
    words: str = ""
    values: dict[str, str] = Field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the eye sees, in English."""
        return self.drawn or self.spoken

    @property
    def spoken(self) -> str:
        """What a screen reader says, in English."""
        return self.words % self.values if self.words else self.drawn


Mask = Callable[[str], Masked]

PUBLIC_MAIL_PROVIDERS = frozenset((
    "aol.com", "fastmail.com", "gmail.com", "gmx.com", "googlemail.com", "hotmail.co.in", "hotmail.com",
    "icloud.com", "live.com", "live.in", "mail.com", "me.com", "msn.com", "outlook.com", "outlook.in",
    "proton.me", "protonmail.com", "rediff.com", "rediffmail.com", "rocketmail.com", "yahoo.co.in",
    "yahoo.com", "yahoo.in", "yandex.com", "ymail.com", "zoho.com", "zohomail.in",
))  # fmt: skip
"""Mail domains that anybody can have, and that say nothing about who the person is or works for."""

_BULLETS = "••••"
_SHORTEST_REVEALED = 6
_LONGEST_VALUE = 500  # code points; nothing that a field may hold is longer, and cutting it would only cost time
_LONGEST_WORD = 40  # graphemes
_LONGEST_GRAPHEME = 8  # code points; more is a pile of combining marks, not a character

_MASK_CHARACTERS = frozenset("•*Xx")
_MASKED = regex.compile(r"[•*]|[Xx]{2,}")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M} .,&'’()/-]*")
_NAME_PART = regex.compile(r"\p{L}[\p{L}\p{M}'’]*")
_PINCODE = regex.compile(r"(\d{3})(?:\d{3}|[•*Xx]{3})")
_TWELVE_DIGITS = regex.compile(r"(?:\d[\s._-]{0,3}){12}")

ON_RECORD = Masked(words=N_("On record"))
ADULT = Masked(words=N_("18 or over"))
_YES, _NO = Masked(words=N_("Yes")), Masked(words=N_("No"))
_ANSWERS = dict.fromkeys(("true", "yes", "y", "1"), _YES) | dict.fromkeys(("false", "no", "n", "0"), _NO)
_HIDDEN = Masked(drawn=_BULLETS, words=N_("hidden"))
_AADHAAR_HIDDEN = Masked(drawn="XXXX XXXX XXXX", words=N_("hidden"))
_EMAIL_WORDS = {
    (True, True): N_("starting %(first)s, at %(domain)s"),
    (True, False): N_("starting %(first)s, at a hidden domain"),
    (False, True): N_("hidden, at %(domain)s"),
    (False, False): N_("hidden, at a hidden domain"),
}
"""By whether the first character and the domain of an address are shown."""


def on_record(_value: str) -> Masked:
    """Say that a value exists, and nothing of it."""
    return ON_RECORD


def tail(count: int) -> Mask:
    """Return the mask that shows four bullets and the last `count` characters."""

    def mask(value: str) -> Masked:
        text = compact(_bounded(value))
        kept = _visible_tail(text)[-count:]
        if not kept or not _drawable(kept):
            return _HIDDEN
        return _ending(_BULLETS + "".join(kept), kept)

    return mask


def aadhaar(value: str) -> Masked:
    """Show an Aadhaar number as `XXXX XXXX 8848`, however much of it arrived."""
    kept = _visible_tail(compact(_bounded(value)))[-4:]
    last_four = digits("".join(kept))
    if len(last_four) < 4:
        return _AADHAAR_HIDDEN
    return _ending(f"XXXX XXXX {last_four}", list(last_four))


def holds_full_aadhaar(value: str) -> bool:
    """Tell whether a text holds twelve digits in a row, spaced or hyphenated or not."""
    return _TWELVE_DIGITS.search(visible(value)) is not None


def email(value: str) -> Masked:
    """Show an email address as `r•••@gmail.com`; the domain only of a public provider."""
    local, at, domain = compact(_bounded(value)).rpartition("@")
    if not at or len(graphemes(local + at + domain)) < _SHORTEST_REVEALED:
        return _HIDDEN
    public = domain.casefold().rstrip(".")
    known = public if public in PUBLIC_MAIL_PROVIDERS else ""
    first = _first_character(local)
    words = _EMAIL_WORDS[bool(first), bool(known)]
    return Masked(drawn=f"{first}•••@{known or _BULLETS}", words=words, values={"first": first, "domain": known})


def initials(value: str) -> Masked:
    """Show a person's name as the initials of its first and last word: `J••• S•••`, honorifics left out."""
    words = _NAME_PART.findall(visible(_bounded(value)))
    while len(words) > 1 and words[0].casefold() in HONORIFICS:
        words = words[1:]
    letters = [graphemes(word)[0] for word in (words[:1] + words[1:][-1:])]
    if not letters or not _drawable(letters):
        return _HIDDEN
    drawn = " ".join(f"{letter}•••" for letter in letters)
    return Masked(drawn=drawn, words=N_("initials %(letters)s"), values={"letters": " ".join(letters)})


def word(value: str) -> Masked:
    """Show a public word (a city, a provider, an employer) in clear, if it is one; in capitals only as people write it.

    Upstream may put anything in any field: what holds digits or mask characters, is over 40 characters long,
    or is not made of letters shows only that it is on record.
    """
    text = visible(_bounded(value))
    characters = graphemes(text)
    if len(characters) > _LONGEST_WORD or not _drawable(characters):
        return ON_RECORD
    return Masked(drawn=as_written(text)) if _WORD.fullmatch(text) and not _MASKED.search(text) else ON_RECORD


def pincode(value: str) -> Masked:
    """Show a postal code of six digits as `560•••`: the sorting district, not the post office."""
    found = _PINCODE.fullmatch(compact(_bounded(value)))
    if found is None:
        return ON_RECORD
    district = digits(found[1])
    return Masked(
        drawn=f"{district}•••", words=N_("starting %(characters)s"), values={"characters": " ".join(district)}
    )


def bank_name(value: str) -> Masked:
    """Show the bank that the first four letters of an IFSC stand for, and nothing of the branch."""
    text = visible(_bounded(value))
    name = text if text in BANKS.values() else BANKS.get(compact(text)[:4].upper())
    return Masked(drawn=name) if name else ON_RECORD


def yes_no(value: str) -> Masked:
    """Show a yes or a no, from the ways in which booleans are written."""
    return _ANSWERS.get(visible(value).casefold(), ON_RECORD)


def people(number: int) -> Masked:
    """Show a number of people: `1 person`, `2 people`."""
    if number == 1:
        return Masked(words=N_("1 person"))
    return Masked(words=N_("%(number)s people"), values={"number": str(number)})


def further(number: int) -> Masked:
    """Show how many there are besides those listed: `3 more`."""
    return Masked(words=N_("%(number)s more"), values={"number": str(number)})


def is_half_masked(value: str) -> bool:
    """Tell whether a text already holds mask characters: bullets, asterisks, or a run of X."""
    return _MASKED.search(value) is not None


def _bounded(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else ""


def _ending(drawn: str, characters: list[str]) -> Masked:
    return Masked(drawn=drawn, words=N_("ending %(characters)s"), values={"characters": " ".join(characters)})


def _visible_tail(text: str) -> list[str]:
    """Return the characters after the last mask character; none if the value is too short to cut."""
    characters = graphemes(text)
    if len(characters) < _SHORTEST_REVEALED and not text.startswith(_BULLETS):
        return []
    if _MASK_CHARACTERS.isdisjoint(text):
        return characters
    start = 0
    for index, character in enumerate(characters):
        in_run = character[0] in "Xx" and index > 0 and characters[index - 1][0] in "Xx"
        if in_run or not {"•", "*"}.isdisjoint(character):
            start = index + 1
    return characters[start:]


def _first_character(local: str) -> str:
    """Return the first character of a mailbox name if it is a letter or digit, and not all there is."""
    characters = graphemes(local)
    masked = _MASKED.match(local) is not None
    if len(characters) < 2 or masked or not _drawable(characters[:1]) or not characters[0][0].isalnum():
        return ""
    return characters[0]


def _drawable(characters: list[str]) -> bool:
    return max(map(len, characters), default=0) <= _LONGEST_GRAPHEME
