"""What a call must carry in its headers before its body is looked at."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from werkzeug.datastructures import Headers

from webapp.sandbox import signature
from webapp.sandbox.answers import Answer, Operation, RefusedError, bad_request, documented
from webapp.sandbox.config import SandboxConfig


@dataclass(frozen=True)
class HeaderCheck:
    """The credentials, version and signature that this server accepts."""

    config: SandboxConfig
    private_key: RSAPrivateKey | None

    @classmethod
    def of(cls, config: SandboxConfig) -> "HeaderCheck":
        """Read the private key once; raises ValueError when it is no RSA key."""
        pem = config.private_key_pem
        return cls(config, signature.load_private_key(pem) if pem else None)

    def check(self, operation: Operation, headers: Headers, now: datetime) -> None:
        """Raise RefusedError unless the headers are in order.

        Order: missing credentials (400), wrong credentials (401), version (400), signature (403). The codes
        `x-client-secret_missing`, `x-api-version_missing`, `x-api-version_value_invalid`, and
        `x-client-id_missing` at verify, are ours.
        """
        for name in ("x-client-id", "x-client-secret"):
            _require(operation, headers, name)
        if not self._is_known_pair(headers):
            raise RefusedError(documented(operation, 401, "authentication_failed"))
        _require(operation, headers, "x-api-version")
        if headers["x-api-version"] != self.config.api_version:
            text = f"x-api-version must be {self.config.api_version}."
            raise RefusedError(bad_request(operation, "x-api-version_value_invalid", text))
        if self.private_key:
            self._check_signature(operation, headers, self.private_key, now)

    def _is_known_pair(self, headers: Headers) -> bool:
        same_id = _same(headers["x-client-id"], self.config.client_id)
        same_secret = _same(headers["x-client-secret"], self.config.client_secret)
        return same_id and same_secret

    def _check_signature(self, operation: Operation, headers: Headers, key: RSAPrivateKey, now: datetime) -> None:
        given = headers.get("x-cf-signature", "")
        missing = documented(operation, 403, "authentication_failed")
        if not given:
            raise RefusedError(missing)
        if not signature.is_genuine(given, key=key, client_id=self.config.client_id, now=now):
            text = "x-cf-signature is wrong or older than five minutes"
            raise RefusedError(Answer(operation, "Signature wrong", 403, missing.type, missing.code, text))


def _require(operation: Operation, headers: Headers, name: str) -> None:
    if not headers.get(name, ""):
        raise RefusedError(bad_request(operation, f"{name}_missing", f"{name} is missing in the request."))


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())
