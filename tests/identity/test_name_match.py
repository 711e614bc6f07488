"""Grades of agreement between two names. All people are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.identity.name_match import SUFFICIENT, NameMatch, is_readable_name, match_names

DIRECT = NameMatch.DIRECT_MATCH
GOOD = NameMatch.GOOD_PARTIAL_MATCH
MODERATE = NameMatch.MODERATE_PARTIAL_MATCH
POOR = NameMatch.POOR_PARTIAL_MATCH
NONE = NameMatch.NO_MATCH


@pytest.mark.parametrize(
    ("stated", "fetched", "match"),
    [
        # Cashfree's own examples
        ("JOHN DOE", "JOHN DE", GOOD),
        ("JOHN DOE", "JOHN", MODERATE),
        ("JOHN DOE", "J DO", POOR),
        ("JOHN DOE", "DO", NONE),
        # case, spacing, punctuation, accents, honorifics
        ("asha rao", "ASHA  RAO", DIRECT),
        ("Asha Rao", "ASHA. RAO", DIRECT),
        ("Ren\u00e9e D'Souza", "RENEE DSOUZA", DIRECT),
        ("Asha Rao", "Smt. Asha Rao", DIRECT),
        ("Mr Vikram Sethi", "SHRI VIKRAM SETHI", DIRECT),
        ("Dr. Asha Rao", "Kumari Asha Rao", DIRECT),
        ("Vikram Sethi", "VIKRAM SETHI S/O MOHAN SETHI", DIRECT),
        # order
        ("Rao Asha", "ASHA RAO", GOOD),
        ("Meena Kumari", "KUMARI MEENA", GOOD),
        # a dropped word, with two full words left
        ("Asha Rao", "ASHA LAKSHMI RAO", GOOD),
        ("Vikram Kumar", "VIKRAM KUMAR SETHI", GOOD),
        ("Abdul Kareem", "A P J ABDUL KAREEM", GOOD),
        ("Asha L Rao", "ASHA LAKSHMI RAO", GOOD),
        ("Mohammed Khan", "MOHAMMED SALIM KHAN", MODERATE),
        # initials
        ("V Sethi", "VIKRAM SETHI", MODERATE),
        ("Venkatesh R", "VENKATESH RAMAN", MODERATE),
        ("V S", "VIKRAM SETHI", POOR),
        ("V S", "V S", MODERATE),
        ("V", "VIKRAM SETHI", POOR),
        # joined and split
        ("Ramkumar Sethi", "RAM KUMAR SETHI", GOOD),
        ("Shiva Prasad", "SHIVAPRASAD", GOOD),
        ("Sri Devi Kapoor", "SRIDEVI KAPOOR", GOOD),
        ("Sethi Ram Kumar", "RAMKUMAR SETHI", GOOD),
        # spellings and slips
        ("Laxmi Chowdhury", "LAKSHMI CHAUDHARI", GOOD),
        ("Laxmi Choudhari", "LAKSHMI CHAUDHARY", GOOD),
        ("Mohd Salim", "MOHAMMED SALIM", GOOD),
        ("Suresh Sethi", "SURSEH SETHI", GOOD),
        ("Vikram Seethi", "VIKRAM SETHI", GOOD),
        ("Venkateswaran Iyer", "VENKATESWARN IYER", GOOD),
        # other people
        ("Vijay Sethi", "VINAY SETHI", MODERATE),
        ("Ramesh Sethi", "RAJESH SETHI", MODERATE),
        ("Manish Sethi", "MANISHA SETHI", MODERATE),
        ("Karan Sethi", "KIRAN SETHI", MODERATE),
        ("Vikram Singh", "MEENA SINGH", POOR),
        ("Vikram Singh", "VIKRAM SINHA", MODERATE),
        ("Ram Kumar Sethi", "Shyam Kumar Sethi", MODERATE),
        ("Kumar Singh", "AMIT KUMAR SINGH", MODERATE),
        ("Asha Rao", "VIKRAM SETHI", NONE),
        # single words
        ("Asha", "ASHA", DIRECT),
        ("Asha", "ASHA RAO", MODERATE),
        ("Asha", "USHA", NONE),
        # nothing to compare, other scripts
        ("", "ASHA RAO", NONE),
        ("Asha Rao", "", NONE),
        ("123", "ASHA RAO", NONE),
        ("आशा राव", "आशा राव", DIRECT),
        ("आशा राव", "ASHA RAO", NONE),
    ],
)
def test_two_names_match(stated: str, fetched: str, match: NameMatch) -> None:
    assert match_names(stated, fetched) is match
    assert match_names(fetched, stated) is match


def test_only_the_two_best_grades_suffice() -> None:
    assert set(SUFFICIENT) == {DIRECT, GOOD}
    assert list(NameMatch) == [DIRECT, GOOD, MODERATE, POOR, NONE]


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("Asha", True),
        ("A Rao", True),
        ("A R", False),
        ("", False),
        ("12 34", False),
        ("\ud800\x00", False),
        ("राव", True),
    ],
)
def test_a_name_is_readable_if_it_has_a_full_word(name: str, readable: bool) -> None:
    assert is_readable_name(name) is readable


anything = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(stated=anything, fetched=anything)
def test_any_two_texts_can_be_compared(stated: str, fetched: str) -> None:
    assert match_names(stated, fetched) in NameMatch


@settings(max_examples=200, derandomize=True, deadline=None)
@given(name=anything)
def test_a_readable_name_is_directly_itself(name: str) -> None:
    if is_readable_name(name):
        assert match_names(name, name) in {DIRECT, MODERATE}


@settings(max_examples=200, derandomize=True, deadline=None)
@given(names=st.lists(st.sampled_from(["asha", "vikram", "rao", "kumar", "singh", "r", "k"]), max_size=5))
def test_a_long_name_stays_comparable(names: list[str]) -> None:
    name = " ".join(names) * 50

    assert match_names(name, name) in {DIRECT, MODERATE, NONE}
