"""The field policy: every field of the verify-OTP reply once, with what it is for and what is done with it.

A field that is not in this table is dropped. To show a new one, give it a row: its name inside its kind, a
label for the customer, a treatment and a mask. Without a mask of its own it is shown as "On record" at most.

Dropped as well: what the reply infers about the person (credit, risk, scores, name comparisons), and what the
summary does not need.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from webapp.identity.fields import Field, Kind, Purpose, Telling, Topic, Treatment, any_text, same_number, same_text
from webapp.identity.masks import (
    Mask,
    aadhaar,
    bank_name,
    email,
    initials,
    on_record,
    pincode,
    tail,
    word,
    yes_no,
)

SOURCES = {"PAN": "PAN", "UAN": "Provident fund", "CREDIT": "Credit bureau"}
"""The known values of `linked_to`, in the customer's words."""


def _shown(name: str, label: str, mask: Mask) -> Field:
    return Field(name, label, Treatment.SHOWN, mask)


def _disclosed(name: str, label: str, mask: Mask, identity: Callable[[str], str] = same_text) -> Field:
    return Field(name, label, Treatment.DISCLOSED, mask, identity)


def _counted(name: str, label: str) -> Field:
    return Field(name, label, Treatment.COUNTED)


def _matched(name: str, label: str) -> Field:
    return Field(name, label, Treatment.MATCHED, initials)


def _derived(name: str, label: str) -> Field:
    return Field(name, label, Treatment.DERIVED)


def _dropped(name: str, label: str) -> Field:
    return Field(name, label, Treatment.DROPPED)


def _named(field: Field) -> Field:
    """Tell it in the line, after its label."""
    return replace(field, telling=Telling.NAMED)


def _aside(field: Field) -> Field:
    """Tell it beneath the line."""
    return replace(field, telling=Telling.ASIDE)


def _in_capitals(mask: Mask) -> Mask:
    return lambda value: mask(value.upper())


_SOURCE = Field("linked_to", "Source", Treatment.SOURCE)
_RECENT = "employment_details.recent_employment_details"

# A table is read in columns.
# fmt: off
NAME = Kind("name", "Your name", Topic.YOU, Purpose.IDENTITY, "personal_details", "", (
    _matched("full_name", "Full name"),
))

DOB = _derived("dob", "Age")
YEARS = _derived("age", "Age")
AGE = Kind("age", "Age", Topic.YOU, Purpose.AGE, "personal_details", "", (
    DOB,
    YEARS,
))

AADHAAR = Kind(
    "aadhaar", "Aadhaar", Topic.DOCUMENTS, Purpose.IDENTITY, "aadhaar_details[]", "masked_aadhaar_number", (
    _shown("masked_aadhaar_number", "Number", aadhaar),
    _SOURCE,
))

PHONES = Kind("phones", "Other phone numbers", Topic.CONTACT, Purpose.CONTACT, "phone_numbers[]", "phone", (
    _disclosed("phone", "Number", tail(2), same_number),
    _dropped("type", "Type"),
    _SOURCE,
))

