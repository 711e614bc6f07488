"""Names that arrive in capitals, as people write them: KARNATAKA is Karnataka, and BSNL stays BSNL."""

import re

_WORD = re.compile(r"[A-Z]+(?:['’][A-Z]+)*")
_VOWEL = re.compile(r"[AEIOUY]")
_LONGEST_ABBREVIATION = 3  # letters; of longer ones those without a vowel are known, and those listed below
_SMALL = frozenset(("AND", "FOR", "OF", "THE"))
_NO_ABBREVIATIONS = frozenset((
    "AIR", "CAR", "CO", "DIU", "DR", "GOA", "INC", "JIO", "LEH", "LTD", "MAU", "NEW", "OLD", "PEN", "PVT", "SHRI",
    "SRI", "ST", "UNA", "VI",
))  # fmt: skip
_ABBREVIATIONS = frozenset((
    "AIIMS", "ASEAN", "BHEL", "CISF", "DRDO", "EPFO", "ICICI", "IDBI", "IDFC", "IIIT", "ISRO", "ONGC", "UIDAI",
))  # fmt: skip


def as_written(text: str) -> str:
    """Return a name that is all in Latin capitals with only those that a person would write; any other unchanged."""
    if not (text.isascii() and text.isupper()):
        return text
    return _WORD.sub(lambda found: _written(found[0], first=found.start() == 0), text)


def _written(word: str, *, first: bool) -> str:
    if word in _SMALL:
        return word.capitalize() if first else word.lower()
    if word in _NO_ABBREVIATIONS:
        return word.capitalize()
    if word in _ABBREVIATIONS or len(word) <= _LONGEST_ABBREVIATION or not _VOWEL.search(word):
        return word
    return word.capitalize()
