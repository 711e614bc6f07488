"""Characters as a reader sees them: which can be seen at all, where one ends, which digit it means."""

import unicodedata

import regex

_UNSEEN = regex.compile(r"(?!\s)\p{C}")
_SPACE = regex.compile(r"\s+")
_CHARACTER = regex.compile(r"\X")


def visible(text: str) -> str:
    """Return the text, single-spaced, without control, format, surrogate and unassigned characters."""
    if _is_plain(text):
        return " ".join(text.split())
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()


def compact(text: str) -> str:
    """Return the visible text without any space, as identifiers are compared and cut."""
    return visible(text).replace(" ", "")


def graphemes(text: str) -> list[str]:
    """Return the characters that a reader would count (extended grapheme clusters, Unicode UAX 29)."""
    return list(text) if _is_plain(text) else _CHARACTER.findall(text)


def digits(text: str) -> str:
    """Return only the decimal digits, of whatever script, as ASCII."""
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())


def _is_plain(text: str) -> bool:
    """Tell whether every code point is a character that is seen, or a space: so is nearly all that comes."""
    return text.isascii() and text.isprintable()
