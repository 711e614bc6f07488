"""Summaries of records of every fill and shape, as the customer's page gets them."""

import pytest

from tests.identity.records import MOBILE, NAME, rich
from tests.identity.shown import lines, named, section, summary_of, told
from webapp.identity.name_match import NameMatch
from webapp.identity.summary import MAX_ENTRIES, Finding, Summary, Verdict


def test_a_rich_record_is_shown_as_the_policy_says() -> None:
    summary = summary_of(rich())

    assert summary.verdict is Verdict.SHOWN
    assert summary.match is NameMatch.DIRECT_MATCH
    assert (summary.counts, summary.missing, summary.findings) == ((), (), ())
    assert {
        group.title: {part.key: lines(summary, part.key) for part in group.sections} for group in summary.groups
    } == {
        "You": {
            "name": [({"Name": "A••• R•••"}, None)],
            "age": [({"Age": "18 or over"}, None)],
            "gender": [({"Gender": "On record"}, None)],
            "relatives": [({"Relatives": "1 person"}, None)],
        },
        "Your documents": {
            "pan": [
                ({"Number": "••••34D", "Type": "Individual or Person", "Linked to Aadhaar": "Yes"}, None),
            ],
            "aadhaar": [({"Number": "XXXX XXXX 8848"}, "PAN")],
            "passport": [({"Number": "••••32"}, "Credit bureau")],
            "voter_id": [({"Number": "••••761"}, "Credit bureau")],
            "driving_licence": [({"Number": "••••0984"}, "Credit bureau")],
            "ration_card": [({"Number": "On record"}, "Credit bureau")],
        },
        "How to reach you": {
            "phones": [({"Number": "••••10"}, "Credit bureau")],
            "emails": [({"Address": "r•••@gmail.com"}, "PAN"), ({"Address": "a•••@••••"}, "Provident fund")],
        },
        "Where you live": {
            "addresses": [
                ({"Full address": "On record", "City": "Mysuru", "State": "Karnataka", "PIN code": "570•••"}, "PAN"),
            ],
        },
        "Your bank": {
            "bank_accounts": [({"Bank": "State Bank of India", "Account number": "••••2345"}, "Credit bureau")],
        },
        "Your work": {
            "livelihood": [({"Occupation": "On record", "Income": "On record"}, None)],
            "provident_fund": [
                (
                    {
                        "UAN": "••••6789",
                        "Member ID": "••••1234",
                        "Establishment ID": "••••4321",
                    },
                    None,
                )
            ],
            "employers": [({"Employer": "Jasmine Schools Pvt Ltd"}, None)],
            "recent_employment": [
                ({"UAN": "••••6789", "Member ID": "••••1234"}, None),
            ],
            "recent_employer": [({"Employer": "Jasmine Schools Pvt Ltd", "Establishment ID": "••••4321"}, None)],
        },
        "This number": {
            "verified_mobile": [({"Mobile number": "••••3210"}, None)],
            "connection": [
                ({"Provider": "Airtel", "Connection": "Prepaid", "Moved from another provider": "No"}, None),
            ],
        },
    }


def test_of_each_thing_there_is_a_line_and_the_rest_beneath_it() -> None:
    record = rich()
    record["addresses"] = [
        {"address": "Flat 404", "city": "MYSURU", "state": "KARNATAKA", "pincode": "570001"},
        {"address": "Flat 404", "city": "Road 12", "pincode": "570001"},
        {"address": "Flat 404, Mysuru"},
        {"city": "Road 12", "state": "Zone 3"},
    ]
    record["bank_account_details"] = [{"bank_account": "20329762345", "ifsc": "QQQQ0001234"}]

    summary = summary_of(record)

    assert told(summary, "addresses") == [
        ("Mysuru, Karnataka, 570•••", "Full address: On record"),
        ("570•••", "Full address: On record, City: On record"),
        ("Full address: On record", ""),
        ("On record", "State: On record"),
    ]
    assert told(summary, "bank_accounts") == [("••••2345", "Bank: On record")]
    assert told(summary, "pan") == [("••••34D", "Type: Individual or Person, Linked to Aadhaar: Yes")]
    assert told(summary, "livelihood") == [("Occupation: On record, Income: On record", "")]
    assert told(summary, "provident_fund") == [("UAN: ••••6789", "Member ID: ••••1234, Establishment ID: ••••4321")]
    assert told(summary, "connection") == [("Airtel, Prepaid", "Moved from another provider: No")]


