"""Replies of every published shape, and of none."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.mobile360.messages import SendOtpReply, VerifyOtpReply, VerifyStatus
from webapp.mobile360.replies import read_error_code, read_send_reply, read_verify_reply

CONTRACT_SHAPE: Mapping[str, object] = {
    "personal_details": {"full_name": "ASHA RAMANATHAN", "age": 30, "total_income": 1000000},
    "phone_numbers": [{"type": "MOBILE", "phone": "9876501234", "linked_to": "PAN"}],
    "emails": [{"email": "asha@example.com", "linked_to": "PAN"}],
    "passport_details": [{"passport_number": "Z0000001", "linked_to": "CREDIT"}],
    "ration_card_details": [{"ration_card_number": "TN0000000001", "linked_to": "CREDIT"}],
    "voter_details": [{"voter_id": "ZZZ0000001", "linked_to": "CREDIT"}],
    "pan_details": [{"pan_number": "ZZZXZ0001Z", "metadata": {"aadhaar_linked": True}}],
    "driving_license_details": [{"driving_license_number": "KA0020100000001", "linked_to": "CREDIT"}],
    "aadhaar_details": [{"masked_aadhaar_number": "XXXXXXXX0001", "linked_to": "PAN"}],
    "bank_account_details": [{"bank_account": "00000000001", "ifsc": "SBIN0000000"}],
    "addresses": [{"city": "Pune"}],
    "employment_details": {"uan": []},
    "credit_score": 805,
    "risk_intelligence": None,
}
OLDER_SHAPE: Mapping[str, object] = {
    "personal_info": CONTRACT_SHAPE["personal_details"],
    "phone_numbers": [{"type": "MOBILE", "number": "9876501234", "linked_to": "PAN"}],
    "emails": CONTRACT_SHAPE["emails"],
    "passport": [{"number": "Z0000001", "linked_to": "CREDIT"}],
    "ration_card": [{"number": "TN0000000001", "linked_to": "CREDIT"}],
    "voter_id": [{"number": "ZZZ0000001", "linked_to": "CREDIT"}],
    "pan": CONTRACT_SHAPE["pan_details"],
    "driving_license": [{"number": "KA0020100000001", "linked_to": "CREDIT"}],
    "aadhaar": CONTRACT_SHAPE["aadhaar_details"],
    "bank_accounts": CONTRACT_SHAPE["bank_account_details"],
    "addresses": CONTRACT_SHAPE["addresses"],
    "employment_details": {"uan": []},
    "credit_score": 805,
    "risk_intelligence": None,
}


def verified(**document: object) -> Mapping[str, object]:
    reply = read_verify_reply(json.dumps({"status": "SUCCESS", **document}).encode())
    assert reply is not None
    return reply.record


@pytest.mark.parametrize(
    ("status", "read"),
    [
        ("SUCCESS", VerifyStatus.SUCCESS),
        ("VALID", VerifyStatus.SUCCESS),
        (" success ", VerifyStatus.SUCCESS),
        ("DETAILS_NOT_FOUND", VerifyStatus.DETAILS_NOT_FOUND),
    ],
)
def test_a_known_status_of_verify_is_read(status: str, read: VerifyStatus) -> None:
    reply = read_verify_reply(json.dumps({"status": status, "reference_id": 12}).encode())

    assert reply == VerifyOtpReply(read, "12", {})


@pytest.mark.parametrize("status", ["PENDING", "", None, True, 1, ["SUCCESS"], {"SUCCESS": 1}])
def test_any_other_status_is_no_reply(status: object) -> None:
    content = json.dumps({"status": status, "verification_id": "v-1", "reference_id": 12}).encode()

    assert read_verify_reply(content) is None
    assert read_send_reply(content) is None


@pytest.mark.parametrize(
    ("reference_id", "read"),
    [
        (123454, "123454"),
        ("REF-1", "REF-1"),
        (None, None),
        (True, None),
        (1.5, None),
        ("a b", None),
        ("x" * 51, None),
        ([1], None),
    ],
)
def test_a_reference_may_be_a_number_or_text_or_missing(reference_id: object, read: str | None) -> None:
    content = json.dumps({"status": "OTP_GENERATED", "verification_id": "v-1", "reference_id": reference_id}).encode()

    assert read_send_reply(content) == SendOtpReply("v-1", read)


@pytest.mark.parametrize("shape", [CONTRACT_SHAPE, OLDER_SHAPE])
def test_both_published_shapes_are_read_into_the_contracts_names(shape: Mapping[str, object]) -> None:
    record = verified(verification_id="v-1", reference_id=1, **shape)

    assert record == CONTRACT_SHAPE


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {"passport_details": [{"passport_number": "NEW"}], "passport": [{"number": "OLD"}]},
            {"passport_details": [{"passport_number": "NEW"}]},
        ),
        (
            {"passport_details": [], "passport": [{"number": "OLD"}]},
            {"passport_details": [{"passport_number": "OLD"}]},
        ),
        ({"personal_details": None, "personal_info": {"age": 1}}, {"personal_details": {"age": 1}}),
        ({"personal_details": {}, "personal_info": None}, {"personal_details": {}}),
        ({"personal_details": None}, {"personal_details": None}),
        (
            {"phone_numbers": [{"phone": "1", "number": "2"}, {"phone": "", "number": "2"}, None, "3"]},
            {"phone_numbers": [{"phone": "1"}, {"phone": "2"}, None, "3"]},
        ),
        ({"passport": {"number": "A"}}, {"passport_details": {"passport_number": "A"}}),
        ({"voter_id": "ZZZ1"}, {"voter_details": "ZZZ1"}),
        ({"pan": 7, "aadhaar": False}, {"pan_details": 7, "aadhaar_details": False}),
        ({"passport": [["A"]]}, {"passport_details": [["A"]]}),
        ({"credit_score": "high", "something_new": 1}, {"credit_score": "high", "something_new": 1}),
    ],
)
def test_mixed_and_mistyped_sections(document: dict[str, object], expected: dict[str, object]) -> None:
    assert verified(**document) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"<!doctype html><title>Gateway</title>",
        b'{"status": "SUCCESS"',
        b'{"status": "SUCCESS"} and more',
        b'"SUCCESS"',
        b'[{"status": "SUCCESS"}]',
        b"null",
        b"\xff\xfe\x00",
        b'{"status": "SUCC\xc3\x28ESS"}',
        b'{"status": "SUCCESS", "age": ' + b"9" * 5000 + b"}",
        b'{"status": "SUCCESS", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"status": "SUCCESS", "x": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
    ],
)
def test_what_is_no_json_object_is_no_reply_and_raises_nothing(content: bytes) -> None:
    assert read_verify_reply(content) is None
    assert read_send_reply(content) is None
    assert read_error_code(content) is None


def test_a_byte_order_mark_is_tolerated() -> None:
    assert read_send_reply(b'\xef\xbb\xbf{"status": "OTP_GENERATED"}') == SendOtpReply(None, None)


def test_of_a_repeated_key_the_last_counts() -> None:
    content = b'{"status": "PENDING", "status": "SUCCESS", "credit_score": 1, "credit_score": 2}'

    assert read_verify_reply(content) == VerifyOtpReply(VerifyStatus.SUCCESS, None, {"credit_score": 2})


def test_what_is_not_a_number_is_not_known() -> None:
    content = b'{"status": "SUCCESS", "credit_score": NaN, "x": [Infinity, -Infinity]}'

    assert read_verify_reply(content) == VerifyOtpReply(
        VerifyStatus.SUCCESS, None, {"credit_score": None, "x": [None, None]}
    )


def test_half_a_surrogate_pair_is_replaced() -> None:
    content = rb'{"status": "SUCCESS", "personal_details": {"full_name": "A\ud800B", "\udfff": 1}}'

    reply = read_verify_reply(content)

    assert reply is not None
    assert reply.record == {"personal_details": {"full_name": "A?B", "?": 1}}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"type": "validation_error", "code": "otp_expired", "message": "m"}', "otp_expired"),
        (b'{"code": null}', None),
        (b'{"code": 7}', None),
        (b'{"code": ["otp_expired"]}', None),
        (b"{}", None),
    ],
)
def test_the_code_of_an_error_is_text_or_nothing(content: bytes, code: str | None) -> None:
    assert read_error_code(content) == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["number"]), inner),
    max_leaves=10,
)
NAMES = st.sampled_from([*CONTRACT_SHAPE, *OLDER_SHAPE, "reference_id", "verification_id"])


@settings(deadline=None)
@given(st.dictionaries(NAMES, JSON), st.sampled_from(["SUCCESS", "OTP_GENERATED"]))
def test_fields_of_any_type_never_raise(document: dict[str, object], status: str) -> None:
    content = json.dumps({**document, "status": status}).encode()

    assert (read_verify_reply(content) is not None) == (status == "SUCCESS")
    assert (read_send_reply(content) is not None) == (status == "OTP_GENERATED")


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_never_raise(content: bytes) -> None:
    read_send_reply(content)
    read_verify_reply(content)
    read_error_code(content)
