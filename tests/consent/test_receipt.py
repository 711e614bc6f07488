"""A receipt says what was agreed to, proves itself with the public key alone, and bears no change of a single byte."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from tests.consent.given import ASHA, BIJU, NOON
from tests.consent.receipts import FACTS, KEY, PARTIES, RECEIPT, RECEIPTS
from tests.databases import SECRET
from webapp.consent.mac import Mac, derived_key
from webapp.consent.receipt import ReceiptInvalid, Receipts, check
from webapp.settings import PROJECT

_DRIVER = """
import pathlib, sys
from cryptography.exceptions import InvalidSignature
snippet = compile(pathlib.Path("snippet.py").read_text(), "snippet.py", "exec")
receipt = pathlib.Path("consent-receipt.json")
genuine = receipt.read_bytes()
for at in range(len(genuine)):
    for change in (1, 32, 128):
        receipt.write_bytes(genuine[:at] + bytes([genuine[at] ^ change]) + genuine[at + 1:])
        try:
            exec(snippet, {"__name__": "__main__"})
        except (Exception, SystemExit):
            continue
        sys.exit(f"byte {at} changed by {change}, and still genuine")
"""


def test_it_says_what_was_agreed_to() -> None:
    """Given a consent, when its receipt is issued, then it has these fields and values, and no others."""
    fields = json.loads(RECEIPT)
    mobile = fields["pii_principal_id"].pop("value")
    signature = fields["signature"].pop("value")
    assert re.fullmatch("[0-9a-f]{64}", mobile)
    assert re.fullmatch("[0-9a-f]{128}", signature)
    assert fields == {
        "schema_version": "1.0",
        "receipt_id": "K7F2-9QXM-4TBA",
        "event": {
            "event_type": "given",
            "event_time": "2026-01-02T12:00:00.000000+00:00",
            "action": "box ticked and button pressed",
            "declared_18_or_over": True,
        },
        "privacy_notice": {"version": "2026-11-21", "language": "hi", "sha256": "0d" * 32},
        "purpose": "Fetch identity details by mobile number for KYC at Sample Bank",
        "purposes": ["age", "identity"],
        "pii_information": ["Name", "Date of birth"],
        "pii_principal_id": {"algorithm": "HMAC-SHA-256"},
        "parties": [
            {
                "party_role": "data fiduciary",
                "party_name": "Sample Bank",
                "party_contact": "officer@sample-bank.example",
            },
            {"party_role": "data processor", "party_name": "Cashfree Payments"},
        ],
        "channel": "SMS",
        "verification_id": "m360-0123456789abcdef",
        "retain_until": "2027-01-02T12:00:00.000000+00:00",
        "withdrawal_method": {"url": "https://sample-bank.example/consent/withdraw?reference=K7F2-9QXM-4TBA"},
        "anchor": {"ledger_sequence": 7, "ledger_hash": "e5" * 32},
        "signature": {"algorithm": "Ed25519", "key_id": RECEIPTS.key_id},
    }


def test_it_is_checked_with_the_public_key() -> None:
    """Given a receipt, when it is checked, then its fields come back."""
    assert check(RECEIPT, KEY) == json.loads(RECEIPT)


def test_its_text_is_the_one_form() -> None:
    """Given a business and a person with names beyond ASCII, then keys are sorted and the letters stand as they are."""
    raw = Receipts(SECRET, replace(PARTIES, business="नमूना बैंक")).issue(FACTS)
    assert raw == (json.dumps(json.loads(raw), sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()
    assert "नमूना बैंक".encode() in raw
    assert check(raw, KEY)["receipt_id"] == FACTS.reference


def test_the_key_id_is_that_of_the_public_key() -> None:
    """Given the published key, when its raw bytes are hashed, then the first digits are the key id."""
    key = load_pem_public_key(KEY)
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert RECEIPTS.key_id == hashlib.sha256(raw).hexdigest()[:16]


def test_the_same_facts_give_the_same_bytes() -> None:
    """Given the same secret, when the receipt is issued again, even in Indian time, then it is the same to the byte."""
    there = FACTS.at.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert Receipts(SECRET, PARTIES).issue(replace(FACTS, at=there)) == RECEIPT


def test_the_mobile_number_is_a_hash_of_its_own() -> None:
    """Given two numbers, then their hashes differ, nobody finds them without the secret, and not from the ledger's."""
    hashes = {mobile_hash(RECEIPTS, ASHA), mobile_hash(RECEIPTS, BIJU), mobile_hash(Receipts(b"x" * 32, PARTIES), ASHA)}
    hashes.add(Mac(SECRET, "consent ledger: mobile number").of(ASHA))
    assert len(hashes) == 4
    assert mobile_hash(RECEIPTS, ASHA) == Mac(SECRET, "consent receipt: mobile number").of(ASHA)