def test_a_source_that_knows_of_all_entries_is_that_of_the_kind() -> None:
    both, other = (
        [{"phone": "9811122210", "linked_to": "PAN"}, {"phone": "9811122211", "linked_to": "PAN"}],
        {
            "phone": "9811122212",
            "linked_to": "CREDIT",
        },
    )

    alike, mixed = (section(summary_of(named(phone_numbers=phones)), "phones") for phones in (both, [*both, other]))

    assert alike is not None
    assert mixed is not None
    assert (alike.sources, alike.size) == (("PAN",), "2")
    assert (mixed.sources, mixed.size) == ((), "3")


def test_what_is_delicate_stays_behind_a_disclosure() -> None:
    parts = [part for group in summary_of(rich()).groups for part in group.sections]

    assert {part.key for part in parts if part.disclosure} == {
        "passport", "voter_id", "driving_licence", "phones", "emails", "bank_accounts", "employers", "recent_employer",
    }  # fmt: skip


def test_a_summary_can_be_kept_as_json() -> None:
    summary = summary_of(rich())

    assert Summary.model_validate_json(summary.model_dump_json()) == summary


def test_a_thin_record_says_what_is_missing() -> None:
    summary = summary_of(named(pan_details=[{"pan_number": "ABCPV7634D"}]))

    assert [part.key for group in summary.groups for part in group.sections] == ["name", "pan", "verified_mobile"]
    assert summary.missing == (
        "Age", "Gender", "Relatives", "Aadhaar", "Passport", "Voter ID", "Driving licence", "Ration card",
        "Other phone numbers", "Email addresses", "Addresses", "Bank accounts", "Occupation and income",
        "Provident fund", "Employers", "Recent employment", "Recent employer", "Mobile connection",
    )  # fmt: skip


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"personal_details": None, "phone_numbers": [], "pan_details": [], "employment_details": {}},
        {"personal_details": {"full_name": ""}, "pan_details": [{}], "emails": [{"email": None}], "addresses": ""},
        {"personal_details": {"full_name": "N/A"}, "emails": ["null"], "unknown_section": ["x"]},
        {"credit_score": 805, "risk_intelligence": {"is_safe": True}, "verification_id": "v-1"},
    ],
)
def test_an_empty_record_has_no_name_and_nothing_to_count(record: dict[str, object]) -> None:
    summary = summary_of(record)

    assert (summary.verdict, summary.match) == (Verdict.NO_NAME, None)
    assert (summary.groups, summary.counts) == ((), ())
    assert len(summary.missing) == 19


def test_without_a_name_only_kinds_and_counts_are_shown() -> None:
    record = rich() | {"personal_details": {"full_name": "A*** R**", "gender": "FEMALE"}}
    record["pan_details"] = [{"pan_number": "ABCPV7634D"}, {"pan_number": "ABCPV7635E"}]

    summary = summary_of(record)

    assert (summary.verdict, summary.match, summary.groups) == (Verdict.NO_NAME, None, ())
    assert {count.title: count.number for count in summary.counts} == {
        "Gender": 1, "PAN": 2, "Aadhaar": 1, "Passport": 1, "Voter ID": 1, "Driving licence": 1,
        "Ration card": 1, "Other phone numbers": 1, "Email addresses": 2, "Addresses": 1, "Bank accounts": 1,
        "Provident fund": 1, "Employers": 1, "Recent employment": 1, "Recent employer": 1, "Mobile connection": 1,
    }  # fmt: skip
    assert summary.missing == ("Age", "Relatives", "Occupation and income")


@pytest.mark.parametrize("stated", ["Vikram Sethi", "Asha", "A R", "Usha Rao", "", "\ud800"])
def test_if_the_name_differs_nothing_is_shown(stated: str) -> None:
    summary = summary_of(rich(), name=stated)

    assert summary.verdict is Verdict.NAME_DIFFERS
    assert summary.match not in {None, NameMatch.DIRECT_MATCH, NameMatch.GOOD_PARTIAL_MATCH}
    assert (summary.groups, summary.counts, summary.missing, summary.findings) == ((), (), (), ())


@pytest.mark.parametrize(
    ("personal", "pan", "verdict"),
    [
        ({"full_name": "ASHA RAO"}, {"registered_name": "VIKRAM SETHI"}, Verdict.SHOWN),
        ({"full_name": "VIKRAM SETHI"}, {"registered_name": "ASHA RAO"}, Verdict.NAME_DIFFERS),
        ({"full_name": "AS** R**"}, {"registered_name": "ASHA RAO"}, Verdict.SHOWN),
        (None, {"registered_name": "ASHA RAO"}, Verdict.SHOWN),
        ({}, {"registered_name": None, "name_pan_card": "ASHA RAO"}, Verdict.SHOWN),
        ({}, {"registered_name": "VIKRAM SETHI", "name_pan_card": "ASHA RAO"}, Verdict.NAME_DIFFERS),
        ({"full_name": 42}, {"registered_name": ["ASHA RAO"]}, Verdict.SHOWN),
        ([{"full_name": "ASHA RAO"}], None, Verdict.SHOWN),
        ({"full_name": "A R"}, {}, Verdict.NO_NAME),
        ("ASHA RAO", None, Verdict.NO_NAME),
    ],
)
def test_the_name_is_the_full_name_or_else_the_one_on_the_pan(personal: object, pan: object, verdict: Verdict) -> None:
    record = {"personal_details": personal, "pan_details": [{"pan_number": "ABCPV7634D", "metadata": pan}]}

    summary = summary_of(record)

    assert summary.verdict is verdict
    if verdict is Verdict.SHOWN:
        assert lines(summary, "name") == [({"Name": "A••• R•••"}, None)]


