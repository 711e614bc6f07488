"""The records of the invented people in the documented shape (the verify-OTP description), as plain data."""

import hashlib
from datetime import date

Record = dict[str, object]

_NAMES = (
    "ANJALI DESHPANDE",
    "ROHIT BANERJEE",
    "SUNITA REDDY",
    "IMRAN QURESHI",
    "PRIYA CHAUDHARY",
    "ARJUN MENON",
)
_CITIES = (
    ("Bengaluru", "KARNATAKA", "560001"),
    ("Pune", "MAHARASHTRA", "411001"),
    ("Kochi", "KERALA", "682001"),
    ("Jaipur", "RAJASTHAN", "302001"),
)


def rich(today: date) -> Record:
    """Every kind of data the reply can hold."""
    return {
        "status": "SUCCESS",
        "personal_details": {
            **_person("ASHA RAMANATHAN", date(1991, 4, 12), today),
            "gender": "FEMALE",
            "total_income": "1450000",
            "occupation": "Architect",
            "relatives_details": [
                {"relation": "FATHER", "relative_name": "K RAMANATHAN"},
                {"relation": "HUSBAND", "relative_name": "SURESH VENKATARAMAN"},
            ],
        },
        "phone_numbers": [
            _phone("9000000001", "CREDIT"),
            _phone("9000000011", "PAN"),
            _phone("9000000012", "UAN"),
            {"type": "HOME", "phone": "9000000013", "linked_to": "CREDIT"},
        ],
        "emails": [
            {"email": "asha@gmail.com", "linked_to": "CREDIT"},
            {"email": "asha.ramanathan@studio.example", "linked_to": "PAN"},
            {"email": "a.ramanathan@example.com", "linked_to": "UAN"},
        ],
        "passport_details": [
            {"passport_number": "Z0000001", "linked_to": "CREDIT"},
            {"passport_number": "Z0000002", "linked_to": "CREDIT"},
        ],
        "ration_card_details": [{"ration_card_number": "TN0000000001", "linked_to": "CREDIT"}],
        "voter_details": [
            {"voter_id": "ZZZ0000001", "linked_to": "CREDIT"},
            {"voter_id": "ZZZ0000002", "linked_to": "PAN"},
        ],
        "pan_details": [
            _pan("ZZZXR0001Z", "ASHA RAMANATHAN"),
            _pan("ZZZXR0002Z", "ASHA RAMANATHAN", linked=False),
        ],
        "driving_license_details": [
            {"driving_license_number": "KA0020110000001", "linked_to": "CREDIT"},
            {"driving_license_number": "TN0020190000002", "linked_to": "CREDIT"},
        ],
        "aadhaar_details": [
            {"masked_aadhaar_number": "XXXXXXXX0001", "linked_to": "PAN"},
            {"masked_aadhaar_number": "XXXXXXXX0002", "linked_to": "UAN"},
        ],
        "addresses": [
            _address("Flat 12, Banyan Court", "Residency Road", _CITIES[0], "Primary", "PAN"),
            _address("7 Lotus House", "Law College Road", _CITIES[1], "Permanent", "CREDIT"),
            _address("Unit 3, Harbour Works", "Willingdon Road", _CITIES[2], "Office", "UAN"),
        ],
        "bank_account_details": [
            _bank("00000000002345", "HDFC0000000", "HDFC BANK, RESIDENCY ROAD, BENGALURU"),
            _bank("00000006789", "SBIN0000000", "STATE BANK OF INDIA, SHIVAJINAGAR, PUNE", "UAN"),
        ],
        "employment_details": _employment(today),
        "mobile_number_intelligence": _intelligence("AIRTEL", "VODAFONE IDEA", connection="POSTPAID"),
        "credit_score": 805,
        "risk_intelligence": {
            "is_safe": False,
            "risk_level": "LOW",
            "risk_reason": "Inactive SIM",
            "risk_description": "SIM inactive or unused for an extended period",
            "added_on": "2025-06-23T12:42:10Z",
            "last_updated_on": "2025-09-09T17:00:11Z",
        },
    }


