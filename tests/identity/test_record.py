"""Records of other types and shapes than the contract's are read as far as they can be."""

import pytest

from tests.identity.records import NAME, place
from tests.identity.shown import lines, named, summary_of


def personal(**fields: object) -> dict[str, object]:
    return {"personal_details": {"full_name": NAME, **fields}}


def account(bank_account: object) -> dict[str, object]:
    return {"bank_account_details": [{"bank_account": bank_account}]}


def employment(uan: object) -> dict[str, object]:
    return {"employment_details": {"uan": uan}}


def test_a_half_masked_record_keeps_only_the_visible_tails() -> None:
    record = named(
        phone_numbers=[{"phone": "99XXXXXX98"}],
        emails=[{"email": "ra*******ma@gmail.com"}],
        bank_account_details=[{"bank_account": "*******1234", "ifsc": "HDFC*****99"}],
        pan_details=[{"pan_number": "ABXXXXXX4F"}],
        addresses=[{"city": "My***u", "pincode": "570XXX"}],
    )

    summary = summary_of(record)

    assert lines(summary, "phones") == [({"Number": "••••98"}, None)]
    assert lines(summary, "emails") == [({"Address": "r•••@gmail.com"}, None)]
    assert lines(summary, "bank_accounts") == [({"Bank": "HDFC Bank", "Account number": "••••1234"}, None)]
    assert lines(summary, "pan") == [({"Number": "••••4F"}, None)]
    assert lines(summary, "addresses") == [({"City": "On record", "PIN code": "570•••"}, None)]


@pytest.mark.parametrize(
    ("key", "kinds", "expected"),
    [
        ("pan", {"pan_details": "ABCPV7634D"}, {"Number": "••••34D"}),
        ("pan", {"pan_details": ["ABCPV7634D", None, [], ""]}, {"Number": "••••34D"}),
        ("pan", {"pan_details": {"pan_number": "ABCPV7634D"}}, {"Number": "••••34D"}),
        ("pan", {"pan_details": [[[{"pan_number": ["ABCPV7634D"]}]]]}, {"Number": "••••34D"}),
        ("pan", {"pan_details": [{"metadata": "ABCPV7634D"}]}, None),
        ("pan", {"pan_details": [{"pan_number": {"value": "ABCPV7634D"}}]}, None),
        ("pan", {"pan_details": [{"pan_number": True}]}, None),
        ("pan", {"pan_details": True}, None),
        ("pan", {"pan_details": [{"metadata": {"aadhaar_linked": "false"}}]}, {"Linked to Aadhaar": "No"}),
        ("pan", {"pan_details": [{"metadata": {"aadhaar_linked": 1}}]}, {"Linked to Aadhaar": "Yes"}),
        ("pan", {"pan_details": [{"metadata": {"type": True}}]}, None),
        ("passport", {"passport_details": [{"passport_number": "-"}]}, None),
        ("passport", {"passport_details": [{"passport_number": "\x00\u202e\ud800"}]}, None),
        ("passport", {"passport_details": [{"linked_to": "PAN"}]}, None),
        ("bank_accounts", account(20329762345), {"Account number": "••••2345"}),
        ("bank_accounts", account(20329762345.0), {"Account number": "••••2345"}),
        ("bank_accounts", account(float("nan")), None),
        ("bank_accounts", account(10**5000), None),
        ("bank_accounts", {"bank_account_details": [{"ifsc": "QQQQ0001234"}]}, {"Bank": "On record"}),
        ("provident_fund", employment(200123456789), {"UAN": "••••6789"}),
        ("employers", employment(200123456789), None),
        ("employers", employment({"establishment_name": "JASMINE"}), {"Employer": "Jasmine"}),
        ("employers", employment({"establishment_name": "9876543210"}), {"Employer": "On record"}),
        ("addresses", {"addresses": "Flat 404, Mysuru"}, {"Full address": "On record"}),
        ("addresses", {"addresses": [{"street": "Palace Road", "country": "India"}]}, None),
        ("connection", {"mobile_number_intelligence": [{"connection_type": "PREPAID"}]}, {"Connection": "Prepaid"}),
        ("connection", {"mobile_number_intelligence": "AIRTEL"}, None),
        ("relatives", personal(relatives_details=["Mohan", "Mala", "MOHAN"]), {"Relatives": "2 people"}),
        ("relatives", personal(relatives_details={"relation": "FATHER"}), {"Relatives": "1 person"}),
        ("age", personal(age=30), {"Age": "18 or over"}),
        ("age", personal(dob="XX-XX-XXXX"), {"Age": "On record"}),
        ("age", personal(dob="2008"), {"Age": "On record"}),
    ],
)
def test_a_mistyped_record_is_read_as_far_as_it_can_be(
    key: str, kinds: dict[str, object], expected: dict[str, str] | None
) -> None:
    summary = summary_of(named(**kinds))

    assert lines(summary, key) == ([] if expected is None else [(expected, None)])


def test_an_endless_record_is_read_to_a_bound() -> None:
    endless: list[object] = []
    endless.append(endless)
    deep: object = "ABCPV7634D"
    for _ in range(5000):
        deep = [deep]
    record = named(pan_details=deep, emails=endless, aadhaar_details=endless)
    place(record, "employment_details.uan", endless)

    assert lines(summary_of(record), "pan") == [({"Number": "••••34D"}, None)]
