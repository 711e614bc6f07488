"""Every catalogue holds every message of the application, translated, and nothing else."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.languages.faults import faults
from webapp.languages.catalogues import FOLDER, languages, read
from webapp.languages.messages import messages, updated

CATALOGUES = sorted(FOLDER.glob("*.po"))


@pytest.fixture(scope="module")
def template() -> Catalog:
    """All messages of the application."""
    return messages()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_no_fault(path: Path, template: Catalog) -> None:
    """Given a catalogue, then nothing is missing, fuzzy or obsolete, and places and markup are those of the msgid."""
    assert faults(read(path), template) == []


WANTED = """
msgid "Go on, %(name)s"
msgstr ""

msgid "Read <a href=\\"/\\">this</a>"
msgstr ""

msgid "%(num)s try"
msgid_plural "%(num)s tries"
msgstr[0] ""
msgstr[1] ""
"""
WHOLE = """
msgid "Go on, %(name)s"
msgstr "%(name)s, weiter"

msgid "Read <a href=\\"/\\">this</a>"
msgstr "<a href=\\"/\\">Dies</a> lesen"

msgid "%(num)s try"
msgid_plural "%(num)s tries"
msgstr[0] "%(num)s Versuch"
msgstr[1] "%(num)s Versuche"
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ('msgid "Go on, %(name)s"\nmsgstr "%(name)s, weiter"', "", ["Go on, %(name)s: missing"]),
        ('"%(name)s, weiter"', '""', ["Go on, %(name)s: not translated"]),
        ('"%(num)s Versuche"', '""', ["%(num)s try: not translated"]),
        ('msgid "Go', '#, fuzzy\nmsgid "Go', ["Go on, %(name)s: fuzzy"]),
        ('\nmsgid "Go', '\n#~ msgid "Old"\n#~ msgstr "Alt"\n\nmsgid "Go', ["Old: obsolete"]),
        ('\nmsgid "Go', '\nmsgid "New"\nmsgstr "Neu"\n\nmsgid "Go', ["New: not in the application"]),
        ('"%(name)s, weiter"', '"%(Name)s, weiter"', ["Go on, %(name)s: other placeholders"]),
        ('"%(name)s, weiter"', '"Weiter"', ["Go on, %(name)s: other placeholders"]),
        ('"%(name)s, weiter"', '"%(name)s, zu 100% weiter"', ["Go on, %(name)s: other placeholders"]),
        ('"%(num)s Versuch"', '"ein Versuch"', ["%(num)s try: other placeholders"]),
        ("</a> lesen", " lesen", ['Read <a href="/">this</a>: other tags']),
        ('href=\\"/\\">Dies', 'href=\\"//elsewhere\\">Dies', ['Read <a href="/">this</a>: other tags']),
        ("</a> lesen", "</a> <B>lesen", ['Read <a href="/">this</a>: other tags']),
        ("</a> lesen", "</a> <1 lesen", ['Read <a href="/">this</a>: other tags']),
        ("</a> lesen", "</a>&nbsp;lesen", ['Read <a href="/">this</a>: other ampersands']),
    ],
)
def test_each_fault_is_found(old: str, new: str, found: list[str]) -> None:
    """Given a whole catalogue with one thing spoilt, when it is looked over, then that is found, and that alone."""
    assert old in WHOLE
    spoilt = WHOLE.replace(old, new, 1)
    assert faults(_catalogue(spoilt), _catalogue(WANTED)) == found


def test_the_messages_are_those_of_templates_python_and_the_policy(template: Catalog) -> None:
    """Given the gathered messages, then each way of writing one is among them, and names of code are not."""
    ids = {message.id for message in template}
    assert {"Check the code", "On record", "Enter your full name", "Bank accounts", "Account number"} <= ids
    assert ("Please check this", "Please check these") in ids
    assert not {"bank_accounts", "journey", "POST"} & ids


def test_adding_a_language_takes_one_empty_file(tmp_path: Path, template: Catalog) -> None:
    """Given an empty file, when the messages are gathered, then it holds them all, to be translated and reviewed."""
    path = tmp_path / "gu.po"
    path.touch()
    path.write_bytes(updated(path))
    assert {message.id for message in read(path)} == {message.id for message in template}
    assert not read(path).fuzzy
    assert "Reviewed by a native reader: no" in read(path).header_comment
    assert updated(path) == path.read_bytes()


def test_the_languages_are_offered_in_their_own_names() -> None:
    """Given the catalogues, then English comes first, then Hindi, then the rest; only English needs no reader."""
    offered = list(languages().values())
    assert [language.code for language in offered[:2]] == ["en", "hi"]
    assert {language.code for language in offered} == {"en", *(path.stem for path in CATALOGUES)}
    assert languages()["hi"].name == "हिन्दी"
    assert [language.code for language in offered if language.direction == "rtl"] == ["ur"]


def _catalogue(text: str) -> Catalog:
    return read_po(BytesIO(text.encode()), locale="de")
