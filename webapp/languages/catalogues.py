"""The languages there are, each from its catalogue beside this file. To add one, add its `.po`."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

ENGLISH = "en"
FOLDER = Path(__file__).parent
REVIEWED = "Reviewed by a native reader: yes"
"""The line of a catalogue's header comment that takes the remark off the pages in that language."""

_FIRST = (ENGLISH, "hi")


@dataclass(frozen=True)
class Language:
    """A language to choose. `name` is in the language itself; `direction` is `ltr` or `rtl`, as HTML has it."""

    code: str
    locale: Locale
    name: str
    direction: str
    reviewed: bool


@cache
def languages() -> dict[str, Language]:
    """Return every language by its code, in the order to offer them. Raises ValueError for a broken catalogue."""
    codes = sorted({ENGLISH, *_catalogues()}, key=lambda code: (code not in _FIRST, code))
    return {code: _language(code) for code in codes}


@cache
def translations(code: str) -> NullTranslations:
    """Return the messages of a language; a message that it lacks stays English."""
    catalogue = _catalogues().get(code)
    if catalogue is None:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def read(path: Path) -> Catalog:
    """Return a catalogue from its file. Raises ValueError where it is broken or not named after a language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


@cache
def _catalogues() -> dict[str, Catalog]:
    return {path.stem: read(path) for path in FOLDER.glob("*.po")}


def _language(code: str) -> Language:
    locale = _locale(code)
    name = locale.get_language_name() or code
    reviewed = code == ENGLISH or REVIEWED in _catalogues()[code].header_comment
    return Language(code, locale, name, locale.text_direction, reviewed)


def _locale(code: str) -> Locale:
    """Return the language with the dates, times and lists of India, where they are known in it."""
    try:
        return Locale.parse(f"{code}_IN")
    except UnknownLocaleError:
        return Locale.parse(code)
