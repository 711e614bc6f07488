"""Reading a record of any shape: a field may be absent, null, empty, of another type, or repeated.

An object where a list is due counts as a list of one, and a list where an object is due as its objects; lists
in lists are laid flat; a number is read as its digits. Nothing here raises, or reads without bound.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from webapp.identity.characters import visible
from webapp.identity.fields import Field, Kind
from webapp.identity.policy import SOURCES

_MAX_NODES = 10_000
_MAX_LENGTH = 10_000  # code points of one text
_MAX_BITS = 256  # of a number; Python refuses to write out very long ones
OBJECT = (dict, Mapping)  # the first is what they are, and quicker to tell
LIST = (list, tuple)
_EMPTY: tuple[object, ...] = (None, "", {})
_ABSENT = frozenset({"", "-", "--", "na", "n/a", "nil", "none", "null"})


@dataclass(frozen=True)
class Thing:
    """One distinct thing of a kind: the raw texts of its visible fields, and the sources that know it."""

    texts: Mapping[str, str] = field(repr=False)
    sources: tuple[str, ...] = ()


def things(record: Mapping[str, object], kind: Kind) -> tuple[Thing, ...]:
    """Return the distinct things of a kind, in the record's order; a repeat adds its source, and what was not known."""
    found: dict[tuple[str, ...], Thing] = {}
    for element in elements(record, kind):
        texts = {field.name: text for field in kind.visible_fields if (text := text_of(element, field))}
        if not texts:
            continue
        identity = tuple(field.identity(texts.get(field.name, "")) for field in kind.visible_fields)
        known = found.get(identity, Thing(texts))
        sources = tuple(dict.fromkeys(known.sources + _sources(element, kind)))
        found[identity] = Thing({**texts, **known.texts}, sources)
    return tuple(found.values())


def elements(record: Mapping[str, object], kind: Kind) -> list[Mapping[object, object]]:
    """Return the objects at the root of a kind; a bare value stands for the object that holds only it."""
    nodes = _below(record, kind.steps)
    if kind.bare:
        return [node if isinstance(node, OBJECT) else {kind.bare: node} for node in nodes]
    return [node for node in nodes if isinstance(node, OBJECT)]


def text_of(element: Mapping[object, object], field: Field) -> str:
    """Return what a field says in an element, or the empty string if it says nothing that can be read."""
    return next(iter(texts_of(element, field)), "")


def texts_of(element: Mapping[object, object], field: Field) -> list[str]:
    """Return everything that can be read of a field in an element: several texts where a list stands in its place."""
    texts = (read_text(node, boolean=field.boolean) for node in _below(element, field.steps))
    return [text for text in texts if text]


def arrived(element: Mapping[object, object], field: Field) -> int:
    """Return how many values stand in the place of a field in an element, of whatever type."""
    return sum(node not in _EMPTY for node in _below(element, field.steps))


def all_texts(record: Mapping[str, object], kind: Kind) -> Iterator[str]:
    """Yield every text anywhere below the root of a kind, under known names and unknown ones."""
    for node in flat(_below(record, kind.steps), into_objects=True):
        if text := read_text(node):
            yield text


def _sources(element: Mapping[object, object], kind: Kind) -> tuple[str, ...]:
    sources = (text_of(element, field).upper() for field in kind.sources)
    return tuple(SOURCES[source] for source in sources if source in SOURCES)


def _below(top: object, steps: tuple[str, ...]) -> list[object]:
    nodes = [top]
    for step in steps:
        nodes = [node.get(step) for node in nodes if isinstance(node, OBJECT)]
        if any(isinstance(node, LIST) for node in nodes):
            nodes = list(flat(nodes))
    return nodes


def flat(top: list[object], *, into_objects: bool = False) -> Iterator[object]:
    """Yield what lists hold, in order, however deep: at most a bounded number of nodes, without recursion."""
    waiting: list[object] = [top]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if into_objects and isinstance(node, OBJECT):
            node = list(islice(node.values(), _MAX_NODES))
        if isinstance(node, LIST):
            waiting.extend(reversed(node[:_MAX_NODES]))
        else:
            yield node


def read_text(value: object, *, boolean: bool = False) -> str:
    """Return the text of one value; empty if nothing can be read of it, as of a truth value where none is due."""
    if isinstance(value, str):
        text = visible(value[:_MAX_LENGTH])
        return "" if text.casefold() in _ABSENT else text
    if isinstance(value, bool):
        return str(value).lower() if boolean else ""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int) and value.bit_length() <= _MAX_BITS else ""
