"""The redacted summary of a record: all that may leave this room, made only of masked values and counts."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from webapp.identity import policy
from webapp.identity.age import is_adult, is_minor
from webapp.identity.fields import Field, Kind, Purpose, Telling, Topic, Treatment, same_number
from webapp.identity.masks import (
    ADULT,
    ON_RECORD,
    Masked,
    further,
    holds_full_aadhaar,
    initials,
    is_half_masked,
    people,
    tail,
)
from webapp.identity.name_match import SUFFICIENT, NameMatch, is_readable_name, match_names
from webapp.identity.purposes import ALL_PURPOSES, kinds_for
from webapp.identity.record import Thing, all_texts, elements, text_of, texts_of, things
from webapp.languages.marks import N_

MAX_ENTRIES = 20  # of one kind; the rest is told as a number


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Part):
    """One line: what it is, and what may be shown of it."""

    label: str
    value: Masked
    telling: Telling = Telling.LINE


class Entry(_Part):
    """What is told of one thing, such as a bank account; `sources` say who knows it, in words."""

    items: tuple[Item, ...]
    sources: tuple[str, ...] = ()

    @property
    def line(self) -> tuple[Item, ...]:
        """The items that make up its line: those of which there is something to draw, else what stands for them."""
        items = [item for item in self.items if item.telling is not Telling.ASIDE]
        drawn = [item for item in items if item.value.drawn]
        named = [item for item in items if item.telling is Telling.NAMED]
        return tuple(drawn or named or items[:1] or self.items[:1])

    @property
    def asides(self) -> tuple[Item, ...]:
        """The items beneath its line."""
        return tuple(item for item in self.items if item not in self.line)


class Section(_Part):
    """One kind of data. With `disclosure` it stays closed until the customer opens it."""

    key: str
    title: str
    disclosure: bool
    entries: tuple[Entry, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Who knows of all its entries alike; nobody, if they come from several places."""
        sources = {entry.sources for entry in self.entries}
        return sources.pop() if len(sources) == 1 else ()

    @property
    def size(self) -> str:
        """How many entries there are, as far as they are listed."""
        return str(len(self.entries)) if len(self.entries) <= MAX_ENTRIES else f"{MAX_ENTRIES}+"


class Group(_Part):
    """Sections that a person would look for in one place."""

    title: str
    sections: tuple[Section, ...]

    @property
    def key(self) -> str:
        """The name of its topic."""
        return Topic(self.title).name.lower()


class Count(_Part):
    """How many distinct things of a kind the record holds."""

    title: str
    number: int


class Verdict(StrEnum):
    """Whether the record may be shown to the person who stated the name; UNDER_AGE: that person is not yet 18."""

    SHOWN = "SHOWN"
    NAME_DIFFERS = "NAME_DIFFERS"
    NO_NAME = "NO_NAME"
    UNDER_AGE = "UNDER_AGE"


class Finding(StrEnum):
    """Something about the record that the business must hear of; it never carries a value."""

    FULL_AADHAAR_NUMBER = "FULL_AADHAAR_NUMBER"


class Summary(_Part):
    """What the customer's page shows. If the name differs or a minor is met, nothing of the record is in it."""

    verdict: Verdict
    match: NameMatch | None
    groups: tuple[Group, ...] = ()
    counts: tuple[Count, ...] = ()
    missing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def summarise(
    record: Mapping[str, object],
    *,
    stated_name: str,
    verified_mobile: str,
    today: date,
    purposes: frozenset[Purpose] = ALL_PURPOSES,
) -> Summary:
    """Return what may be shown of a verify-OTP reply. Never raises, whatever the record holds.

    record: the reply under the contract's names. verified_mobile: ten digits; it is not listed again among
    the other numbers. today: the customer's date, for the age. purposes: those that the data may serve; the
    rest of the record is left aside, save the name and the age, which are always looked at.

    Below a good partial match of the stated name with the record's, nothing of the record is shown, and nobody's age
    is told; nor is anything shown of a person who is under 18 by any date of birth or age in the record. Where the
    record has no readable name, only kinds and counts are shown.
    """
    findings = _findings(record)
    name = _recorded_name(record)
    match = match_names(stated_name, name) if name else None
    if match is not None and match not in SUFFICIENT:
        return Summary(verdict=Verdict.NAME_DIFFERS, match=match, findings=findings)
    if _is_of_a_minor(record, today):
        return Summary(verdict=Verdict.UNDER_AGE, match=None, findings=findings)

    kinds = [(kind, _things(record, kind, verified_mobile)) for kind in kinds_for(purposes) if kind.visible_fields]
    missing = tuple(kind.title for kind, found in kinds if not found)
    if match is None:
        counts = tuple(Count(title=kind.title, number=len(found)) for kind, found in kinds if found)
        return Summary(verdict=Verdict.NO_NAME, match=None, counts=counts, missing=missing, findings=findings)

    sections = [
        (policy.NAME.topic, _single("name", policy.NAME.title, N_("Name"), initials(name))),
        (
            Topic.NUMBER,
            _single("verified_mobile", N_("Verified number"), N_("Mobile number"), tail(4)(verified_mobile)),
        ),
        *((kind.topic, _section(kind, found, today)) for kind, found in kinds if found),
    ]
    return Summary(verdict=Verdict.SHOWN, match=match, groups=_groups(sections), missing=missing, findings=findings)


