"""The invented people: what each number's record is like, and that the documented shape is kept where it should be."""

import json
from datetime import UTC, date, datetime
from itertools import chain

import pytest

from tests.sandbox.caller import Caller
from tests.sandbox.description import SUCCESS_KINDS, problems
from webapp.sandbox.people import PEOPLE, Person, record_of

ODD = {"9000000005", "9000000008"}
TODAY = date(2026, 3, 14)
UNNAMED = {"9000000003", "9000000007"}


def _record(caller: Caller, mobile_number: str, name: str = "Nila Verma") -> dict[str, object]:
    verification_id = caller.sent(mobile_number, name=name)
    response = caller.verify_rightly(verification_id)
    assert response.status_code == 200
    record: dict[str, object] = response.json()
    return record


def test_there_are_nine_people() -> None:
    assert [person.mobile_number for person in PEOPLE] == [f"900000000{number}" for number in range(1, 10)]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.mobile_number)
def test_a_record_keeps_to_the_documented_shape_save_where_it_breaks_it_on_purpose(
    caller: Caller, person: Person
) -> None:
    record = _record(caller, person.mobile_number, person.name)

    assert bool(problems("VerifyReply", record)) == (person.mobile_number in ODD)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.mobile_number)
def test_the_name_to_type_is_the_name_on_record(caller: Caller, person: Person) -> None:
    record = json.dumps(_record(caller, person.mobile_number, person.name))

    named = f'"{person.name.upper()}"' in record
    assert named == (person.mobile_number not in UNNAMED)


def test_the_rich_record_has_every_kind_of_data(caller: Caller) -> None:
    record = _record(caller, "9000000001")

    assert set(record) == SUCCESS_KINDS
    assert all(record[kind] is not None for kind in SUCCESS_KINDS)
    several = [kind for kind, value in record.items() if isinstance(value, list) and len(value) > 1]
    assert len(several) >= 8


def test_nothing_found(caller: Caller) -> None:
    record = _record(caller, "9000000003")

    assert record["status"] == "DETAILS_NOT_FOUND"
    assert not any(value for kind, value in record.items() if kind not in {"verification_id", "reference_id", "status"})


def test_values_that_come_half_masked(caller: Caller) -> None:
    text = json.dumps(_record(caller, "9000000004"))

    for value in ("99XXXXXX99", "ra*******ma@gmail.com", "*******1234", "HDFC*****99"):
        assert f'"{value}"' in text


def test_the_older_shape(caller: Caller) -> None:
    record = _record(caller, "9000000005")

    assert record["status"] == "VALID"
    older = {
        "personal_info",
        "passport",
        "ration_card",
        "voter_id",
        "pan",
        "driving_license",
        "aadhaar",
        "bank_accounts",
    }
    assert older < set(record)
    assert not set(record) & {"personal_details", "pan_details"}


def test_whatever_name_is_typed_the_sixth_record_is_somebody_else_s(caller: Caller) -> None:
    record = record_of("9000000006", "Nila Verma", TODAY)

    assert "NILA" not in json.dumps(record)
    assert "GURPREET DHILLON" in json.dumps(record)


def test_the_messy_record_holds_a_full_aadhaar_number(caller: Caller) -> None:
    assert '"000011110008"' in json.dumps(_record(caller, "9000000008"))


@pytest.mark.parametrize("today", [datetime(2026, 1, 1, tzinfo=UTC), datetime(2044, 2, 29, tzinfo=UTC)], ids=str)
def test_the_ninth_person_stays_sixteen(caller: Caller, today: datetime) -> None:
    caller.clock.now = today

    personal = _record(caller, "9000000009")["personal_details"]

    assert isinstance(personal, dict)
    assert personal["age"] == "16"
    assert personal["dob"] == f"{today.year - 16}-01-01"


def test_any_other_number_belongs_to_the_name_that_was_given(caller: Caller) -> None:
    record = _record(caller, "7654321098", "Dr. Meher-Jan Irani")

    assert not problems("VerifyReply", record)
    text = json.dumps(record)
    assert '"full_name": "DR. MEHER-JAN IRANI"' in text
    assert '"phone": "7654321098"' in text


def test_without_a_name_one_is_invented_and_stays_the_same() -> None:
    numbers = [f"98{number:08}" for number in range(50)]

    first = [record_of(number, None, TODAY) for number in numbers]

    assert first == [record_of(number, None, TODAY) for number in numbers]
    assert len({json.dumps(record["personal_details"]) for record in first}) > 30
    kinds: list[set[object]] = [set(record) for record in first]
    assert set(chain(*kinds)) - set.intersection(*kinds) == {"voter_details", "bank_account_details"}


@pytest.mark.parametrize(
    "mobile_number",
    [person.mobile_number for person in PEOPLE if person.mobile_number not in {"9000000003", "9000000004"}],
)
def test_the_number_that_was_verified_is_among_the_phone_numbers(mobile_number: str) -> None:
    assert mobile_number in json.dumps(record_of(mobile_number, None, TODAY)["phone_numbers"])
