"""What customers type."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.journey.inputs import Fault, InputRefused, read_mobile_number, read_name, read_otp, read_reference


@pytest.mark.parametrize(
    "typed",
    [
        "9876543210",
        "+91 98765 43210",
        "+91-98765-43210",
        "0091 98765 43210",
        "91 9876543210",
        "09876543210",
        "+91 (0) 98765 43210",
        "98765\u00a043210",
        "\u200e98765 43210\u200f",
        "(98765) 43210",
        "९८७६५४३२१०",
        "৯৮৭৬৫৪৩২১০",
        "٩٨٧٦٥٤٣٢١٠",
        "９８７６５４３２１０",
        "98765‑43210",
        "98765—43210",
    ],
)
def test_a_mobile_number_is_taken_however_it_is_written(typed: str) -> None:
    """Prefixes, separators, invisible marks and the digits of any script make no difference."""
    assert read_mobile_number(typed) == "9876543210"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.MISSING),
        (" \u00a0 ", Fault.MISSING),
        ("98765abcde", Fault.LETTERS),
        ("9876543210 ext 4", Fault.LETTERS),
        ("98765\x0043210", Fault.LETTERS),
        ("987654321", Fault.TOO_SHORT),
        ("+91", Fault.TOO_SHORT),
        ("98765432101", Fault.TOO_LONG),
        ("+44 7700 900123", Fault.OTHER_COUNTRY),
        ("001 202 555 0100", Fault.OTHER_COUNTRY),
        ("5876543210", Fault.NOT_A_MOBILE),
    ],
)
def test_what_is_no_indian_mobile_number_is_refused_with_its_own_reason(typed: str, fault: Fault) -> None:
    """Each kind of mistake has wording of its own, so each is told apart."""
    with pytest.raises(InputRefused) as refusal:
        read_mobile_number(typed)
    assert refusal.value.fault is fault


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Asha Rao", "Asha Rao"),
        ("  Asha \t Rao ", "Asha Rao"),
        ("Dr. A-B Rao", "Dr. A-B Rao"),
        ("Maria D’Souza", "Maria DSouza"),
        ("José Núñez", "Jose Nunez"),
        ("\u200fAsha", "Asha"),
    ],
)
def test_a_name_is_brought_into_the_contracts_characters(typed: str, name: str) -> None:
    """What the contract does not take is left out where that is harmless."""
    assert read_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.MISSING),
        ("   ", Fault.MISSING),
        ("123", Fault.FORBIDDEN_CHARACTER),
        ("आशा राव", Fault.OTHER_SCRIPT),
        ("Asha <b>", Fault.FORBIDDEN_CHARACTER),
        ("Asha\x00Rao", Fault.FORBIDDEN_CHARACTER),
        ("A" * 101, Fault.TOO_LONG),
    ],
)
def test_a_name_beyond_the_contract_is_refused(typed: str, fault: Fault) -> None:
    """Another script, forbidden characters and excess length are told apart."""
    with pytest.raises(InputRefused) as refusal:
        read_name(typed)
    assert refusal.value.fault is fault


@pytest.mark.parametrize(
    "typed", ["123456", "12 34 56", "123-456", "#123456", " 123.456 ", "१२३४५६", "１２３４５６", "123\u00a0456"]
)
def test_a_code_is_taken_however_it_is_pasted(typed: str) -> None:
    """Separators, a leading hash and the digits of any script make no difference."""
    assert read_otp(typed) == "123456"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("", Fault.MISSING), ("abc", Fault.NOT_A_CODE), ("123", Fault.NOT_A_CODE), ("123456789", Fault.NOT_A_CODE)],
)
def test_what_is_no_code_is_refused(typed: str, fault: Fault) -> None:
    """Four to eight digits, nothing else."""
    with pytest.raises(InputRefused) as refusal:
        read_otp(typed)
    assert refusal.value.fault is fault


@pytest.mark.parametrize(
    "typed",
    [
        "K7F2-9QXM-4TBA",
        "k7f2 9qxm 4tba",
        "k7f29qxm4tba",
        " “K7F2–9QXM−4TBA.” ",
        "K7F2\u200b-9QXM\u20114TBA",
        "Ｋ７Ｆ２－９ＱＸＭ－４ＴＢＡ",
        "K७F२ ९QXM ४TBA",
    ],
)
def test_a_reference_is_taken_however_it_is_copied(typed: str) -> None:
    """Case, width, script of the digits and whatever stands between make no difference."""
    assert read_reference(typed) == "K7F2-9QXM-4TBA"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.MISSING),
        (" - ", Fault.MISSING),
        ("K7F2-9QXM", Fault.NOT_A_REFERENCE),
        ("K7F2-9QXM-4TBA-2", Fault.NOT_A_REFERENCE),
        ("ref. K7F2-9QXM-4TBA", Fault.NOT_A_REFERENCE),
        ("ß7F2-9QXM-4TB", Fault.NOT_A_REFERENCE),
        ("\u041a7F2-9QXM-4TBA", Fault.NOT_A_REFERENCE),
        ("K7F2-9QXM-4TB0", Fault.MISREAD),
        ("K7F2-9QXM-41BA", Fault.MISREAD),
        ("k7f2-9qxm-4tbi", Fault.MISREAD),
        ("K7F2-9QXM-4TBO", Fault.MISREAD),
    ],
)
def test_what_is_no_reference_is_refused_and_never_guessed_at(typed: str, fault: Fault) -> None:
    """Characters that no reference has are told apart from everything else."""
    with pytest.raises(InputRefused) as refusal:
        read_reference(typed)
    assert (refusal.value.field, refusal.value.fault) == ("reference", fault)


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_whatever_is_typed_comes_out_in_the_contracts_form_or_is_refused(typed: str) -> None:
    """No text at all makes a reader fail in another way, or lets a character through that the contract forbids."""
    forms = {
        read_mobile_number: r"[6-9][0-9]{9}",
        read_name: r"[A-Za-z0-9 .-]{1,100}",
        read_otp: r"[0-9]{4,8}",
        read_reference: r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}",
    }
    for read, form in forms.items():
        with suppress(InputRefused):
            assert re.fullmatch(form, read(typed))
