"""The ``x-cf-signature`` header, for accounts whose second factor is the public key."""

import base64

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from webapp.clock import Clock

# Cashfree's choice. In OAEP the hash is no signature, and SHA-1's collisions do no harm.
_OAEP = padding.OAEP(mgf=padding.MGF1(SHA1()), algorithm=SHA1(), label=None)  # noqa: S303 - prescribed


class Signer:
    """Makes signatures of ``<client id>.<unix seconds>``: RSA-OAEP (SHA-1, MGF1 with SHA-1), in base64.

    Cashfree takes a signature for about five minutes, so each call needs a fresh one. Source: Cashfree's
    notes on the two-factor signature.

    Raises ValueError if the PEM is no RSA public key, or one too short for the text.
    """

    def __init__(self, public_key_pem: bytes, client_id: str, clock: Clock) -> None:
        self._key = _rsa_public_key(public_key_pem)
        self._client_id = client_id
        self._clock = clock
        room = self._key.key_size // 8 - 2 * SHA1.digest_size - 2
        if len(self._text()) > room:
            raise ValueError("the RSA public key is too short for the client id")

    def sign(self) -> str:
        """Return a signature for this moment."""
        return base64.b64encode(self._key.encrypt(self._text(), _OAEP)).decode("ascii")

    def _text(self) -> bytes:
        return f"{self._client_id}.{int(self._clock().timestamp())}".encode()


def _rsa_public_key(pem: bytes) -> rsa.RSAPublicKey:
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        pass  # told below, away from an exception that might quote the key
    else:
        if isinstance(key, rsa.RSAPublicKey):
            return key
    raise ValueError("the signature key must be an RSA public key in PEM")
