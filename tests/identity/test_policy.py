"""The policy table against the contract's reply."""

from collections import Counter

import pytest

from tests.identity.records import FIELDS_OF_THE_CONTRACT
from webapp.identity.fields import VISIBLE, Purpose, Topic, Treatment
from webapp.identity.masks import initials, on_record
from webapp.identity.policy import KINDS, rows
from webapp.identity.purposes import ALL_PURPOSES, ALWAYS, SWITCHABLE, WORDS, kinds_for, read_purposes


def test_every_field_of_the_contract_stands_in_the_policy_once_and_nothing_else_does() -> None:
    assert Counter(path for path, _, _ in rows()) == Counter(FIELDS_OF_THE_CONTRACT)


def test_every_row_can_be_told_to_a_customer() -> None:
    assert all(kind.title and field.label for _, kind, field in rows())


def test_kinds_have_keys_of_their_own_and_come_in_the_order_of_the_topics() -> None:
    keys = [kind.key for kind in KINDS]
    order = [list(Topic).index(kind.topic) for kind in KINDS]

    assert len(set(keys)) == len(keys)
    assert order == sorted(order)


def test_inferences_about_the_person_are_dropped() -> None:
    inferences = [
        field
        for path, _, field in rows()
        if path.startswith(("credit_score", "risk_intelligence")) or path.endswith(("_score", "name_match"))
    ]

    assert len(inferences) == 10
    assert {field.treatment for field in inferences} == {Treatment.DROPPED}


def test_dropped_fields_would_show_nothing_if_somebody_turned_them_on() -> None:
    dropped = [field for _, _, field in rows() if field.treatment is Treatment.DROPPED]

    assert {field.mask for field in dropped} == {on_record}


def test_names_are_compared_and_shown_as_initials_at_most() -> None:
    names = [field for path, _, field in rows() if path.endswith(("full_name", "registered_name", "name_pan_card"))]

    assert [(field.treatment, field.mask) for field in names] == [(Treatment.MATCHED, initials)] * 3


def test_two_visible_fields_of_a_kind_share_a_label_only_if_one_conclusion_is_drawn_from_both() -> None:
    for kind in KINDS:
        labels = Counter(field.label for field in kind.fields if field.treatment in VISIBLE - {Treatment.DERIVED})
        assert all(number == 1 for number in labels.values()), kind.key


def test_what_protects_the_person_cannot_be_switched_off_and_nothing_kept_is_left_out() -> None:
    assert {Purpose.IDENTITY, Purpose.AGE} == ALWAYS
    assert {
        Purpose.FAMILY, Purpose.CONTACT, Purpose.ADDRESS, Purpose.BANK_ACCOUNT, Purpose.EMPLOYMENT, Purpose.INCOME,
        Purpose.MOBILE_CONNECTION,
    } == SWITCHABLE  # fmt: skip
    assert ALWAYS | SWITCHABLE == ALL_PURPOSES


def test_each_purpose_that_is_served_has_words_of_its_own_in_the_order_of_the_purposes() -> None:
    assert list(WORDS) == [purpose for purpose in Purpose if purpose in ALL_PURPOSES]
    assert len(set(WORDS.values())) == len(ALL_PURPOSES)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_brings_its_kinds_and_those_that_always_stay(purpose: Purpose) -> None:
    kinds = kinds_for(frozenset({purpose}))

    assert {kind.purpose for kind in kinds} == ALWAYS | ({purpose} & ALL_PURPOSES)
    assert not [kind.key for kind in kinds if all(field.treatment is Treatment.DROPPED for field in kind.fields)]


@pytest.mark.parametrize(
    ("text", "purposes"),
    [
        ("contact", {Purpose.CONTACT}),
        ("contact,bank_account", {Purpose.CONTACT, Purpose.BANK_ACCOUNT}),
        (" contact ,\n address,, contact ", {Purpose.CONTACT, Purpose.ADDRESS}),
        ("identity", set()),
        ("identity,age,income", {Purpose.INCOME}),
        ("", set()),
    ],
)
def test_purposes_are_read_from_a_setting(text: str, purposes: set[Purpose]) -> None:
    assert read_purposes(text) == purposes | ALWAYS


@pytest.mark.parametrize(
    "text", ["contacts", "contact, marketing", "credit_assessment", "request", "CONTACT", "contact;age"]
)
def test_what_is_no_purpose_is_refused_in_one_line_that_names_those_known(text: str) -> None:
    with pytest.raises(ValueError, match="is none of the purposes") as refusal:
        read_purposes(text)

    message = str(refusal.value)
    assert "\n" not in message
    assert message.endswith(
        "identity, age, family, contact, address, bank_account, employment, income, mobile_connection"
    )
