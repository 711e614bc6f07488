"""The signature that proves the merchant's second factor."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.mobile360.given import CLIENT_ID, NOW
from webapp.mobile360.client import ClientConfig, Mobile360Client
from webapp.mobile360.signature import Signer

OAEP_SHA1 = padding.OAEP(mgf=padding.MGF1(SHA1()), algorithm=SHA1(), label=None)  # noqa: S303 - prescribed


def test_it_is_the_client_id_and_the_unix_time_under_the_public_key(
    private_key: rsa.RSAPrivateKey, public_key_pem: bytes
) -> None:
    signature = Signer(public_key_pem, CLIENT_ID, lambda: NOW + timedelta(milliseconds=900)).sign()

    plain = private_key.decrypt(base64.b64decode(signature, validate=True), OAEP_SHA1)
    assert plain == f"{CLIENT_ID}.1772600767".encode()


def test_each_one_is_of_its_own_moment(private_key: rsa.RSAPrivateKey, public_key_pem: bytes) -> None:
    seconds = iter(range(10))
    signer = Signer(public_key_pem, "id", lambda: NOW + timedelta(seconds=next(seconds)))

    plain = [private_key.decrypt(base64.b64decode(signer.sign()), OAEP_SHA1) for _ in range(2)]

    assert int(plain[1].split(b".")[1]) == int(plain[0].split(b".")[1]) + 1


def _public_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _bad_keys(private_key: rsa.RSAPrivateKey, public_key_pem: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "text": b"qZx7 is no key",
        "cut off": public_key_pem[: len(public_key_pem) // 2],
        "not base64": public_key_pem.replace(b"A", b"!"),
        "private": private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "other kind": _public_pem(ec.generate_private_key(ec.SECP256R1())),
    }


@pytest.mark.parametrize("kind", ["empty", "text", "cut off", "not base64", "private", "other kind"])
def test_a_key_that_cannot_be_used_stops_the_client_at_once_without_being_quoted(
    kind: str, private_key: rsa.RSAPrivateKey, public_key_pem: bytes
) -> None:
    pem = _bad_keys(private_key, public_key_pem)[kind]
    config = ClientConfig("https://api.example.com/verification", CLIENT_ID, "s", public_key_pem=pem)

    with pytest.raises(ValueError, match="RSA public key") as refusal:
        Mobile360Client(config)

    assert str(refusal.value) == "the signature key must be an RSA public key in PEM"
    assert refusal.value.__context__ is None


def test_a_key_too_short_for_the_text_stops_the_client_at_once(public_key_pem: bytes) -> None:
    config = ClientConfig("https://api.example.com/", "x" * 250, "s", public_key_pem=public_key_pem)

    with pytest.raises(ValueError, match="too short"):
        Mobile360Client(config)