KINDS = (
    NAME,
    AGE,
    Kind("gender", "Gender", Topic.YOU, Purpose.IDENTITY, "personal_details", "", (
        _shown("gender", "Gender", on_record),
    )),
    Kind(
        "relatives", "Relatives", Topic.YOU, Purpose.FAMILY,
        "personal_details.relatives_details[]", "relative_name", (
        _counted("relative_name", "Relatives"),
        _counted("relation", "Relation"),
    )),
    Kind("pan", "PAN", Topic.DOCUMENTS, Purpose.IDENTITY, "pan_details[]", "pan_number", (
        _shown("pan_number", "Number", _in_capitals(tail(3))),
        _matched("metadata.registered_name", "Registered name"),
        _matched("metadata.name_pan_card", "Name on the card"),
        _aside(replace(_shown("metadata.type", "Type", word), identity=any_text)),
        _aside(replace(_shown("metadata.aadhaar_linked", "Linked to Aadhaar", yes_no), identity=any_text)),
    )),
    AADHAAR,
    Kind("passport", "Passport", Topic.DOCUMENTS, Purpose.IDENTITY, "passport_details[]", "passport_number", (
        _disclosed("passport_number", "Number", tail(2)),
        _SOURCE,
    )),
    Kind("voter_id", "Voter ID", Topic.DOCUMENTS, Purpose.IDENTITY, "voter_details[]", "voter_id", (
        _disclosed("voter_id", "Number", tail(3)),
        _SOURCE,
    )),
    Kind(
        "driving_licence", "Driving licence", Topic.DOCUMENTS, Purpose.IDENTITY,
        "driving_license_details[]", "driving_license_number", (
        _disclosed("driving_license_number", "Number", tail(4)),
        _SOURCE,
    )),
    Kind(
        "ration_card", "Ration card", Topic.DOCUMENTS, Purpose.IDENTITY,
        "ration_card_details[]", "ration_card_number", (
        _shown("ration_card_number", "Number", on_record),
        _SOURCE,
    )),
    PHONES,
    Kind("emails", "Email addresses", Topic.CONTACT, Purpose.CONTACT, "emails[]", "email", (
        _disclosed("email", "Address", email),
        _SOURCE,
    )),
    Kind("addresses", "Addresses", Topic.HOME, Purpose.ADDRESS, "addresses[]", "address", (
        _aside(_shown("address", "Full address", on_record)),
        _dropped("street", "Street"),
        _shown("city", "City", word),
        _shown("state", "State", word),
        _shown("pincode", "PIN code", pincode),
        _dropped("country", "Country"),
        _dropped("type", "Type"),
        _SOURCE,
    )),
    Kind(
        "bank_accounts", "Bank accounts", Topic.BANK, Purpose.BANK_ACCOUNT,
        "bank_account_details[]", "bank_account", (
        _disclosed("ifsc", "Bank", bank_name),
        _disclosed("bank_account", "Account number", tail(4)),
        _dropped("bank_address", "Branch address"),
        _SOURCE,
    )),
    Kind("livelihood", "Occupation and income", Topic.WORK, Purpose.INCOME, "personal_details", "", (
        _named(_shown("occupation", "Occupation", on_record)),
        _named(_shown("total_income", "Income", on_record)),
    )),
    Kind(
        "provident_fund", "Provident fund", Topic.WORK, Purpose.EMPLOYMENT,
        "employment_details.uan[]", "uan", (
        _named(_shown("uan", "UAN", tail(4))),
        _aside(_shown("member_id", "Member ID", tail(4))),
        _aside(_shown("establishment_id", "Establishment ID", tail(4))),
        _dropped("joining_date", "Joining date"),
        _dropped("exit_date", "Exit date"),
        _dropped("leave_reason", "Reason for leaving"),
        _dropped("uan_linked_aadhaar", "UAN linked to Aadhaar"),
    )),
    Kind("employers", "Employers", Topic.WORK, Purpose.EMPLOYMENT, "employment_details.uan[]", "", (
        _disclosed("establishment_name", "Employer", word),
    )),
    Kind(
        "recent_employment", "Recent employment", Topic.WORK, Purpose.EMPLOYMENT,
        f"{_RECENT}.employee_details", "", (
        _named(_shown("uan", "UAN", tail(4))),
        _aside(_shown("member_id", "Member ID", tail(4))),
        _dropped("joining_date", "Joining date"),
        _dropped("exit_date", "Exit date"),
        _dropped("exit_date_marked", "Exit date marked"),
        _dropped("employed", "Employed now"),
        _dropped("employee_name_match", "Employee's name matches"),
        _dropped("epfo.recent", "Recent provident fund entry"),
        _dropped("epfo.name_unique", "Name unique in the provident fund"),
        _dropped("epfo.pf_filings_details", "Provident fund filings known"),
    )),
    Kind(
        "recent_employer", "Recent employer", Topic.WORK, Purpose.EMPLOYMENT,
        f"{_RECENT}.employer_details", "", (
        _disclosed("establishment_name", "Employer", word),
        _aside(_disclosed("establishment_id", "Establishment ID", tail(4))),
        _dropped("setup_date", "Founded"),
        _dropped("ownership_type", "Ownership"),
        _dropped("employer_confidence_score", "Confidence score"),
        _dropped("employer_name_match", "Employer's name matches"),
        _dropped("pf_filing_details[].total_amount", "Amount of a provident fund filing"),
        _dropped("pf_filing_details[].employees_count", "Employees in a provident fund filing"),
        _dropped("pf_filing_details[].wage_month", "Month of a provident fund filing"),
    )),
    Kind(
        "connection", "Mobile connection", Topic.NUMBER, Purpose.MOBILE_CONNECTION,
        "mobile_number_intelligence", "", (
        _shown("current_service_provider", "Provider", word),
        _shown("connection_type", "Connection", word),
        _aside(_shown("is_ported", "Moved from another provider", yes_no)),
        _dropped("is_valid_number", "Valid number"),
        _dropped("subscriber_status", "Subscriber status"),
        _dropped("original_service_provider", "First provider"),
        _dropped("network_region", "Region"),
    )),
    Kind("credit_score", "Credit score", Topic.ASSESSMENT, Purpose.CREDIT_ASSESSMENT, "", "", (
        _dropped("credit_score", "Score"),
    )),
    Kind(
        "risk_intelligence", "Risk intelligence", Topic.ASSESSMENT, Purpose.FRAUD_PREVENTION,
        "risk_intelligence", "", (
        _dropped("is_safe", "Considered safe"),
        _dropped("risk_level", "Level"),
        _dropped("risk_reason", "Reason"),
        _dropped("risk_description", "Description"),
        _dropped("added_on", "Added on"),
        _dropped("last_updated_on", "Last updated on"),
    )),
    Kind("request", "Request", Topic.REQUEST, Purpose.REQUEST, "", "", (
        _dropped("verification_id", "Verification ID"),
        _dropped("reference_id", "Reference ID"),
        _dropped("status", "Status"),
    )),
)
# fmt: on


def rows() -> Iterator[tuple[str, Kind, Field]]:
    """Yield every field of the policy with its path from the top of the reply and its kind."""
    for kind in KINDS:
        for field in kind.fields:
            yield kind.path(field), kind, field