def thin(_today: date) -> Record:
    """A name and phone numbers; the rest empty or absent."""
    return {
        "status": "SUCCESS",
        "personal_details": {"full_name": "VIKRAM SETHI"},
        "phone_numbers": [_phone("9000000002", "CREDIT"), _phone("9000000021", "CREDIT")],
        "emails": [],
        "employment_details": {},
    }


def not_found(_today: date) -> Record:
    """Nothing is known of the number."""
    return {
        "status": "DETAILS_NOT_FOUND",
        "personal_details": None,
        "phone_numbers": [],
        "emails": [],
        "passport_details": [],
        "bank_account_details": [],
        "aadhaar_details": [],
        "ration_card_details": [],
        "driving_license_details": [],
        "voter_details": [],
        "pan_details": [],
        "addresses": [],
        "employment_details": {},
        "credit_score": None,
        "risk_intelligence": None,
    }


def half_masked(today: date) -> Record:
    """Values that the source has masked already, each in its own way."""
    return {
        "status": "SUCCESS",
        "personal_details": {**_person("RAHUL SHARMA", date(1988, 11, 3), today), "gender": "MALE"},
        "phone_numbers": [_phone("90XXXXXX04", "CREDIT"), _phone("99XXXXXX99", "PAN")],
        "emails": [
            {"email": "ra*******ma@gmail.com", "linked_to": "CREDIT"},
            {"email": "r****@example.com", "linked_to": "PAN"},
        ],
        "passport_details": [{"passport_number": "Z*****01", "linked_to": "CREDIT"}],
        "pan_details": [_pan("XXXXXX034D", "RAHUL SHARMA")],
        "driving_license_details": [{"driving_license_number": "DL00*******0034", "linked_to": "CREDIT"}],
        "aadhaar_details": [{"masked_aadhaar_number": "XXXX XXXX 0034", "linked_to": "PAN"}],
        "bank_account_details": [_bank("*******1234", "HDFC*****99", "HDFC BANK, JAIPUR")],
        "mobile_number_intelligence": _intelligence("JIO", "JIO"),
    }


def another(today: date) -> Record:
    """The number has gone to somebody else, whose record this is."""
    return {**moderate("9000000006", "GURPREET DHILLON", today), "credit_score": 712}


def nameless(today: date) -> Record:
    """Several kinds of data, and a name in none of them."""
    record = moderate("9000000007", None, today)
    record["personal_details"] = {"full_name": None, "gender": "FEMALE", "dob": "1979-02-01"}
    record["pan_details"] = [{"pan_number": "ZZZXN0007Z", "metadata": {"type": "Individual or Person"}}]
    return record


def under_age(today: date) -> Record:
    """Somebody of sixteen years, whenever this is read."""
    return {
        "status": "SUCCESS",
        "personal_details": _person("KABIR NAIR", date(today.year - 16, 1, 1), today),
        "phone_numbers": [_phone("9000000009", "CREDIT")],
        "emails": [{"email": "kabir@example.com", "linked_to": "CREDIT"}],
        "aadhaar_details": [{"masked_aadhaar_number": "XXXXXXXX0009", "linked_to": "PAN"}],
    }


def moderate(mobile_number: str, name: str | None, today: date) -> Record:
    """A record for any number, the same at every call; some kinds are there for part of the numbers only."""
    seed = hashlib.sha256(mobile_number.encode()).digest()
    full_name = (name or _NAMES[seed[0] % len(_NAMES)]).upper()
    tail = mobile_number[-4:]
    record: Record = {
        "status": "SUCCESS",
        "personal_details": _person(full_name, date(1960 + seed[1] % 40, 1 + seed[2] % 12, 1 + seed[3] % 28), today),
        "phone_numbers": [_phone(mobile_number, "CREDIT"), _phone("9000000099", "PAN")],
        "emails": [{"email": f"customer{tail}@example.com", "linked_to": "CREDIT"}],
        "pan_details": [_pan(f"ZZZXM{tail}Z", full_name)],
        "aadhaar_details": [{"masked_aadhaar_number": f"XXXXXXXX{tail}", "linked_to": "PAN"}],
        "addresses": [
            _address("14 Neem Apartments", "Station Road", _CITIES[seed[4] % len(_CITIES)], "Primary", "PAN")
        ],
        "mobile_number_intelligence": _intelligence("JIO", "JIO" if seed[5] % 2 else "BSNL"),
    }
    if seed[6] % 2:
        record["voter_details"] = [{"voter_id": f"ZZZ000{tail}", "linked_to": "CREDIT"}]
    if seed[7] % 10 < 3:
        record["bank_account_details"] = [_bank(f"0000000{tail}", "ICIC0000000", "ICICI BANK, STATION ROAD")]
    return record