def _recorded_name(record: Mapping[str, object]) -> str:
    """Return the first name that can be compared, in the policy's order, or the empty string."""
    names = (
        text_of(element, field)
        for kind in policy.KINDS
        for field in kind.fields
        if field.treatment is Treatment.MATCHED
        for element in elements(record, kind)
    )
    return next((name for name in names if is_readable_name(name) and not is_half_masked(name)), "")


def _is_of_a_minor(record: Mapping[str, object], today: date) -> bool:
    """Tell whether any place of a date of birth or an age says that the person is under 18."""
    for element in elements(record, policy.AGE):
        dobs, ages = texts_of(element, policy.DOB) or [""], texts_of(element, policy.YEARS) or [""]
        stated = [*((dob, ages[0]) for dob in dobs), *((dobs[0], age) for age in ages)]
        if any(is_minor(dob, age, today) for dob, age in stated):
            return True
    return False


def _findings(record: Mapping[str, object]) -> tuple[Finding, ...]:
    full = any(holds_full_aadhaar(text) for text in all_texts(record, policy.AADHAAR))
    return (Finding.FULL_AADHAAR_NUMBER,) if full else ()


def _things(record: Mapping[str, object], kind: Kind, verified_mobile: str) -> tuple[Thing, ...]:
    found = things(record, kind)
    if kind is policy.PHONES:
        verified = same_number(verified_mobile)
        return tuple(thing for thing in found if same_number(thing.texts["phone"]) != verified)
    return found


def _groups(sections: list[tuple[Topic, Section]]) -> tuple[Group, ...]:
    sorted_by_topic = ((topic, tuple(section for of, section in sections if of is topic)) for topic in Topic)
    return tuple(Group(title=topic, sections=members) for topic, members in sorted_by_topic if members)


def _section(kind: Kind, found: tuple[Thing, ...], today: date) -> Section:
    if kind.has(Treatment.COUNTED):
        return _single(kind.key, kind.title, kind.title, people(len(found)))
    entries = [Entry(items=tuple(_items(kind, thing, today)), sources=thing.sources) for thing in found[:MAX_ENTRIES]]
    if more := len(found) - len(entries):
        entries.append(Entry(items=(Item(label=N_("Also on record"), value=further(more)),)))
    return Section(key=kind.key, title=kind.title, disclosure=kind.disclosure, entries=tuple(entries))


def _single(key: str, title: str, label: str, value: Masked) -> Section:
    return Section(key=key, title=title, disclosure=False, entries=(Entry(items=(Item(label=label, value=value),)),))


def _items(kind: Kind, thing: Thing, today: date) -> Iterator[Item]:
    fields = {field.label: field for field in kind.visible_fields if field.name in thing.texts}
    for label, field in fields.items():
        yield Item(label=label, value=_masked(field, thing, today), telling=field.telling)


def _masked(field: Field, thing: Thing, today: date) -> Masked:
    if field.treatment is Treatment.DERIVED:
        adult = is_adult(thing.texts.get(policy.DOB.name, ""), thing.texts.get(policy.YEARS.name, ""), today)
        return ADULT if adult else ON_RECORD
    return field.mask(thing.texts[field.name])
