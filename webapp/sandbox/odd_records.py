"""Records that do not keep to the documented shape, because real replies do not always either."""

from datetime import date

from webapp.sandbox.records import Record


def older_shape(today: date) -> Record:
    """The reply as it was published before: other names of its parts, status VALID, age as a number."""
    return {
        "status": "VALID",
        "personal_info": {
            "full_name": "FARIDA SHEIKH",
            "gender": "FEMALE",
            "total_income": None,
            "occupation": None,
            "age": today.year - 1985,
            "dob": "1985-01-01",
            "relatives_details": [{"relation": "FATHER", "relative_name": "YUSUF SHEIKH"}],
        },
        "phone_numbers": [
            {"type": "MOBILE", "number": "9000000005", "linked_to": "CREDIT"},
            {"type": "HOME", "number": "9000000051", "linked_to": "PAN"},
        ],
        "emails": [{"email": "farida@example.com", "linked_to": "CREDIT"}],
        "passport": [{"number": "Z0000005", "linked_to": "CREDIT"}],
        "ration_card": [{"number": "MH0000000005", "linked_to": "CREDIT"}],
        "voter_id": [{"number": "ZZZ0000005", "linked_to": "CREDIT"}],
        "pan": [
            {
                "pan_number": "ZZZXS0005Z",
                "metadata": {
                    "registered_name": "FARIDA SHEIKH",
                    "name_pan_card": "FARIDA SHEIKH",
                    "type": "Individual or Person",
                    "aadhaar_linked": True,
                },
                "linked_to": "CREDIT",
            }
        ],
        "driving_license": [{"number": "MH0020100000005", "linked_to": "CREDIT"}],
        "aadhaar": [{"masked_aadhaar_number": "XXXXXXXX0005", "linked_to": "PAN"}],
        "addresses": [
            {
                "address": "3 Tamarind Lane, Camp, Pune 411001",
                "type": "Primary",
                "state": "MAHARASHTRA",
                "pincode": "411001",
                "city": "Pune",
                "linked_to": "PAN",
            }
        ],
        "bank_accounts": [
            {
                "bank_account": "00000000005",
                "ifsc": "SBIN0000000",
                "bank_address": "STATE BANK OF INDIA, CAMP, PUNE",
                "linked_to": "CREDIT",
            }
        ],
    }


def messy(_today: date) -> Record:
    """Wrong types, nulls, an object for a list, unknown fields, repetitions, an Aadhaar number in full."""
    return {
        "status": "SUCCESS",
        "personal_details": {
            "full_name": "LAKSHMI IYER",
            "gender": 2,
            "total_income": 940000.5,
            "occupation": ["Teacher", None],
            "age": "forty-one",
            "dob": "12/07/1984",
            "relatives_details": {"relation": "MOTHER", "relative_name": "SAROJA IYER"},
            "blood_group": "O+",
        },
        "phone_numbers": [
            {"type": "MOBILE", "phone": 9000000008, "linked_to": "CREDIT"},
            {"type": "MOBILE", "phone": "9000000008", "linked_to": "PAN"},
            {"type": "MOBILE", "phone": "+91 90000 00008", "linked_to": ["PAN", "UAN"]},
            "9000000081",
            None,
            {},
        ],
        "emails": {"email": "lakshmi@example.com", "linked_to": "CREDIT"},
        "passport_details": None,
        "ration_card_details": "TN0000000008",
        "voter_details": [{"voter_id": "", "linked_to": None}, {"voter_id": {"number": "ZZZ0000008"}}],
        "pan_details": [
            {"pan_number": "zzzxi0008z", "metadata": "Individual or Person"},
            {"pan_number": "ZZZXI0008Z", "metadata": {"aadhaar_linked": "yes", "registered_name": None}},
            {"pan_number": "ZZZXI0008Z", "metadata": {"aadhaar_linked": "yes", "registered_name": None}},
        ],
        "driving_license_details": [[{"driving_license_number": "TN0020050000008"}]],
        "aadhaar_details": [
            {"masked_aadhaar_number": "000011110008", "linked_to": "PAN"},
            {"masked_aadhaar_number": "0000 1111 0008", "aadhaar_number": 11110008, "linked_to": "UAN"},
        ],
        "addresses": [{"address": None, "pincode": 600001, "city": "", "state": "TAMIL NADU", "geo": [13.08, 80.27]}],
        "bank_account_details": [
            {"bank_account": 8, "ifsc": "SBIN0000000", "bank_address": None, "linked_to": "CREDIT"},
            {"bank_account": "00000000008", "ifsc": "?", "upi": "lakshmi@bank.example"},
        ],
        "employment_details": {
            "uan": {"uan": 8, "establishment_name": None, "uan_linked_aadhaar": "true"},
            "recent_employment_details": [],
        },
        "mobile_number_intelligence": {"is_ported": "no", "current_service_provider": 404},
        "credit_score": "-1",
        "risk_intelligence": [],
        "social_profiles": [{"handle": "lakshmi.invented", "followers": 108}],
    }