def _person(full_name: str, born: date, today: date) -> dict[str, object]:
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return {"full_name": full_name, "dob": born.isoformat(), "age": str(age)}


def _phone(number: str, source: str) -> dict[str, object]:
    return {"type": "MOBILE", "phone": number, "linked_to": source}


def _pan(number: str, name: str, *, linked: bool = True) -> dict[str, object]:
    kind = "Individual or Person"
    metadata = {"registered_name": name, "name_pan_card": name, "type": kind, "aadhaar_linked": linked}
    return {"pan_number": number, "metadata": metadata}


def _address(house: str, street: str, city: tuple[str, str, str], kind: str, source: str) -> dict[str, object]:
    name, state, pincode = city
    return {
        "address": f"{house}, {street}, {name} {pincode}",
        "type": kind,
        "state": state,
        "pincode": pincode,
        "city": name,
        "street": street,
        "country": "India",
        "linked_to": source,
    }


def _bank(account: str, ifsc: str, branch: str, source: str = "CREDIT") -> dict[str, object]:
    return {"bank_account": account, "ifsc": ifsc, "bank_address": branch, "linked_to": source}


def _intelligence(provider: str, original: str, *, connection: str = "PREPAID") -> dict[str, object]:
    return {
        "is_valid_number": True,
        "subscriber_status": "CONNECTED",
        "connection_type": connection,
        "current_service_provider": provider,
        "original_service_provider": original,
        "network_region": "India",
        "is_ported": provider != original,
    }


def _employment(today: date) -> dict[str, object]:
    uan, member = "000000000001", "ZZZZZ00000000000000001"
    employer = {"establishment_id": "ZZZZZ0000000000", "establishment_name": "BANYAN DESIGN STUDIO PVT LTD"}
    return {
        "uan": [
            {
                "uan": uan,
                "member_id": member,
                **employer,
                "exit_date": None,
                "joining_date": "2018-05-10",
                "leave_reason": None,
                "uan_linked_aadhaar": True,
            },
            {
                "uan": uan,
                "member_id": "ZZZZZ00000010000000002",
                "establishment_id": "ZZZZZ0000001000",
                "establishment_name": "MONSOON MODELS LLP",
                "exit_date": "2018-04-30",
                "joining_date": "2014-07-01",
                "leave_reason": "CESSATION (SHORT SERVICE)",
                "uan_linked_aadhaar": True,
            },
        ],
        "recent_employment_details": {
            "employee_details": {
                "member_id": member,
                "exit_date": None,
                "joining_date": "2018-05-10",
                "uan": uan,
                "epfo": {"recent": True, "name_unique": True, "pf_filings_details": True},
                "employed": True,
                "employee_name_match": True,
                "exit_date_marked": False,
            },
            "employer_details": {
                **employer,
                "setup_date": "2009-03-15",
                "ownership_type": "Private Limited Company",
                "employer_confidence_score": 85.5,
                "employer_name_match": True,
                "pf_filing_details": [
                    {"total_amount": 412300, "employees_count": 38, "wage_month": f"JAN-{today:%y}"},
                    {
                        "total_amount": 408900,
                        "employees_count": 37,
                        "wage_month": f"DEC-{today.year - 2001:02}",
                    },
                ],
            },
        },
    }
