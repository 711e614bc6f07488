"""Headers come first: credentials, version, signature; then the body has to be JSON of a sensible size."""

import base64
from collections.abc import Iterator
from typing import Final

import pytest
import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tests.sandbox.caller import ABSENT, CONFIG, GOOD_HEADERS, Caller, MovingClock, refusal, send_body
from webapp.sandbox.answers import ANSWERS, Operation
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.bodies import MAX_BODY_BYTES
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import serve

KEY: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("x-client-id", ABSENT, (400, "x-client-id_missing")),
        ("x-client-id", "", (400, "x-client-id_missing")),
        ("x-client-secret", ABSENT, (400, "x-client-secret_missing")),
        ("x-client-id", "somebody-else", (401, "authentication_failed")),
        ("x-client-secret", "guess", (401, "authentication_failed")),
        ("x-client-secret", b"caf\xe9", (401, "authentication_failed")),
        ("x-api-version", ABSENT, (400, "x-api-version_missing")),
        ("x-api-version", "2022-01-01", (400, "x-api-version_value_invalid")),
    ],
)
def test_a_header_out_of_order_is_refused_before_the_body_is_read(
    caller: Caller, operation: Operation, header: str, value: object, expected: tuple[int, str]
) -> None:
    headers: dict[str, str | bytes] = {**GOOD_HEADERS}
    headers.pop(header)
    if isinstance(value, str | bytes):
        headers[header] = value

    url = f"{caller.running.base_url}/mobile360/otp/{operation}"
    response = requests.post(url, data=b"not json", headers=headers, timeout=5)

    assert refusal(response) == expected


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize(
    ("raw", "content_type", "code"),
    [
        (b"", "application/json", "request_body_missing"),
        (b"{", "application/json", "request_body_value_invalid"),
        (b"\xff\xfe\x00", "application/json", "request_body_value_invalid"),
        (b"[" * 60_000, "application/json", "request_body_value_invalid"),
        (b'{"otp": ' + b"1" * 5_000 + b"}", "application/json", "request_body_value_invalid"),
        (b"[]", "application/json", "request_body_value_invalid"),
        (b"null", "application/json", "request_body_value_invalid"),
        (b"{}", "application/json; charset=utf-8", "verification_id_missing"),
        (b"{}", "text/plain", "content-type_value_invalid"),
        (b"otp=1", "application/x-www-form-urlencoded", "content-type_value_invalid"),
        (b" " * (MAX_BODY_BYTES + 1), "application/json", "request_body_length_exceeded"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_a_body_that_is_no_json_object_is_refused(
    caller: Caller, operation: Operation, raw: bytes, content_type: str, code: str
) -> None:
    url = f"{caller.running.base_url}/mobile360/otp/{operation}"

    response = requests.post(url, data=raw, headers={**GOOD_HEADERS, "Content-Type": content_type}, timeout=5)

    assert refusal(response) == (400, code)


def test_a_body_without_a_length_is_bounded_too(caller: Caller) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    headers = {**GOOD_HEADERS, "Content-Type": "application/json"}
    url = f"{caller.running.base_url}/mobile360/otp/send"

    assert requests.post(url, data=chunks(), headers=headers, timeout=5).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/mobile360/otp/send", (405, "method_not_allowed")),
        ("DELETE", "/mobile360/otp/verify", (405, "method_not_allowed")),
        ("POST", "/mobile360/otp/resend", (404, "not_found")),
    ],
)
def test_an_unknown_call_is_answered_in_json(caller: Caller, method: str, path: str, expected: tuple[int, str]) -> None:
    assert refusal(requests.request(method, f"{caller.running.base_url}{path}", timeout=5)) == expected


@pytest.fixture(scope="module")
def signed() -> Iterator[Caller]:
    """A server that asks for a signature."""
    pem = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    clock = MovingClock()
    with serve(create_sandbox(SandboxConfig(private_key_pem=pem), clock)) as running:
        yield Caller(running, clock)


def _signature(plain: str, key: rsa.RSAPrivateKey = KEY) -> str:
    sha1 = hashes.SHA1()  # noqa: S303  the published recipe prescribes SHA-1
    oaep = padding.OAEP(mgf=padding.MGF1(sha1), algorithm=sha1, label=None)
    return base64.b64encode(key.public_key().encrypt(plain.encode(), oaep)).decode()


def _stamp(signed: Caller, offset: int = 0) -> str:
    return f"{CONFIG.client_id}.{int(signed.clock().timestamp()) + offset}"


@pytest.mark.parametrize("offset", [-300, 0, 300])
def test_a_fresh_signature_is_accepted(signed: Caller, offset: int) -> None:
    signed.headers["x-cf-signature"] = _signature(_stamp(signed, offset))

    assert signed.send().status_code == 200


@pytest.mark.parametrize("operation", Operation)
def test_a_missing_signature_is_refused_as_documented(signed: Caller, operation: Operation) -> None:
    signed.headers.pop("x-cf-signature", None)
    [answer] = [row for row in ANSWERS if row.operation is operation and row.name == "Signature missing"]

    response = signed.post(operation, send_body())

    assert response.status_code == 403
    assert response.json() == answer.error_body()


def _bad_signatures(signed: Caller) -> Iterator[str]:
    yield _signature(_stamp(signed, -301))
    yield _signature(_stamp(signed, 301))
    yield _signature(_stamp(signed), OTHER_KEY)
    yield _signature(f"somebody-else.{int(signed.clock().timestamp())}")
    yield _signature(CONFIG.client_id)
    yield _signature(f"{CONFIG.client_id}.now")
    yield _signature(f"{CONFIG.client_id}.१२३")
    yield _stamp(signed)
    yield base64.b64encode(b"short").decode()
    yield "§"


@pytest.mark.parametrize("number", range(10))
def test_a_wrong_or_old_signature_is_refused(signed: Caller, number: int) -> None:
    headers: dict[str, str | bytes] = {
        **GOOD_HEADERS,
        "x-cf-signature": list(_bad_signatures(signed))[number].encode("latin-1"),
    }
    url = f"{signed.running.base_url}/mobile360/otp/send"

    response = requests.post(url, json=send_body(), headers=headers, timeout=5)

    assert refusal(response) == (403, "authentication_failed")


def test_a_key_of_another_kind_is_refused_at_the_start() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    with pytest.raises(ValueError, match="RSA"):
        create_sandbox(SandboxConfig(private_key_pem=pem))


def test_neither_the_secret_nor_the_key_shows_in_the_settings() -> None:
    shown = repr(SandboxConfig(client_secret="hush-hush", private_key_pem=b"very private"))

    assert "hush-hush" not in shown
    assert "very private" not in shown
