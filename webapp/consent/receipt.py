"""The consent receipt: what a customer takes away, signed, so that it can be checked without asking anybody."""

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from webapp.consent.entries import written
from webapp.consent.mac import Mac, derived_key
from webapp.consent.notice import NoticeReference

SCHEMA_VERSION = "1.0"
ALGORITHM = "Ed25519"
PROCESSOR = "Cashfree Payments"
_ACTION = "box ticked and button pressed"
_SIGNATURE = re.compile("[0-9a-f]{128}")
_FIELDS = frozenset({"anchor", "channel", "event", "parties", "pii_information", "pii_principal_id", "privacy_notice",
                     "purpose", "purposes", "receipt_id", "retain_until", "schema_version", "signature",
                     "verification_id", "withdrawal_method"})  # fmt: skip


class ReceiptInvalid(Exception):
    """A text is not a receipt that the owner of the key issued; says in one line why, and repeats nothing of it."""


@dataclass(frozen=True)
class ReceiptFacts:
    """What one receipt says.

    reference: that of the consent. event: `given` or `reaffirmed`, at the aware moment `at`. purpose: as sent to
    Cashfree. purposes, data_items: as the notice names them, in English. notification_mode: SMS or WHATSAPP.
    mobile_number: ten digits. ledger_sequence, ledger_hash: the ledger's entry of the event.
    """

    reference: str
    event: str
    at: datetime
    retain_until: datetime
    notice: NoticeReference
    purpose: str
    purposes: tuple[str, ...]
    data_items: tuple[str, ...]
    verification_id: str
    notification_mode: str
    mobile_number: str = field(repr=False)
    ledger_sequence: int
    ledger_hash: str


@dataclass(frozen=True)
class Parties:
    """Who answers for the data: the business, its officer's contact, and the address where consent is withdrawn."""

    business: str
    officer: str
    withdraw_url: str


class Receipts:
    """Issues receipts.

    A receipt is a JSON object with these fields, named after ISO/IEC TS 27560 and the Kantara consent receipt where
    they have a name for it. Moments are written as in the ledger: ISO 8601, UTC, to the microsecond.

    - `schema_version`: `1.0`
    - `receipt_id`: the reference of the consent, `K7F2-9QXM-4TBA`
    - `event`: `event_type` (`given` or `reaffirmed`), `event_time`, `action` in words, and `declared_18_or_over`
    - `privacy_notice`: `version`, `language` and `sha256` (hexadecimal, of the UTF-8 text) of the notice that was shown
    - `purpose`: the sentence that went to Cashfree; `purposes`: what the data is used for, one by one
    - `pii_information`: the kinds of data that may be fetched
    - `pii_principal_id`: whose consent it is, as an HMAC-SHA-256 (`algorithm`, `value` in hexadecimal) of the JSON
      array that holds the mobile number, under a key that the business alone has
    - `parties`: each a `party_role`, a `party_name` and, for the business, a `party_contact`
    - `channel`: how the code was asked for, `SMS` or `WHATSAPP`
    - `verification_id`: that of the first request to Cashfree that rests on this consent
    - `retain_until`: the earliest day on which the business may erase what it recorded; later steps prolong it
    - `withdrawal_method`: the `url` where the consent is withdrawn
    - `anchor`: `ledger_sequence` and `ledger_hash` of the entry in the business's ledger
    - `signature`: `algorithm` (`Ed25519`, RFC 8032), `key_id` (the first 16 hexadecimal digits of the SHA-256 of the
      raw public key), and `value` (128 hexadecimal digits)

    There is exactly one text of a receipt: keys sorted, two spaces to a level, characters beyond ASCII as they are, one
    line feed at the end, UTF-8; hexadecimal digits in lower case. The signature is over that text of the receipt
    without `signature.value`.
    """

    def __init__(self, secret: bytes, parties: Parties) -> None:
        """Derive the keys from the consent secret. Raises ValueError for one of fewer than 32 bytes."""
        self._parties = parties
        self._mobile = Mac(secret, "consent receipt: mobile number")
        self._key = Ed25519PrivateKey.from_private_bytes(derived_key(secret, "consent receipt: signature"))
        self.key_id = _key_id(self._key.public_key())
        self.public_key_pem = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def issue(self, facts: ReceiptFacts) -> bytes:
        """Return a signed receipt's text. The same facts give the same bytes. Raises ValueError for a naive moment."""
        fields = self._fields(facts)
        signature = {"algorithm": ALGORITHM, "key_id": self.key_id}
        value = self._key.sign(_text({**fields, "signature": signature})).hex()
        return _text({**fields, "signature": {**signature, "value": value}})

    def _fields(self, facts: ReceiptFacts) -> dict[str, object]:
        its = self._parties
        return {
            "schema_version": SCHEMA_VERSION,
            "receipt_id": facts.reference,
            "event": {
                "event_type": facts.event,
                "event_time": written(facts.at),
                "action": _ACTION,
                "declared_18_or_over": True,  # without that no consent is taken
            },
            "privacy_notice": facts.notice.model_dump(),
            "purpose": facts.purpose,
            "purposes": list(facts.purposes),
            "pii_information": list(facts.data_items),
            "pii_principal_id": {"algorithm": "HMAC-SHA-256", "value": self._mobile.of(facts.mobile_number)},
            "parties": [
                {"party_role": "data fiduciary", "party_name": its.business, "party_contact": its.officer},
                {"party_role": "data processor", "party_name": PROCESSOR},
            ],
            "channel": facts.notification_mode,
            "verification_id": facts.verification_id,
            "retain_until": written(facts.retain_until),
            "withdrawal_method": {"url": f"{its.withdraw_url}?reference={facts.reference}"},
            "anchor": {"ledger_sequence": facts.ledger_sequence, "ledger_hash": facts.ledger_hash},
        }


