"""Summaries as a reader of the page sees them."""

from collections.abc import Mapping
from datetime import date

from tests.identity.records import MOBILE, NAME, TODAY
from webapp.identity.fields import Purpose, Telling
from webapp.identity.purposes import ALL_PURPOSES
from webapp.identity.summary import Item, Section, Summary, summarise

Lines = list[tuple[dict[str, str], str | None]]
"""The texts of a section's entries by label, each entry with its sources."""


def summary_of(
    record: Mapping[str, object],
    name: str = NAME,
    today: date = TODAY,
    purposes: frozenset[Purpose] = ALL_PURPOSES,
) -> Summary:
    return summarise(record, stated_name=name, verified_mobile=MOBILE, today=today, purposes=purposes)


def named(**kinds: object) -> dict[str, object]:
    """Return a record that may be shown, with these kinds of data."""
    return {"personal_details": {"full_name": NAME}, **kinds}


def section(summary: Summary, key: str) -> Section | None:
    return next((part for group in summary.groups for part in group.sections if part.key == key), None)


def lines(summary: Summary, key: str) -> Lines:
    found = section(summary, key)
    entries = found.entries if found else ()
    return [
        ({item.label: item.value.text for item in entry.items}, " and ".join(entry.sources) or None)
        for entry in entries
    ]


def told(summary: Summary, key: str) -> list[tuple[str, str]]:
    """Return what is told of each thing of a section: its line, and what stands beneath it."""
    found = section(summary, key)
    return [(_joined(entry.line), _joined(entry.asides, named=True)) for entry in (found.entries if found else ())]


def _joined(items: tuple[Item, ...], *, named: bool = False) -> str:
    plain = Telling.LINE
    return ", ".join(
        item.value.text if item.telling is plain and not named else f"{item.label}: {item.value.text}" for item in items
    )
