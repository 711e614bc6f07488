"""A purpose that is switched off takes its data out of the summary, and leaves the checks that protect a person."""

import pytest

from tests.identity.records import NAME, rich
from tests.identity.shown import named, summary_of
from webapp.identity.fields import Purpose
from webapp.identity.summary import Summary, Verdict


def keys(summary: Summary) -> set[str]:
    return {part.key for group in summary.groups for part in group.sections}


def unnamed() -> dict[str, object]:
    return rich() | {
        "personal_details": {"full_name": "A*** R**", "gender": "FEMALE"},
        "pan_details": [{"pan_number": "ABCPV7634D"}],
    }


def test_kinds_of_purposes_that_are_off_are_neither_shown_nor_counted_nor_missing() -> None:
    off = {"relatives", "phones", "emails", "addresses", "bank_accounts", "livelihood", "provident_fund", "employers",
           "recent_employment", "recent_employer", "connection"}  # fmt: skip

    everything = summary_of(rich())
    least = summary_of(rich(), purposes=frozenset())

    assert keys(everything) - keys(least) == off
    assert keys(least) == {"name", "verified_mobile", "age", "gender", "pan", "aadhaar", "passport",
                           "voter_id", "driving_licence", "ration_card"}  # fmt: skip
    assert least.missing == ()
    assert len(summary_of(named(), purposes=frozenset()).missing) == 8
    assert {count.title for count in summary_of(unnamed(), purposes=frozenset({Purpose.CONTACT})).counts} == {
        "Gender", "PAN", "Aadhaar", "Passport", "Voter ID", "Driving licence", "Ration card",
        "Other phone numbers", "Email addresses",
    }  # fmt: skip


@pytest.mark.parametrize("purposes", [frozenset[Purpose](), frozenset({Purpose.CONTACT})])
def test_the_name_and_the_age_are_checked_whatever_the_purposes(purposes: frozenset[Purpose]) -> None:
    minor = rich() | {"personal_details": {"full_name": NAME, "dob": "2010-05-01"}}

    assert summary_of(rich(), name="Vikram Sethi", purposes=purposes).verdict is Verdict.NAME_DIFFERS
    assert summary_of(minor, purposes=purposes).verdict is Verdict.UNDER_AGE
