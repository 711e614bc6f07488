"""Checking `x-cf-signature`, the second factor of an account that uses a public key."""

import base64
import binascii
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

LIFETIME = timedelta(minutes=5)

_OAEP_SHA1 = padding.OAEP(
    mgf=padding.MGF1(hashes.SHA1()),  # noqa: S303  the published recipe prescribes SHA-1
    algorithm=hashes.SHA1(),  # noqa: S303  the published recipe prescribes SHA-1
    label=None,
)


def load_private_key(pem: bytes) -> RSAPrivateKey:
    """Return the RSA private key of a PEM without passphrase; raises ValueError for anything else."""
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the private key must be an RSA key")  # noqa: TRY004  the bytes are wrong, not a type
    return key


def is_genuine(signature: str, *, key: RSAPrivateKey, client_id: str, now: datetime) -> bool:
    """Say whether `signature` is ours and fresh.

    It is the base64 of `<client id>.<unix seconds>`, encrypted by RSA-OAEP (SHA-1, MGF1) under the merchant's
    public key, and good for five minutes either way.
    """
    try:
        plain = key.decrypt(base64.b64decode(signature, validate=True), _OAEP_SHA1).decode("ascii")
    except (ValueError, binascii.Error):
        return False
    signed_id, _, seconds = plain.rpartition(".")
    if signed_id != client_id or not seconds.isdigit():
        return False
    return abs(now.timestamp() - int(seconds)) <= LIFETIME.total_seconds()
