"""Comparing the name that a customer typed with the name in the record.

The bands and their names are Cashfree's; the rules are ours, made for Indian names: words in any order,
honorifics, initials, a dropped middle name, words joined or split, several spellings of one name in Latin
letters. They are strict where two people are often confused: VIJAY and VINAY, RAMESH and RAJESH, MANISH and
MANISHA are not alike.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import regex
from rapidfuzz.distance import OSA

from webapp.identity.characters import visible


class NameMatch(StrEnum):
    """How well two names agree, best first. The words are Cashfree's."""

    DIRECT_MATCH = "DIRECT_MATCH"
    GOOD_PARTIAL_MATCH = "GOOD_PARTIAL_MATCH"
    MODERATE_PARTIAL_MATCH = "MODERATE_PARTIAL_MATCH"
    POOR_PARTIAL_MATCH = "POOR_PARTIAL_MATCH"
    NO_MATCH = "NO_MATCH"


SUFFICIENT = frozenset({NameMatch.DIRECT_MATCH, NameMatch.GOOD_PARTIAL_MATCH})
"""The matches on which a record may be shown to the person who typed the name."""

HONORIFICS = frozenset((
    "adv", "ca", "capt", "col", "dr", "er", "haji", "janab", "km", "ku", "kum", "kumari", "late", "lt", "maj",
    "master", "miss", "mr", "mrs", "ms", "mx", "prof", "sardar", "selvi", "shree", "shri", "shrimati", "smt",
    "sri", "thiru", "tmt",
))  # fmt: skip
"""Words that stand before a name and are no part of it, in lower case."""

# Shared by so many people that, alone, they tell nobody apart.
_COMMON = frozenset((
    "ali", "bai", "begum", "bibi", "chand", "chandra", "das", "devi", "kaur", "khan", "khatun", "kumar",
    "kumari", "lal", "mohammed", "mohd", "nath", "prasad", "rao", "reddy", "sharma", "singh",
))  # fmt: skip

_MAX_LENGTH = 200
_MAX_WORDS = 12
_PARENT = regex.compile(r"\b[cdsw]\s?/\s?o\b.*")  # "RAM LAL S/O SHYAM LAL" is RAM LAL
_APOSTROPHE = regex.compile(r"['’`ʼ]")
_ACCENT = regex.compile(r"[\u0300-\u036f]")
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_DOUBLED = regex.compile(r"(.)\1+")
_VOWELS = regex.compile(r"[aeiou]")

_ABBREVIATIONS = {"md": "mohammed", "mohd": "mohammed", "kr": "kumar", "pd": "prasad"}
_SPELLINGS = (  # the same sound, written in more than one way; longer ones first
    ("muhammad", "mohammed"), ("mohammad", "mohammed"), ("mohamed", "mohammed"),
    ("ksh", "x"), ("ee", "i"), ("oo", "u"), ("au", "o"), ("ou", "o"), ("ow", "o"), ("bh", "b"), ("dh", "d"),
    ("gh", "g"), ("ph", "f"), ("sh", "s"), ("th", "t"), ("q", "k"), ("w", "v"), ("y", "i"), ("z", "j"),
)  # fmt: skip


def is_readable_name(name: str) -> bool:
    """Tell whether there is a name to compare with: at least one word of two letters or more."""
    return any(_is_full(word) for word in _words(name))


def match_names(stated: str, fetched: str) -> NameMatch:
    """Grade how well the stated name agrees with the fetched one; any text whatever may be given."""
    ours, theirs = _words(stated), _words(fetched)
    left, right = _without_honorifics(ours), _without_honorifics(theirs)
    if not _any_full(left) or not _any_full(right):
        # Initials alone tell nobody apart, even when they agree.
        same = bool(left) and sorted(left) == sorted(right)
        return NameMatch.MODERATE_PARTIAL_MATCH if same else _pair(left, right).grade
    if left == right:
        return NameMatch.DIRECT_MATCH
    if sorted(ours) == sorted(theirs) or "".join(ours) == "".join(theirs):
        return NameMatch.GOOD_PARTIAL_MATCH
    return _pair(_joined(left, right), _joined(right, left)).grade


@dataclass(frozen=True)
class _Pairing:
    """The words that two names share, the initials that agree, and on which side words are left over."""

    shared: tuple[str, ...]
    initials: int
    left_over: bool
    right_over: bool

    @property
    def grade(self) -> NameMatch:
        if not self.shared:
            return NameMatch.POOR_PARTIAL_MATCH if self.initials else NameMatch.NO_MATCH
        same_words = not (self.initials or self.left_over or self.right_over)
        telling = any(word not in _COMMON for word in self.shared)
        contained = not (self.left_over and self.right_over)
        if same_words or (telling and contained and len(self.shared) >= 2):
            return NameMatch.GOOD_PARTIAL_MATCH
        if telling or len(self.shared) >= 2:
            return NameMatch.MODERATE_PARTIAL_MATCH
        return NameMatch.POOR_PARTIAL_MATCH


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFKD", visible(name[:_MAX_LENGTH])).casefold()
    text = _PARENT.sub("", _APOSTROPHE.sub("", _ACCENT.sub("", text)))
    return _LETTERS.findall(text)[:_MAX_WORDS]


def _without_honorifics(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in HONORIFICS:
        words = words[1:]
    return words


def _joined(words: list[str], whole: list[str]) -> list[str]:
    """Join two neighbouring words where the other name writes them as one."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] + word in whole:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _pair(left: Sequence[str], right: Sequence[str]) -> _Pairing:
    over, free = list(left), list(right)
    shared = _take(over, free, _same) + _take(over, free, _alike)
    initials = _take(over, free, _is_initial)
    return _Pairing(tuple(shared), len(initials), bool(over), bool(free))


def _take(over: list[str], free: list[str], agree: Callable[[str, str], bool]) -> list[str]:
    """Move out of both lists the words that agree, and return those of the first."""
    taken = []
    for word in tuple(over):
        partner = next((other for other in free if agree(word, other)), None)
        if partner is not None:
            over.remove(word)
            free.remove(partner)
            taken.append(word)
    return taken


def _same(one: str, other: str) -> bool:
    return _is_full(one) and one == other


def _alike(one: str, other: str) -> bool:
    """Tell whether two words are one name, spelt in two ways or mistyped once."""
    if not (_is_full(one) and _is_full(other)):
        return False
    sound, other_sound = _sound(one), _sound(other)
    return sound == other_sound or _one_slip(one, other) or _one_slip(sound, other_sound)


def _one_slip(one: str, other: str) -> bool:
    # The ends of a word are where the names of brothers and sisters differ.
    if one[0] != other[0] or one[-1] != other[-1] or OSA.distance(one, other) != 1:
        return False
    longest = max(len(one), len(other))
    if sorted(one) == sorted(other):
        return longest >= 5
    only_vowels = _VOWELS.sub("", one) == _VOWELS.sub("", other)
    if len(one) == len(other):
        return only_vowels and longest >= 6
    return only_vowels or longest >= 8


def _is_initial(one: str, other: str) -> bool:
    return not (_is_full(one) and _is_full(other)) and one[0] == other[0]


def _sound(word: str) -> str:
    sound = _ABBREVIATIONS.get(word, word)
    for spelling, simple in _SPELLINGS:
        sound = sound.replace(spelling, simple)
    return _DOUBLED.sub(r"\1", sound)


def _any_full(words: Sequence[str]) -> bool:
    return any(_is_full(word) for word in words)


def _is_full(word: str) -> bool:
    return len(word) > 1
