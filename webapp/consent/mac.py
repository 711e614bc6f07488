"""The keys that are derived from the consent secret, each for one purpose, and the codes made with them."""

import hashlib
import hmac
import json

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SHORTEST = 32


def derived_key(secret: bytes, purpose: str) -> bytes:
    """Return the 32 bytes that HKDF-SHA-256 (RFC 5869) derives from a secret for one purpose.

    Raises ValueError for a secret of fewer than 32 bytes.
    """
    if len(secret) < _SHORTEST:
        raise ValueError(f"the ledger's secret must have at least {_SHORTEST} bytes")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)


class Mac:
    """HMAC-SHA-256 (RFC 2104) under a key derived from a secret for one purpose."""

    def __init__(self, secret: bytes, purpose: str) -> None:
        """Derive the key of `purpose`. Raises ValueError for a secret of fewer than 32 bytes."""
        self._key = derived_key(secret, purpose)

    def of(self, *values: object) -> str:
        """Return the code of a row's values, in hexadecimal.

        They are encoded as a JSON array, in ASCII: no two rows have one encoding, whatever the values hold.
        Raises TypeError for a value that JSON does not know, such as bytes.
        """
        return hmac.new(self._key, json.dumps(values).encode(), hashlib.sha256).hexdigest()

    def fits(self, code: object, *values: object) -> bool:
        """Tell whether `code` is that of the values; both may be anything that a forger can write into a column."""
        try:
            return isinstance(code, str) and hmac.compare_digest(code.encode(), self.of(*values).encode())
        except TypeError:
            return False
