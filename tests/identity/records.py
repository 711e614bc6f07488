"""Records of invented people, and the fields of the contract's verify-OTP reply, written out."""

from datetime import date

TODAY = date(2026, 3, 14)
MOBILE = "9876543210"
NAME = "Asha Rao"

FIELDS_OF_THE_CONTRACT = (
    "verification_id",
    "reference_id",
    "status",
    "personal_details.full_name",
    "personal_details.gender",
    "personal_details.total_income",
    "personal_details.occupation",
    "personal_details.age",
    "personal_details.dob",
    "personal_details.relatives_details[].relation",
    "personal_details.relatives_details[].relative_name",
    "phone_numbers[].type",
    "phone_numbers[].phone",
    "phone_numbers[].linked_to",
    "emails[].email",
    "emails[].linked_to",
    "passport_details[].passport_number",
    "passport_details[].linked_to",
    "bank_account_details[].bank_account",
    "bank_account_details[].ifsc",
    "bank_account_details[].bank_address",
    "bank_account_details[].linked_to",
    "aadhaar_details[].masked_aadhaar_number",
    "aadhaar_details[].linked_to",
    "ration_card_details[].ration_card_number",
    "ration_card_details[].linked_to",
    "driving_license_details[].driving_license_number",
    "driving_license_details[].linked_to",
    "voter_details[].voter_id",
    "voter_details[].linked_to",
    "pan_details[].pan_number",
    "pan_details[].metadata.registered_name",
    "pan_details[].metadata.name_pan_card",
    "pan_details[].metadata.type",
    "pan_details[].metadata.aadhaar_linked",
    "addresses[].address",
    "addresses[].type",
    "addresses[].state",
    "addresses[].pincode",
    "addresses[].city",
    "addresses[].street",
    "addresses[].country",
    "addresses[].linked_to",
    "employment_details.uan[].uan",
    "employment_details.uan[].member_id",
    "employment_details.uan[].establishment_id",
    "employment_details.uan[].exit_date",
    "employment_details.uan[].joining_date",
    "employment_details.uan[].leave_reason",
    "employment_details.uan[].establishment_name",
    "employment_details.uan[].uan_linked_aadhaar",
    "employment_details.recent_employment_details.employee_details.member_id",
    "employment_details.recent_employment_details.employee_details.exit_date",
    "employment_details.recent_employment_details.employee_details.joining_date",
    "employment_details.recent_employment_details.employee_details.uan",
    "employment_details.recent_employment_details.employee_details.epfo.recent",
    "employment_details.recent_employment_details.employee_details.epfo.name_unique",
    "employment_details.recent_employment_details.employee_details.epfo.pf_filings_details",
    "employment_details.recent_employment_details.employee_details.employed",
    "employment_details.recent_employment_details.employee_details.employee_name_match",
    "employment_details.recent_employment_details.employee_details.exit_date_marked",
    "employment_details.recent_employment_details.employer_details.establishment_id",
    "employment_details.recent_employment_details.employer_details.establishment_name",
    "employment_details.recent_employment_details.employer_details.setup_date",
    "employment_details.recent_employment_details.employer_details.ownership_type",
    "employment_details.recent_employment_details.employer_details.employer_confidence_score",
    "employment_details.recent_employment_details.employer_details.employer_name_match",
    "employment_details.recent_employment_details.employer_details.pf_filing_details[].total_amount",
    "employment_details.recent_employment_details.employer_details.pf_filing_details[].employees_count",
    "employment_details.recent_employment_details.employer_details.pf_filing_details[].wage_month",
    "mobile_number_intelligence.is_valid_number",
    "mobile_number_intelligence.subscriber_status",
    "mobile_number_intelligence.connection_type",
    "mobile_number_intelligence.current_service_provider",
    "mobile_number_intelligence.original_service_provider",
    "mobile_number_intelligence.network_region",
    "mobile_number_intelligence.is_ported",
    "credit_score",
    "risk_intelligence.is_safe",
    "risk_intelligence.risk_level",
    "risk_intelligence.risk_reason",
    "risk_intelligence.risk_description",
    "risk_intelligence.added_on",
    "risk_intelligence.last_updated_on",
)


