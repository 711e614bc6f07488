"""What leaves, held against the project's own description of the two operations."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

import webapp.sandbox
from tests.mobile360.given import a_client, a_consent, a_send, a_verify
from tests.mobile360.raw_server import answering, http, raw_server
from webapp.mobile360.client import Mobile360Client
from webapp.mobile360.errors import OutcomeUnknown
from webapp.mobile360.messages import SendOtpRequest, VerifyOtpRequest

COMPONENTS = yaml.safe_load((Path(webapp.sandbox.__file__).parent / "openapi.yaml").read_text())["components"]

BARE_CONSENT = a_consent().model_copy(update={"network_details": None, "device_details": None})


@pytest.mark.parametrize(
    ("name", "request_sent"),
    [
        ("SendRequest", a_send()),
        ("SendRequest", a_send(name=None, consent=BARE_CONSENT)),
        ("VerifyRequest", a_verify()),
    ],
)
def test_what_leaves_is_valid_and_holds_nothing_undescribed(
    name: str, request_sent: SendOtpRequest | VerifyOtpRequest
) -> None:
    with raw_server(answering(http(b"", "500 Failed"))) as server:
        client = a_client(server.base_url)
        with pytest.raises(OutcomeUnknown):
            call(client, request_sent)

    schema = {"$ref": f"#/components/schemas/{name}", "components": closed(COMPONENTS)}
    body = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(body)


def call(client: Mobile360Client, request_sent: SendOtpRequest | VerifyOtpRequest) -> None:
    if isinstance(request_sent, SendOtpRequest):
        client.send_otp(request_sent)
    else:
        client.verify_otp(request_sent)


def closed(schema: object) -> object:
    """Forbid, in every object with properties, all that is not described."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copied = {name: closed(value) for name, value in schema.items()}
    return {**copied, "unevaluatedProperties": False} if "properties" in schema else copied


def test_the_description_would_notice_a_wrong_request() -> None:
    schema = {"$ref": "#/components/schemas/SendRequest", "components": closed(COMPONENTS)}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    good = json.loads(a_send().as_json())

    assert validator.is_valid(good)
    assert not validator.is_valid({**good, "mobile_number": "5"})
    assert not validator.is_valid({**good, "otp": "1234"})
