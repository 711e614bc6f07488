"""What staff are told of a record as they show the product: its shape, and of its values what the customer sees."""

import json
import re
from dataclasses import asdict
from datetime import date

import pytest

from tests.identity.records import FIELDS_OF_THE_CONTRACT, MOBILE, NAME, TODAY, place, rich
from tests.identity.shown import named, section, summary_of
from webapp.identity.fields import Purpose
from webapp.identity.outline import UNKNOWN, Outline, Row, outline
from webapp.identity.policy import KINDS
from webapp.identity.purposes import ALWAYS
from webapp.identity.summary import MAX_ENTRIES, Verdict


def outlined(record: dict[str, object], name: str = NAME, today: date = TODAY) -> Outline:
    return outline(record, summary_of(record, name, today))


def row(told: Outline, key: str) -> Row | None:
    return next((one for one in told.rows if one.key == key), None)


def at(told: object, path: str) -> object:
    """Return what stands at a path of the contract, in the first element of each list on the way."""
    for step in path.replace("[]", "").split("."):
        assert isinstance(told, dict)
        told = told[step]
        if isinstance(told, list):
            told = told[0]
    return told


def leaves(told: object) -> list[object]:
    if isinstance(told, dict):
        return [leaf for below in told.values() for leaf in leaves(below)]
    if isinstance(told, list):
        return [leaf for below in told for leaf in leaves(below)]
    return [told]


MASKED = {
    "personal_details.full_name": "A••• R•••",
    "personal_details.gender": "On record",
    "personal_details.dob": "(derived)",
    "personal_details.relatives_details[].relative_name": "(counted)",
    "phone_numbers[].phone": "••••10",
    "phone_numbers[].type": "(dropped)",
    "phone_numbers[].linked_to": "CREDIT",
    "emails[].email": "r•••@gmail.com",
    "passport_details[].passport_number": "••••32",
    "bank_account_details[].ifsc": "State Bank of India",
    "bank_account_details[].bank_account": "••••2345",
    "aadhaar_details[].masked_aadhaar_number": "XXXX XXXX 8848",
    "pan_details[].pan_number": "••••34D",
    "pan_details[].metadata.registered_name": "A••• R•••",
    "pan_details[].metadata.aadhaar_linked": "Yes",
    "addresses[].pincode": "570•••",
    "employment_details.uan[].exit_date": None,
    "employment_details.uan[].uan_linked_aadhaar": "(dropped)",
    "credit_score": "(dropped)",
    "risk_intelligence.is_safe": "(dropped)",
}


@pytest.mark.parametrize(("path", "told"), MASKED.items())
def test_a_shown_record_is_told_in_its_shape_with_each_value_masked(path: str, told: str | None) -> None:
    assert at(outlined(rich()).body, path) == told


def test_what_the_customer_sees_of_a_kind_stands_beside_it() -> None:
    # given
    record = rich()

    # when
    told = outlined(record)

    # then each section that is of a kind is told of in its row, entry by entry
    sections = [part for group in summary_of(record).groups for part in group.sections if part.key != "verified_mobile"]
    assert {part.key: len(part.entries) for part in sections} == {
        one.key: len(one.seen) for one in told.rows if one.seen
    }
    phones, age = row(told, "phones"), row(told, "age")
    assert phones is not None
    assert (phones.title, phones.number, phones.seen) == ("Other phone numbers", 2, ("••••10",))
    assert [(field.path, field.number, field.done) for field in phones.fields] == [
        ("phone_numbers[].phone", 2, "masked, behind a disclosure"),
        ("phone_numbers[].type", 2, "dropped"),
        ("phone_numbers[].linked_to", 2, "told in words"),
    ]
    assert phones.done == "masked, behind a disclosure; dropped; told in words"
    assert age is not None
    assert (age.done, age.seen) == ("derived", ("18 or over",))


def test_the_rows_are_the_kinds_that_came_in_the_policys_order() -> None:
    assert [one.key for one in outlined(rich()).rows] == [kind.key for kind in KINDS]
    assert [one.key for one in outlined(named(credit_score=805)).rows] == ["name", "credit_score"]
    credit = row(outlined(named(credit_score=805)), "credit_score")
    assert credit is not None
    assert (credit.number, credit.done, credit.seen) == (1, "dropped", ())


def of_a_minor() -> dict[str, object]:
    record = rich()
    place(record, "personal_details.dob", "2012-01-01")
    return record


def without_a_name() -> dict[str, object]:
    record = rich()
    for path in ("personal_details.full_name", "pan_details[].metadata.registered_name",
                 "pan_details[].metadata.name_pan_card"):  # fmt: skip
        place(record, path, "A*** R**")
    return record


@pytest.mark.parametrize(
    ("record", "name", "verdict"),
    [
        (rich(), "Somebody Else", Verdict.NAME_DIFFERS),
        (without_a_name(), NAME, Verdict.NO_NAME),
        (of_a_minor(), NAME, Verdict.UNDER_AGE),
    ],
)
def test_of_a_record_that_is_not_shown_no_value_is_told(record: dict[str, object], name: str, verdict: Verdict) -> None:
    told = outlined(record, name)

    assert told.verdict == verdict
    assert {leaf for leaf in leaves(told.body) if leaf is not None} <= {"(withheld)", "(dropped)", "(matched)"}
    assert at(told.body, "passport_details[].passport_number") == "(withheld)"
    assert len(told.rows) == len(KINDS)
    counted = verdict is Verdict.NO_NAME
    assert {text for one in told.rows for text in one.seen} == ({"1", "2"} if counted else set())