def place(record: dict[str, object], path: str, value: object) -> None:
    """Put a value into a record at a contract path, in the only element of each list on the way."""
    node = record
    *steps, leaf = path.split(".")
    for step in steps:
        if step.endswith("[]"):
            rows = node.setdefault(step.removesuffix("[]"), [{}])
            assert isinstance(rows, list)
            below = rows[0]
        else:
            below = node.setdefault(step, {})
        assert isinstance(below, dict)
        node = below
    node[leaf] = value


def rich() -> dict[str, object]:
    """Return a record in which everything is filled, spelt as in the contract's example."""
    return {
        "verification_id": "v-1",
        "reference_id": 7654321,
        "status": "SUCCESS",
        "personal_details": {
            "full_name": "ASHA RAO",
            "gender": "FEMALE",
            "total_income": 910000,
            "occupation": "Teacher",
            "age": 31,
            "dob": "1994-05-10",
            "relatives_details": [{"relation": "FATHER", "relative_name": "Mohan Rao"}],
        },
        "phone_numbers": [
            {"type": "HOME", "phone": "9811122210", "linked_to": "CREDIT"},
            {"type": "MOBILE", "phone": "+91 98765 43210", "linked_to": "PAN"},
        ],
        "emails": [
            {"email": "rekha.asha@gmail.com", "linked_to": "PAN"},
            {"email": "asha@rao-family.example", "linked_to": "UAN"},
        ],
        "passport_details": [{"passport_number": "PA765432", "linked_to": "CREDIT"}],
        "ration_card_details": [{"ration_card_number": "TN7654321098", "linked_to": "CREDIT"}],
        "voter_details": [{"voter_id": "UAI7654761", "linked_to": "CREDIT"}],
        "pan_details": [
            {
                "pan_number": "ABCPV7634D",
                "metadata": {
                    "registered_name": "ASHA RAO",
                    "name_pan_card": "ASHA RAO",
                    "type": "Individual or Person",
                    "aadhaar_linked": True,
                },
            }
        ],
        "driving_license_details": [{"driving_license_number": "KA0120197650984", "linked_to": "CREDIT"}],
        "aadhaar_details": [{"masked_aadhaar_number": "XXXXXXXX8848", "linked_to": "PAN"}],
        "addresses": [
            {
                "address": "Flat 404, Jasmine Towers, Mysuru 570001",
                "type": "Primary",
                "state": "KARNATAKA",
                "pincode": "570001",
                "city": "Mysuru",
                "street": "Palace Road",
                "country": "India",
                "linked_to": "PAN",
            }
        ],
        "bank_account_details": [
            {
                "bank_account": "20329762345",
                "ifsc": "SBIN0076543",
                "bank_address": "PALACE ROAD",
                "linked_to": "CREDIT",
            }
        ],
        "employment_details": {
            "uan": [
                {
                    "uan": "200123456789",
                    "member_id": "MRMYS00765430000001234",
                    "establishment_id": "MRMYS0076544321",
                    "exit_date": None,
                    "joining_date": "2018-05-10",
                    "leave_reason": None,
                    "establishment_name": "JASMINE SCHOOLS PVT LTD",
                    "uan_linked_aadhaar": True,
                }
            ],
            "recent_employment_details": {
                "employee_details": {
                    "member_id": "MRMYS00765430000001234",
                    "joining_date": "2018-05-10",
                    "uan": "200123456789",
                    "epfo": {"recent": True, "name_unique": True, "pf_filings_details": True},
                    "employed": True,
                },
                "employer_details": {
                    "establishment_id": "MRMYS0076544321",
                    "establishment_name": "JASMINE SCHOOLS PVT LTD",
                    "setup_date": "2012-03-15",
                    "employer_confidence_score": 85.5,
                    "pf_filing_details": [
                        {"total_amount": 765432, "employees_count": 76, "wage_month": "JAN-25"},
                        {"total_amount": 765433, "employees_count": 77, "wage_month": "DEC-24"},
                    ],
                },
            },
        },
        "mobile_number_intelligence": {
            "is_valid_number": True,
            "subscriber_status": "CONNECTED",
            "connection_type": "PREPAID",
            "current_service_provider": "AIRTEL",
            "original_service_provider": "AIRTEL",
            "network_region": "India",
            "is_ported": False,
        },
        "credit_score": 805,
        "risk_intelligence": {"is_safe": False, "risk_level": "LOW", "risk_reason": "Inactive SIM"},
    }
