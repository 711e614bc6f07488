"""What came back in a record and what became of it, told without a value: for staff who show the product.

Nothing is in it that the customer's page would not show as well, save the shape of the record: which fields of the
policy came, and how many of each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from webapp.identity.fields import Field, Kind, Telling, Treatment
from webapp.identity.policy import KINDS, NAME, SOURCES
from webapp.identity.record import LIST, OBJECT, arrived, elements, flat, read_text, things
from webapp.identity.summary import MAX_ENTRIES, Entry, Item, Section, Summary, Verdict

UNKNOWN = "(not in the policy)"
"""Stands for all names in an object that the policy does not know; its value is their number."""
_UNREADABLE = "(unreadable)"
_NOTHING: tuple[object, ...] = (None, "")
_DONE = {
    Treatment.SHOWN: "masked",
    Treatment.DISCLOSED: "masked, behind a disclosure",
    Treatment.COUNTED: "counted",
    Treatment.MATCHED: "matched",
    Treatment.DERIVED: "derived",
    Treatment.SOURCE: "told in words",
    Treatment.DROPPED: "dropped",
}
_READ = frozenset({Treatment.SHOWN, Treatment.DISCLOSED, Treatment.MATCHED, Treatment.SOURCE})
_WITHHELD = "withheld"  # for the record is not to be shown to this person
_LEFT_ASIDE = "left aside"  # for the purpose is not asked for, or nothing new is in it


@dataclass(frozen=True)
class Arrived:
    """A field that came: its path from the top of the reply, how many values it had, and what is done with them."""

    path: str
    label: str
    number: int
    done: str


@dataclass(frozen=True)
class Row:
    """One kind of data: how many distinct things came, what is done with them, and what the customer sees.

    seen: one text for each entry of the page, in English; none where the customer sees nothing of the kind.
    """

    key: str
    title: str
    number: int
    fields: tuple[Arrived, ...]
    done: str
    seen: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Outline:
    """A record as it may be told.

    verdict: the summary's. body: the record's shape, its values masked, or in brackets what is done with them; what a
    list holds beyond `MAX_ENTRIES` is told as a number. rows: the kinds of the policy that came, in its order.
    unknown: how many fields, of all that `body` tells of, the policy does not know.
    """

    verdict: str
    body: Mapping[str, object] = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)
    unknown: int = 0


def outline(record: Mapping[str, object], summary: Summary) -> Outline:
    """Tell of a verify-OTP reply, given the summary that was made of it. Never raises, whatever the record holds."""
    teller = _Teller(summary)
    body = teller.below(record, _TOP)
    rows = tuple(row for kind in KINDS if (row := teller.row(record, kind)))
    return Outline(summary.verdict.value, body, rows, teller.unknown)


@dataclass
class _Place:
    """A place in the reply: what a value there is, and what may stand below it."""

    below: dict[str, "_Place"] = field(default_factory=dict)
    leaf: tuple[Kind, Field] | None = None

    def at(self, steps: tuple[str, ...]) -> "_Place":
        place = self
        for step in steps:
            place = place.below.setdefault(step, _Place())
        return place


def _policy_as_tree() -> _Place:
    top = _Place()
    for kind in KINDS:
        root = top.at(kind.steps)
        for each in kind.fields:
            root.at(each.steps).leaf = kind, each
            if each.name == kind.bare:
                root.leaf = kind, each
    return top


_TOP = _policy_as_tree()


class _Teller:
    """Tells of one record; it goes no deeper than the policy does."""

    def __init__(self, summary: Summary) -> None:
        self._verdict = summary.verdict
        self._sections = {section.key: section for group in summary.groups for section in group.sections}
        self._counts = {count.title: count.number for count in summary.counts}
        self._name = "".join(_seen(self._sections.get(NAME.key)))
        self.unknown = 0

    def below(self, value: Mapping[str, object], place: _Place) -> dict[str, object]:
        known = (name for name in value if name in place.below)
        told = {name: self._any(value[name], place.below[name]) for name in known}
        if strangers := len(value) - len(told):
            self.unknown += strangers
            told[UNKNOWN] = strangers
        return told

    def row(self, record: Mapping[str, object], kind: Kind) -> Row | None:
        found = elements(record, kind)
        numbers = [[arrived(element, each) for each in kind.fields] for element in found]
        fields = tuple(
            Arrived(kind.path(each), each.label, number, self._done(kind, each))
            for each, number in zip(kind.fields, map(sum, zip(*numbers, strict=True)), strict=False)
            if number
        )
        if not fields:
            return None
        number = len(things(record, kind)) or sum(map(any, numbers))
        done = "; ".join(dict.fromkeys(each.done for each in fields))
        return Row(kind.key, kind.title, number, fields, done, self._seen(kind))

    def _any(self, value: object, place: _Place) -> object:
        if isinstance(value, LIST):
            return self._list(list(flat([value])), place)
        if isinstance(value, OBJECT):
            return self.below(value, place)
        return self._value(value, place)

    def _list(self, nodes: list[object], place: _Place) -> list[object]:
        # Of several values in one field's place the first that can be read is shown.
        kept = nodes[:MAX_ENTRIES] if place.below else sorted(nodes, key=lambda node: not read_text(node))[:1]
        told = [self._any(node, place) for node in kept]
        more = len(nodes) - len(kept)
        return [*told, f"({more} more)"] if more else told

    def _value(self, value: object, place: _Place) -> object:
        if value in _NOTHING:
            return value
        if place.leaf is None:
            return _UNREADABLE
        kind, each = place.leaf
        done = self._done(kind, each)
        if done != _DONE[each.treatment] or each.treatment not in _READ:
            return f"({done})"
        text = read_text(value, boolean=each.boolean)
        return self._masked(each, text) if text else _UNREADABLE

    def _masked(self, each: Field, text: str) -> str:
        if each.treatment is Treatment.SOURCE:
            return text.upper() if text.upper() in SOURCES else f"({_DONE[Treatment.DROPPED]})"
        drawn = each.mask(text).text
        # Of the names in a record the customer sees the one that was compared.
        hidden = each.treatment is Treatment.MATCHED and drawn != self._name
        return f"({_DONE[each.treatment]})" if hidden else drawn

    def _done(self, kind: Kind, each: Field) -> str:
        compared = each.treatment is Treatment.MATCHED and self._verdict is not Verdict.NO_NAME
        if compared or each.treatment is Treatment.DROPPED:
            return _DONE[each.treatment]
        if self._verdict is not Verdict.SHOWN:
            return _WITHHELD
        return _DONE[each.treatment] if kind.key in self._sections else _LEFT_ASIDE

    def _seen(self, kind: Kind) -> tuple[str, ...]:
        if kind.title in self._counts:
            return (str(self._counts[kind.title]),)
        return tuple(_seen(self._sections.get(kind.key)))


def _seen(section: Section | None) -> Iterator[str]:
    for entry in section.entries if section else ():
        yield ", ".join(_texts(entry))


def _texts(entry: Entry) -> Iterator[str]:
    yield from (_text(item, named=item.telling is not Telling.LINE) for item in entry.line)
    yield from (_text(item, named=True) for item in entry.asides)


def _text(item: Item, *, named: bool) -> str:
    return f"{item.label}: {item.value.text}" if named else item.value.text
