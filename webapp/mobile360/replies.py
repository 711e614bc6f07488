"""Reads what came back, tolerantly, into the contract's names. Nothing here raises, whatever the bytes.

Cashfree's replies vary: fields are absent, null, empty, of another type, or stand under the names of an older
published shape. Values are passed on as they are; what may be shown of them is decided elsewhere.
"""

import json
import re
from collections.abc import Mapping

from webapp.mobile360.errors import ERROR_CODES, ERROR_TYPES
from webapp.mobile360.messages import SendOtpReply, VerifyOtpReply, VerifyStatus

_Document = dict[str, object]

# The contract's name of each section: its name in the older shape, and what "number" in its entries is.
_OLDER_SECTIONS: dict[str, tuple[str, str | None]] = {
    "personal_details": ("personal_info", None),
    "phone_numbers": ("phone_numbers", "phone"),
    "passport_details": ("passport", "passport_number"),
    "ration_card_details": ("ration_card", "ration_card_number"),
    "voter_details": ("voter_id", "voter_id"),
    "pan_details": ("pan", "pan_number"),
    "driving_license_details": ("driving_license", "driving_license_number"),
    "aadhaar_details": ("aadhaar", "masked_aadhaar_number"),
    "bank_account_details": ("bank_accounts", "bank_account"),
}
_ENVELOPE = frozenset({"verification_id", "reference_id", "status"})
_VERIFY_STATUSES = {
    "SUCCESS": VerifyStatus.SUCCESS,
    "VALID": VerifyStatus.SUCCESS,  # the older shape's word
    "DETAILS_NOT_FOUND": VerifyStatus.DETAILS_NOT_FOUND,
}
_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,50}")
_EMPTY: tuple[object, ...] = (None, "", [], {})


def read_send_reply(content: bytes) -> SendOtpReply | None:
    """Read a send-OTP body; None unless it is a JSON object whose status is ``OTP_GENERATED``."""
    document = _document(content)
    if _word(document.get("status")) != "OTP_GENERATED":
        return None
    return SendOtpReply(
        verification_id=_identifier(document.get("verification_id")),
        reference_id=_identifier(document.get("reference_id")),
    )


def read_verify_reply(content: bytes) -> VerifyOtpReply | None:
    """Read a verify-OTP body; None unless it is a JSON object with a status that is known.

    The record holds every section that came, those of the older shape under the contract's names; where both
    are filled the contract's is kept.
    """
    document = _document(content)
    status = _VERIFY_STATUSES.get(_word(document.get("status")))
    if status is None:
        return None
    return VerifyOtpReply(
        status=status,
        reference_id=_identifier(document.get("reference_id")),
        record=_record(document),
    )


def read_error_code(content: bytes) -> str | None:
    """Return the ``code`` of an error body, as it was written; None if there is none."""
    code = _document(content).get("code")
    return code if isinstance(code, str) else None


def read_error_words(content: bytes) -> tuple[str | None, str | None]:
    """Return the ``type`` and ``code`` of an error body, each None unless it is one of the documented words."""
    document = _document(content)
    return _known(document.get("type"), ERROR_TYPES), _known(document.get("code"), ERROR_CODES)


def _known(word: object, words: frozenset[str]) -> str | None:
    return word if isinstance(word, str) and word in words else None


def _document(content: bytes) -> _Document:
    """Parse a JSON object; empty for anything else. NaN and infinities are not known, hence null."""
    try:
        document = _well_formed(json.loads(content, parse_constant=lambda _: None))
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _well_formed(value: object) -> object:
    """Replace lone surrogates, which JSON's escapes can spell, and which no page or database can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    if isinstance(value, dict):
        return {_well_formed(name): _well_formed(item) for name, item in value.items()}
    return value


def _word(value: object) -> str:
    return value.strip().upper() if isinstance(value, str) else ""


def _identifier(value: object) -> str | None:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if _IDENTIFIER.fullmatch(text) else None


def _record(document: _Document) -> Mapping[str, object]:
    older_names = {older for older, _ in _OLDER_SECTIONS.values()}
    record = {
        name: value
        for name, value in document.items()
        if name not in _ENVELOPE and (name in _OLDER_SECTIONS or name not in older_names)
    }
    for name, (older, number) in _OLDER_SECTIONS.items():
        section = _filled(record.get(name), document.get(older))
        if section is not None:
            record[name] = _renamed(section, number)
    return record


def _filled(preferred: object, other: object) -> object:
    return other if preferred in _EMPTY and other not in _EMPTY else preferred


def _renamed(section: object, number: str | None) -> object:
    """Give ``number`` its contract name, in one entry or in a list of entries."""
    if isinstance(section, list):
        return [_renamed_entry(entry, number) for entry in section]
    return _renamed_entry(section, number)


def _renamed_entry(entry: object, number: str | None) -> object:
    if number is None or not isinstance(entry, dict) or "number" not in entry:
        return entry
    rest = {name: value for name, value in entry.items() if name != "number"}
    return {**rest, number: _filled(entry.get(number), entry["number"])}
