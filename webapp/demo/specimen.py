"""An invented record with something of every kind, for the page of components: nobody has it."""

from collections.abc import Mapping

NAME, MOBILE_NUMBER = "Tara Malhotra", "9000000090"
RECORD: Mapping[str, object] = {
    "status": "SUCCESS",
    "personal_details": {
        "full_name": "TARA MALHOTRA",
        "dob": "1991-04-12",
        "age": "36",
        "gender": "FEMALE",
        "total_income": "1450000",
        "occupation": "Architect",
        "relatives_details": [
            {"relation": "FATHER", "relative_name": "K MALHOTRA"},
            {"relation": "HUSBAND", "relative_name": "SURESH KAPOOR"},
        ],
    },
    "phone_numbers": [
        {"type": "MOBILE", "phone": MOBILE_NUMBER, "linked_to": "CREDIT"},
        {"type": "MOBILE", "phone": "9000000091", "linked_to": "PAN"},
        {"type": "MOBILE", "phone": "9000000092", "linked_to": "UAN"},
        {"type": "HOME", "phone": "9000000093", "linked_to": "CREDIT"},
    ],
    "emails": [
        {"email": "tara@gmail.com", "linked_to": "CREDIT"},
        {"email": "tara.malhotra@studio.example", "linked_to": "PAN"},
        {"email": "t.malhotra@example.com", "linked_to": "UAN"},
    ],
    "passport_details": [
        {"passport_number": "Z0000091", "linked_to": "CREDIT"},
        {"passport_number": "Z0000092", "linked_to": "CREDIT"},
    ],
    "ration_card_details": [{"ration_card_number": "TN0000000091", "linked_to": "CREDIT"}],
    "voter_details": [
        {"voter_id": "ZZZ0000091", "linked_to": "CREDIT"},
        {"voter_id": "ZZZ0000092", "linked_to": "PAN"},
    ],
    "pan_details": [
        {"pan_number": "ZZZXM0091Z", "metadata": {"registered_name": "TARA MALHOTRA", "aadhaar_linked": True}},
        {"pan_number": "ZZZXM0092Z", "metadata": {"registered_name": "TARA MALHOTRA", "aadhaar_linked": False}},
    ],
    "driving_license_details": [
        {"driving_license_number": "KA0020110000091", "linked_to": "CREDIT"},
        {"driving_license_number": "TN0020190000092", "linked_to": "CREDIT"},
    ],
    "aadhaar_details": [
        {"masked_aadhaar_number": "XXXXXXXX0091", "linked_to": "PAN"},
        {"masked_aadhaar_number": "XXXXXXXX0092", "linked_to": "UAN"},
    ],
    "addresses": [
        {"address": "Flat 12, Banyan Court", "type": "Primary", "state": "KARNATAKA", "pincode": "560001",
         "city": "Bengaluru", "street": "Residency Road", "country": "India", "linked_to": "PAN"},
        {"address": "7 Lotus House", "type": "Permanent", "state": "MAHARASHTRA", "pincode": "411001",
         "city": "Pune", "street": "Law College Road", "country": "India", "linked_to": "CREDIT"},
        {"address": "Unit 3, Harbour Works", "type": "Office", "state": "KERALA", "pincode": "682001",
         "city": "Kochi", "street": "Willingdon Road", "country": "India", "linked_to": "UAN"},
    ],
    "bank_account_details": [
        {"bank_account": "00000000009145", "ifsc": "HDFC0000000", "bank_address": "HDFC BANK, BENGALURU",
         "linked_to": "CREDIT"},
        {"bank_account": "00000009289", "ifsc": "SBIN0000000", "bank_address": "STATE BANK OF INDIA, PUNE",
         "linked_to": "UAN"},
    ],
    "employment_details": {
        "uan": [
            {"uan": "000000000091", "establishment_name": "BANYAN DESIGN STUDIO PVT LTD", "exit_date": None,
             "joining_date": "2018-05-10"},
            {"uan": "000000000091", "establishment_name": "MONSOON MODELS LLP", "exit_date": "2018-04-30",
             "joining_date": "2014-07-01"},
        ],
        "recent_employment_details": {
            "employee_details": {"uan": "000000000091", "exit_date": None, "joining_date": "2018-05-10",
                                 "employed": True},
            "employer_details": {"establishment_name": "BANYAN DESIGN STUDIO PVT LTD",
                                 "ownership_type": "Private Limited Company"},
        },
    },
    "mobile_number_intelligence": {
        "is_valid_number": True,
        "subscriber_status": "CONNECTED",
        "connection_type": "POSTPAID",
        "current_service_provider": "AIRTEL",
        "original_service_provider": "VODAFONE IDEA",
        "network_region": "India",
        "is_ported": True,
    },
}  # fmt: skip
