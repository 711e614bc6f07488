"""Every message that a catalogue has to hold, gathered from where it is written."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from webapp.identity.policy import SOURCES
from webapp.identity.purposes import ALL_PURPOSES, kinds_for
from webapp.languages.catalogues import read

_PROJECT = Path(__file__).parents[2]
_SOURCES = {"webapp": ("**.py", "python"), "templates": ("**.html", "jinja2")}
_KEYWORDS = DEFAULT_KEYWORDS | {"N_": None}
_POLICY = "webapp/identity/policy.py"


def messages() -> Catalog:
    """Return the template: every message, with the files that it stands in, and no translation."""
    template = Catalog()
    for folder, (pattern, method) in _SOURCES.items():
        found = extract_from_dir(_PROJECT / folder, [(pattern, method)], keywords=_KEYWORDS)
        for file, line, message, _comments, context in found:
            template.add(message, locations=[(f"{folder}/{file}", line)], context=context)
    for words in _policy():
        template.add(words, locations=[(_POLICY, 0)])
    return template


def updated(path: Path) -> bytes:
    """Return what a catalogue's file should hold: all messages and no others, with the translations it has.

    Nothing in it depends on the day or on line numbers. An empty file becomes a catalogue without translations.
    """
    catalogue = read(path) if path.stat().st_size else _new(path.stem)
    catalogue.update(messages(), no_fuzzy_matching=True, update_creation_date=False)
    written = BytesIO()
    write_po(written, catalogue, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return written.getvalue()


def _new(code: str) -> Catalog:
    return Catalog(
        locale=code,
        header_comment=f"# {Locale.parse(code).english_name}\n# Reviewed by a native reader: no",
        project="mobile360-onboarding",
        version="1",
        msgid_bugs_address="none",
        last_translator="none",
        language_team="none",
        fuzzy=False,
    )


def _policy() -> Iterator[str]:
    """Yield what a customer reads of the field policy, which is a table of words and not of calls."""
    yield from SOURCES.values()
    for kind in kinds_for(ALL_PURPOSES):
        yield kind.topic.value
        yield kind.title
        yield from (field.label for field in kind.visible_fields)