def test_nothing_personal_is_in_it_or_shown() -> None:
    """Given a receipt and its facts, when they are read and printed, then the mobile number is in neither."""
    assert ASHA.encode() not in RECEIPT
    assert ASHA not in repr(FACTS)


def test_a_moment_without_a_zone_is_refused() -> None:
    """Given a naive moment, when a receipt is to be issued, then it is refused."""
    with pytest.raises(ValueError, match="zone"):
        RECEIPTS.issue(replace(FACTS, at=NOON.replace(tzinfo=None)))


def test_a_short_secret_is_refused() -> None:
    """Given a secret that could be guessed, then nothing is issued with it."""
    with pytest.raises(ValueError, match="at least 32 bytes"):
        Receipts(b"short", PARTIES)


def test_every_changed_byte_is_found() -> None:
    """Given a receipt, when any one byte of it is changed to any of several others, then it is refused."""
    for position, byte in enumerate(RECEIPT):
        for other in {byte ^ 1, byte ^ 32, byte ^ 128, 32, 48, 10} - {byte}:
            changed = RECEIPT[:position] + bytes([other]) + RECEIPT[position + 1 :]
            with pytest.raises(ReceiptInvalid):
                check(changed, KEY)


def test_every_truncation_and_every_byte_put_in_or_taken_out_is_found() -> None:
    """Given a receipt, when it is cut at any place, or a byte is added or missing there, then it is refused."""
    for position in range(len(RECEIPT)):
        before, after = RECEIPT[:position], RECEIPT[position:]
        for changed in (before, before + after[1:], before + b" " + after, before + b"0" + after):
            with pytest.raises(ReceiptInvalid):
                check(changed, KEY)


@pytest.mark.parametrize("appended", [b"\n", b" ", b"\0", b"{}", RECEIPT])
def test_trailing_bytes_are_found(appended: bytes) -> None:
    """Given a receipt with something behind it, when it is checked, then it is refused."""
    with pytest.raises(ReceiptInvalid):
        check(RECEIPT + appended, KEY)


def upper_case(raw: bytes) -> bytes:
    """Write the signature in capitals."""
    value = json.loads(raw)["signature"]["value"].encode()
    return raw.replace(value, value.upper())


def second_key(raw: bytes) -> bytes:
    """Name the channel twice, once wrongly; a reader takes the last."""
    return raw.replace(b'  "channel"', b'  "channel": "WHATSAPP",\n  "channel"')


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, "not JSON in UTF-8", id="BOM"),
        pytest.param(lambda raw: raw.decode().encode("utf-16"), "not JSON in UTF-8", id="UTF-16"),
        pytest.param(lambda _: b"", "not JSON in UTF-8", id="nothing"),
        pytest.param(lambda _: b"[" * 100_000, "not JSON in UTF-8", id="deep"),
        pytest.param(lambda _: b'"\\ud800"', "not JSON in UTF-8", id="half a character"),
        pytest.param(lambda _: b"[]\n", "has no signature", id="a list"),
        pytest.param(lambda _: b'{\n  "signature": null\n}\n', "has no signature", id="no signature"),
        pytest.param(lambda raw: raw.replace(b"\n", b"\r\n"), "the one text", id="CRLF"),
        pytest.param(lambda raw: raw.replace(b"  ", b"\t"), "the one text", id="tabs"),
        pytest.param(lambda raw: raw.rstrip(), "the one text", id="no line feed"),
        pytest.param(lambda raw: json.dumps(json.loads(raw)).encode(), "the one text", id="one line"),
        pytest.param(lambda raw: raw.replace(b"Bank", b"B\\u0061nk"), "the one text", id="escapes"),
        pytest.param(second_key, "the one text", id="key twice"),
        pytest.param(upper_case, "lower case", id="capitals"),
        pytest.param(lambda raw: raw.replace(b'"Ed25519"', b'"none"'), "another algorithm", id="algorithm"),
        pytest.param(lambda raw: raw.replace(RECEIPTS.key_id.encode(), b"0" * 16), "another key", id="key id"),
        pytest.param(lambda raw: raw.replace(b'"SMS"', b'"WHATSAPP"'), "does not fit", id="value"),
    ],
)
def test_it_says_why(change: Callable[[bytes], bytes], why: str) -> None:
    """Given a changed receipt, when it is checked, then it is refused in one line that says why."""
    with pytest.raises(ReceiptInvalid, match=why) as refused:
        check(change(RECEIPT), KEY)
    assert "\n" not in str(refused.value)


