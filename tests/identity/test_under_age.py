"""Of a person who is known to be under 18, nothing is shown."""

import pytest

from tests.identity.records import NAME, rich
from tests.identity.shown import summary_of
from webapp.identity.summary import Finding, Summary, Verdict


@pytest.mark.parametrize(
    ("personal", "verdict"),
    [
        ({"full_name": NAME, "dob": "2008-03-15"}, Verdict.UNDER_AGE),
        ({"full_name": NAME, "dob": "2008-03-14"}, Verdict.SHOWN),
        ({"full_name": NAME, "dob": "XX-XX-2010"}, Verdict.UNDER_AGE),
        ({"full_name": NAME, "dob": 20100501}, Verdict.UNDER_AGE),
        ({"full_name": NAME, "age": 16}, Verdict.UNDER_AGE),
        ({"full_name": NAME, "age": "16"}, Verdict.UNDER_AGE),
        ({"full_name": NAME, "dob": "unknown", "age": 16}, Verdict.UNDER_AGE),
        ({"full_name": NAME, "dob": "1990-01-01", "age": 16}, Verdict.SHOWN),
        ({"full_name": NAME, "dob": "2010-05-01", "age": 36}, Verdict.UNDER_AGE),
        ({"full_name": NAME, "dob": ["1990-01-01", "2010-05-01"]}, Verdict.UNDER_AGE),
        ({"full_name": NAME, "age": [36, 16]}, Verdict.UNDER_AGE),
        ([{"full_name": NAME, "dob": "1990-01-01"}, {"dob": "2010-05-01"}], Verdict.UNDER_AGE),
        ([{"full_name": NAME, "dob": "1990-01-01"}, {"age": 16}], Verdict.UNDER_AGE),
        ({"full_name": NAME}, Verdict.SHOWN),
        ({"full_name": NAME, "dob": "2099-01-01"}, Verdict.SHOWN),
        ({"dob": "2010-05-01"}, Verdict.UNDER_AGE),
        ({"full_name": "A*** R**", "age": 16}, Verdict.UNDER_AGE),
        ({"full_name": "VIKRAM SETHI", "dob": "2010-05-01"}, Verdict.NAME_DIFFERS),
    ],
)
def test_of_a_person_known_to_be_under_18_nothing_is_shown(personal: object, verdict: Verdict) -> None:
    # without the PAN, whose name would stand in for a missing one
    summary = summary_of(rich() | {"personal_details": personal, "pan_details": []})

    assert summary.verdict is verdict
    if verdict is Verdict.UNDER_AGE:
        assert summary == Summary(verdict=Verdict.UNDER_AGE, match=None)


def test_a_full_aadhaar_number_is_reported_of_a_minor_too() -> None:
    record = {"personal_details": {"full_name": NAME, "age": 16}, "aadhaar_details": ["123456788848"]}

    assert summary_of(record) == Summary(verdict=Verdict.UNDER_AGE, match=None, findings=(Finding.FULL_AADHAAR_NUMBER,))