def test_the_verified_number_is_not_listed_again_in_whatever_way_it_is_written() -> None:
    written = [MOBILE, f"+91 {MOBILE}", f"0{MOBILE}", "98765-43210", int(MOBILE), "९८७६५४३२१०"]

    summary = summary_of(named(phone_numbers=[{"phone": phone} for phone in written]))

    assert section(summary, "phones") is None
    assert "Other phone numbers" in summary.missing


def test_repeats_are_one_entry_with_all_their_sources() -> None:
    summary = summary_of(
        named(
            phone_numbers=[
                {"phone": "9811122210", "linked_to": "CREDIT"},
                {"phone": "+91-98111-22210", "linked_to": "PAN"},
                {"phone": 9811122210, "linked_to": "CREDIT"},
            ],
            emails=[{"email": "asha@gmail.com"}, {"email": "ASHA@gmail.com"}, {"email": "asha2@gmail.com"}],
        )
    )

    assert lines(summary, "phones") == [({"Number": "••••10"}, "Credit bureau and PAN")]
    assert lines(summary, "emails") == [({"Address": "a•••@gmail.com"}, None)] * 2


def test_a_pan_is_listed_once_whatever_the_letters_and_whatever_else_is_said_of_it() -> None:
    summary = summary_of(
        named(
            pan_details=[
                {"pan_number": "abcpv7634d"},
                {"pan_number": "ABCPV7634D", "metadata": {"aadhaar_linked": "yes"}},
                {"pan_number": "ABCPV7634D", "metadata": {"aadhaar_linked": "no", "type": "Individual or Person"}},
                {"pan_number": "ABCPV7635D"},
            ]
        )
    )

    assert lines(summary, "pan") == [
        ({"Number": "••••34D", "Type": "Individual or Person", "Linked to Aadhaar": "Yes"}, None),
        ({"Number": "••••35D"}, None),
    ]


@pytest.mark.parametrize(
    ("linked_to", "source"),
    [
        ("PAN", "PAN"),
        ("uan ", "Provident fund"),
        ("CREDIT", "Credit bureau"),
        ("9811122210", None),
        ("My cousin", None),
        (None, None),
        ({"PAN": "PAN"}, None),
        (["PAN"], "PAN"),
    ],
)
def test_only_known_sources_are_named(linked_to: object, source: str | None) -> None:
    summary = summary_of(named(passport_details=[{"passport_number": "PA765432", "linked_to": linked_to}]))

    assert lines(summary, "passport") == [({"Number": "••••32"}, source)]


def test_of_a_long_list_the_first_are_shown_and_the_rest_counted() -> None:
    phones = [{"phone": str(7000000000 + number)} for number in range(500)]

    summary = summary_of(named(phone_numbers=phones))
    entries, phones_listed = lines(summary, "phones"), section(summary, "phones")

    assert phones_listed is not None

    assert len(entries) == MAX_ENTRIES + 1
    assert phones_listed.size == "20+"
    assert entries[-1] == ({"Also on record": "480 more"}, None)


@pytest.mark.parametrize(
    "aadhaar",
    [
        "123456788848",
        "1234 5678 8848",
        123456788848,
        [{"masked_aadhaar_number": "1234-5678-8848"}],
        [{"masked_aadhaar_number": {"value": "123456788848"}}],
        [{"masked_aadhaar_number": "XXXXXXXX8848", "aadhaar_number": "123456788848"}],
    ],
)
@pytest.mark.parametrize("name", [NAME, "Vikram Sethi"])
def test_a_full_aadhaar_number_is_masked_and_reported(aadhaar: object, name: str) -> None:
    summary = summary_of(named(aadhaar_details=aadhaar), name=name)

    assert summary.findings == (Finding.FULL_AADHAAR_NUMBER,)
    assert "5678" not in summary.model_dump_json()


def test_a_masked_aadhaar_number_is_nothing_to_report() -> None:
    assert summary_of(rich()).findings == ()