def test_another_s_key_does_not_fit() -> None:
    """Given the key of another secret, when a receipt is checked with it, then it is refused."""
    with pytest.raises(ReceiptInvalid, match="another key"):
        check(RECEIPT, Receipts(SECRET[::-1], PARTIES).public_key_pem)


@pytest.mark.parametrize("changes", [{"schema_version": "2.0"}, {"pan": "ABCDE1234F"}])
def test_what_the_key_signed_otherwise_is_no_receipt(changes: dict[str, str]) -> None:
    """Given a text of another schema that bears a signature of the same key, when it is checked, then it is refused."""
    fields = {**json.loads(RECEIPT), **changes}
    del fields["signature"]["value"]
    key = Ed25519PrivateKey.from_private_bytes(derived_key(SECRET, "consent receipt: signature"))
    fields["signature"]["value"] = key.sign(text_form(fields)).hex()
    with pytest.raises(ReceiptInvalid, match=r"schema version 1\.0"):
        check(text_form(fields), KEY)


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"no key",
        X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
)
def test_what_is_no_key_is_said_to_be_none(pem: bytes) -> None:
    """Given something else than an Ed25519 public key, when a receipt is checked with it, then that is said."""
    with pytest.raises(ValueError, match="not an Ed25519 public key in PEM"):
        check(RECEIPT, pem)


@pytest.fixture
def outside(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """A folder with the README's lines, a receipt and the key; what runs there knows nothing of the application."""
    found = re.search(
        r"<!-- check -->\n+```python\n(.*?)```\n+<!-- /check -->", (PROJECT / "README.md").read_text(), re.DOTALL
    )
    assert found is not None
    assert len(found[1].splitlines()) <= 12  # a few lines, as is said of them
    (tmp_path / "snippet.py").write_text(found[1])
    (tmp_path / "consent-receipt.json").write_bytes(RECEIPT)
    (tmp_path / "receipt-key.pem").write_bytes(KEY)

    def run(code: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-c", code]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - our own

    return run


def test_the_readme_s_lines_know_a_genuine_receipt(outside: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    """Given a receipt and the key, when the README's lines are run, then they say that it is genuine."""
    done = outside('exec(open("snippet.py").read())')
    assert (done.returncode, done.stdout) == (0, "genuine: K7F2-9QXM-4TBA\n")


def test_the_readme_s_lines_find_every_changed_byte(
    outside: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    """Given a receipt with any one byte changed, when the README's lines are run, then they never say it is genuine."""
    done = outside(_DRIVER)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def mobile_hash(receipts: Receipts, mobile_number: str) -> str:
    """Return the hash of a number on its receipt."""
    return str(json.loads(receipts.issue(replace(FACTS, mobile_number=mobile_number)))["pii_principal_id"]["value"])


def text_form(fields: object) -> bytes:
    """Return the one text of some fields."""
    return (json.dumps(fields, sort_keys=True, indent=2, ensure_ascii=False) + "\n").encode()