def test_a_kind_that_is_not_asked_for_is_left_aside() -> None:
    record = rich()

    told = outline(record, summary_of(record, purposes=frozenset(ALWAYS | {Purpose.CONTACT})))

    assert at(told.body, "bank_account_details[].bank_account") == "(left aside)"
    assert at(told.body, "bank_account_details[].bank_address") == "(dropped)"
    assert at(told.body, "emails[].email") == "r•••@gmail.com"
    accounts = row(told, "bank_accounts")
    assert accounts is not None
    assert (accounts.done, accounts.seen) == ("left aside; dropped", ())


def test_another_name_than_the_one_that_was_compared_is_not_told() -> None:
    record = named(pan_details=[{"metadata": {"registered_name": "Mohan Iyer", "name_pan_card": NAME}}])

    body = outlined(record).body

    assert at(body, "pan_details[].metadata.registered_name") == "(matched)"
    assert at(body, "pan_details[].metadata.name_pan_card") == "A••• R•••"


def test_names_that_the_policy_does_not_know_are_told_as_a_number() -> None:
    record = named(loyalty_card="LC-998877", pan_details=[{"pan_number": "ABCPV7634D", "colour": "b", "size": 3}])

    told = outlined(record)

    assert told.body == {
        "personal_details": {"full_name": "A••• R•••"},
        "pan_details": [{"pan_number": "••••34D", UNKNOWN: 2}],
        UNKNOWN: 1,
    }
    assert told.unknown == 3
    assert not re.search("loyalty|LC-|colour|size", json.dumps(asdict(told)))


ODD: list[tuple[object, object]] = [
    (None, None),
    ("", ""),
    ([], []),
    ({}, {}),
    ("PA765432", "••••32"),
    ("PA*****32", "••••32"),
    ("n/a", "(left aside)"),
    (["PA765432", "n/a", True, 1.5], ["••••32", "(unreadable)", "(unreadable)", "(unreadable)"]),
    (["PA765432", ["ZZ111199"]], ["••••32", "••••99"]),
    ([[{"passport_number": "PA765432"}], None], [{"passport_number": "••••32"}, None]),
    ({"passport_number": ["-", "PA765432", "PB111111"]}, {"passport_number": ["••••32", "(2 more)"]}),
    ({"passport_number": {"PA765432": "PB111111"}}, {"passport_number": {UNKNOWN: 1}}),
    ({"linked_to": "credit"}, {"linked_to": "(left aside)"}),
    ({"passport_number": "PA765432", "linked_to": "a friend"}, {"passport_number": "••••32", "linked_to": "(dropped)"}),
    ([{"passport_number": f"PA7654{n}"} for n in range(10, 35)],
     [*({"passport_number": f"••••{n}"} for n in range(10, 10 + MAX_ENTRIES)), "(5 more)"]),
]  # fmt: skip


@pytest.mark.parametrize(("arrived", "told"), ODD)
def test_other_shapes_are_told_as_they_came(arrived: object, told: object) -> None:
    assert outlined(named(passport_details=arrived)).body["passport_details"] == told


def test_text_where_an_object_is_due_is_not_told() -> None:
    record: dict[str, object] = {"personal_details": NAME, "employment_details": [NAME], "risk_intelligence": 7}

    assert outlined(record).body == {
        "personal_details": "(unreadable)",
        "employment_details": ["(unreadable)"],
        "risk_intelligence": "(unreadable)",
    }


def test_a_large_record_makes_a_small_outline() -> None:
    # given a megabyte and more, in every list and under names that nobody knows
    entry = dict.fromkeys("abcdefgh", "Jasmine " * 4)
    record: dict[str, object] = {f"stranger {number}": entry for number in range(2000)}
    for path in FIELDS_OF_THE_CONTRACT:
        place(record, path, ["A765432 " * 20] * 50)
    for name, section_of in list(record.items()):
        if isinstance(section_of, list):
            record[name] = section_of * 500
    place(record, "personal_details.full_name", NAME)

    # when
    told = outlined(record)

    # then
    assert told.verdict is Verdict.SHOWN.value
    assert len(json.dumps(record)) > 1_000_000
    assert len(json.dumps(asdict(told))) < 60_000
    assert told.body[UNKNOWN] == 2000


def test_printing_an_outline_tells_no_more_than_its_verdict() -> None:
    assert repr(outlined(rich())) == "Outline(verdict='SHOWN', unknown=0)"


def test_no_value_is_told_that_the_page_does_not_hold() -> None:
    record = rich()
    summary = summary_of(record)
    page = summary.model_dump_json()

    drawn = {
        leaf for leaf in leaves(outline(record, summary).body)
        if isinstance(leaf, str) and not leaf.startswith("(") and leaf not in {"PAN", "UAN", "CREDIT"}
    }  # fmt: skip

    # The customer's own number, which the page shows by its last four and does not list again, ends in the same two.
    assert MOBILE.endswith("10")
    assert section(summary, "phones") is not None
    words = {"On record", "Yes", "No"}
    assert all(text in page for text in drawn - words)
    assert len(drawn - words) > 15