def check(raw: bytes, public_key_pem: bytes) -> Mapping[str, object]:
    """Return the fields of a receipt that the key's owner issued, to the byte. Raises ReceiptInvalid for any other.

    Raises ValueError where `public_key_pem` is no Ed25519 public key.
    """
    key = _public_key(public_key_pem)
    fields, signature = _in_its_text_form(raw)
    value = signature.pop("value")
    if signature["algorithm"] != ALGORITHM:
        raise ReceiptInvalid(f"it is signed by another algorithm than {ALGORITHM}")
    if signature["key_id"] != _key_id(key):
        raise ReceiptInvalid("it is signed with another key, or its key id was changed")
    if not isinstance(value, str) or _SIGNATURE.fullmatch(value) is None:
        raise ReceiptInvalid("its signature is not 128 hexadecimal digits in lower case")
    try:
        key.verify(bytes.fromhex(value), _text({**fields, "signature": signature}))
    except InvalidSignature:
        raise ReceiptInvalid("its signature does not fit what it says") from None
    if fields.keys() != _FIELDS or fields["schema_version"] != SCHEMA_VERSION:
        raise ReceiptInvalid(f"its fields are not those of schema version {SCHEMA_VERSION}")
    return fields


def _in_its_text_form(raw: bytes) -> tuple[dict[str, object], dict[str, object]]:
    """Return the fields, and a copy of the signature's own."""
    try:
        fields = json.loads(raw.decode())
        is_text_form = _text(fields) == raw
    except (ValueError, RecursionError):
        raise ReceiptInvalid("it is not JSON in UTF-8") from None
    signature = fields.get("signature") if isinstance(fields, dict) else None
    if not isinstance(signature, dict) or signature.keys() != {"algorithm", "key_id", "value"}:
        raise ReceiptInvalid("it has no signature")
    if not is_text_form:
        raise ReceiptInvalid("it is not byte for byte the one text that a receipt has")
    return fields, dict(signature)


def _text(fields: object) -> bytes:
    return (json.dumps(fields, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()


def _public_key(pem: bytes) -> Ed25519PublicKey:
    with suppress(ValueError, UnsupportedAlgorithm):
        key = load_pem_public_key(pem)
        if isinstance(key, Ed25519PublicKey):
            return key
    raise ValueError("not an Ed25519 public key in PEM")


def _key_id(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]
