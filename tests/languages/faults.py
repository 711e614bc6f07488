"""What can be wrong with a catalogue."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

_PLACEHOLDER = re.compile(r"%(?:\(\w+\)\w)?")
_TAG = re.compile(r"<[^>]*>?")
_AMPERSAND = re.compile("&")


def faults(catalogue: Catalog, template: Catalog) -> list[str]:
    """Return all that is wrong with a catalogue, one line each, the message first."""
    wanted = {_key(message) for message in template if message.id}
    held = {_key(message): message for message in catalogue if message.id}
    return [
        *(f"{key[0]}: missing" for key in wanted - held.keys()),
        *(f"{key[0]}: not in the application" for key in held.keys() - wanted),
        *(f"{message.id}: obsolete" for message in catalogue.obsolete.values()),
        *(f"{key[0]}: {fault}" for key, message in held.items() for fault in _of(message, catalogue.num_plurals)),
    ]


def _of(message: Message, plurals: int) -> Iterator[str]:
    originals, translations = _texts(message.id), _texts(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(translations) or len(translations) != (plurals if message.pluralizable else 1):
        yield "not translated"
    for what, pattern in (("placeholders", _PLACEHOLDER), ("tags", _TAG), ("ampersands", _AMPERSAND)):
        allowed = [sorted(pattern.findall(original)) for original in originals]
        if any(sorted(pattern.findall(translation)) not in allowed for translation in translations if translation):
            yield f"other {what}"


def _key(message: Message) -> tuple[str, ...]:
    """Return what a message is looked up by; a message with a plural is not the same as one without."""
    return (*_texts(message.id), message.context or "")


def _texts(given: object) -> tuple[str, ...]:
    """Return the forms of a message; a single one where it has no plural."""
    return tuple(str(text or "") for text in given) if isinstance(given, list | tuple) else (str(given or ""),)
