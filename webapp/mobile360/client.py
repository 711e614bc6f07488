"""Cashfree Mobile 360: sends an OTP, and verifies it for the record behind a mobile number."""

import ipaddress
import re
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from requests import PreparedRequest
from requests.auth import AuthBase

from webapp.clock import Clock, utc_now
from webapp.mobile360.errors import InputRejected, OutcomeUnknown, error_for
from webapp.mobile360.messages import (
    Operation,
    SendOtpReply,
    SendOtpRequest,
    VerifyOtpReply,
    VerifyOtpRequest,
)
from webapp.mobile360.replies import read_error_code, read_send_reply, read_verify_reply
from webapp.mobile360.retry_after import retry_at
from webapp.mobile360.signature import Signer
from webapp.mobile360.transport import Transport

CONSENT_WINDOW = timedelta(minutes=5)
LONGEST_TIMEOUT_SECONDS = 120

_PATHS = {Operation.SEND: "/mobile360/otp/send", Operation.VERIFY: "/mobile360/otp/verify"}
_PRINTABLE = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class ClientConfig:
    """How to reach Cashfree, and as whom.

    ``base_url`` ends in ``/verification``; it is https, unless the host is this machine. ``public_key_pem``
    is the merchant's RSA public key, for accounts whose second factor it is. Timeouts are seconds.

    Raises ValueError, naming the field and never its value.
    """

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    api_version: str = "2024-12-01"
    public_key_pem: bytes | None = field(default=None, repr=False)
    connect_timeout_seconds: float = 3.05
    read_timeout_seconds: float = 10.0

    def __post_init__(self) -> None:
        """Check what would otherwise fail at the first call."""
        if not _acceptable_base_url(self.base_url):
            raise ValueError("base_url must be an https URL, or an http URL of this machine")
        for name in ("client_id", "client_secret", "api_version"):
            if not _PRINTABLE.fullmatch(getattr(self, name)):
                raise ValueError(f"{name} must be printable ASCII without spaces")
        for name in ("connect_timeout_seconds", "read_timeout_seconds"):
            if not 0 < getattr(self, name) <= LONGEST_TIMEOUT_SECONDS:
                raise ValueError(f"{name} must be more than 0 and at most {LONGEST_TIMEOUT_SECONDS}")


class Mobile360Client:
    """The two operations. One client serves many threads; it keeps a pool of connections.

    Every call may raise any ``Mobile360Error``. Raises ValueError if the public key cannot be used.
    """

    def __init__(self, config: ClientConfig, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._transport = Transport(
            config.base_url.rstrip("/"),
            _Credentials(config, clock),
            config.connect_timeout_seconds,
            config.read_timeout_seconds,
        )

    def send_otp(self, request: SendOtpRequest) -> SendOtpReply:
        """Have a code sent to the customer's mobile.

        Consent more than five minutes old, or ahead, would be refused by Cashfree, and is refused here before
        anything is sent: InputRejected, field ``user_consent``.
        """
        if abs(self._clock() - request.user_consent.timestamp) > CONSENT_WINDOW:
            raise InputRejected("user_consent", "not sent")
        reply = read_send_reply(self._call(Operation.SEND, request))
        if reply is None:
            raise OutcomeUnknown("unreadable")
        return reply

    def verify_otp(self, request: VerifyOtpRequest) -> VerifyOtpReply:
        """Hand in the customer's code, and return what is on record for the mobile."""
        reply = read_verify_reply(self._call(Operation.VERIFY, request))
        if reply is None:
            raise OutcomeUnknown("unreadable")
        return reply

    def close(self) -> None:
        """Close the pooled connections."""
        self._transport.close()

    def _call(self, operation: Operation, request: SendOtpRequest | VerifyOtpRequest) -> bytes:
        received = self._transport.post(_PATHS[operation], request)
        if 200 <= received.status <= 299:
            return received.content
        raise error_for(
            operation,
            received.status,
            read_error_code(received.content),
            retry_at(received.headers, self._clock()),
        )


class _Credentials(AuthBase):
    """Puts the contract's headers on each request, the signature made afresh."""

    def __init__(self, config: ClientConfig, clock: Clock) -> None:
        self._headers = {
            "x-client-id": config.client_id,
            "x-client-secret": config.client_secret,
            "x-api-version": config.api_version,
        }
        pem = config.public_key_pem
        self._signer = None if pem is None else Signer(pem, config.client_id, clock)

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers.update(self._headers)
        if self._signer:
            request.headers["x-cf-signature"] = self._signer.sign()
        return request


def _acceptable_base_url(url: str) -> bool:
    if not _PRINTABLE.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # reading the port is what checks it
    except ValueError:
        return False
    if not host or "@" in parts.netloc or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
