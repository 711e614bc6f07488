"""Cashfree Mobile 360: sends an OTP, and verifies it for the record behind a mobile number."""

import ipaddress
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from webapp.clock import Clock, utc_now
from webapp.mobile360.circuit import Circuit
from webapp.mobile360.errors import Crowded, InputRejected, OutcomeUnknown, error_for
from webapp.mobile360.messages import (
    Operation,
    SendOtpReply,
    SendOtpRequest,
    VerifyOtpReply,
    VerifyOtpRequest,
)
from webapp.mobile360.replies import read_error_code, read_error_words, read_send_reply, read_verify_reply
from webapp.mobile360.retry_after import is_last, retry_at
from webapp.mobile360.signature import Signer
from webapp.mobile360.transport import HEADERS, Received, Transport

CONSENT_WINDOW = timedelta(minutes=5)
CROWD_PASSES = timedelta(seconds=5)
LONGEST_TIMEOUT_SECONDS = 120

Hold = Callable[[datetime | None], None]
"""Is told that no call is to be made before a moment (UTC), or, for None, for a while."""

PATHS = {Operation.SEND: "/mobile360/otp/send", Operation.VERIFY: "/mobile360/otp/verify"}
_PRINTABLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"[A-Za-z0-9.:_-]+")
HIDDEN = "••••"
"""Stands in `told_headers` for what is secret."""


@dataclass(frozen=True)
class Head:
    """What came back but for its body; of a failure's body only ``type`` and ``code``, if they are documented words."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    type: str | None = None
    code: str | None = None


Hear = Callable[[Head], None]
"""Is given the head of an answer, whatever becomes of its body."""


@dataclass(frozen=True)
class ClientConfig:
    """How to reach Cashfree, and as whom.

    ``base_url`` ends in ``/verification``; it is https, unless the host is this machine. ``public_key_pem``
    is the merchant's RSA public key, for accounts whose second factor it is. Times are seconds: a call lasts at most
    ``timeout_seconds``, connecting included. At most ``calls_at_once`` are under way in the process. After
    ``failures_in_a_row`` an operation is not called for ``pause_seconds``.

    Raises ValueError, naming the field and never its value.
    """

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    api_version: str = "2024-12-01"
    public_key_pem: bytes | None = field(default=None, repr=False)
    connect_timeout_seconds: float = 3.05
    timeout_seconds: float = 10.0
    calls_at_once: int = 200
    failures_in_a_row: int = 5
    pause_seconds: float = 15.0

    def __post_init__(self) -> None:
        """Check what would otherwise fail at the first call."""
        if not _acceptable_base_url(self.base_url):
            raise ValueError("base_url must be an https URL, or an http URL of this machine")
        for name in ("client_id", "client_secret", "api_version"):
            if not _PRINTABLE.fullmatch(getattr(self, name)):
                raise ValueError(f"{name} must be printable ASCII without spaces")
        for name in ("connect_timeout_seconds", "timeout_seconds", "pause_seconds"):
            if not 0 < getattr(self, name) <= LONGEST_TIMEOUT_SECONDS:
                raise ValueError(f"{name} must be more than 0 and at most {LONGEST_TIMEOUT_SECONDS}")
        for name in ("calls_at_once", "failures_in_a_row"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1")


class Mobile360Client:
    """The two operations. One client serves many threads; it keeps a pool of connections.

    ``hold`` is called where an answer, of whatever kind, says that the account's rate is spent: with the moment from
    which on it is not. Every call may raise any ``Mobile360Error``, and at once Crowded or UpstreamBroken
    (``circuit open``), so that an operation that hangs or fails does not hold all threads.

    Raises ValueError if the public key cannot be used.
    """

    def __init__(self, config: ClientConfig, clock: Clock = utc_now, hold: Hold = lambda _until: None) -> None:
        self._clock = clock
        self._hold = hold
        credentials = _Credentials(config, clock)
        self.told_headers: Mapping[str, str] = {**HEADERS, **credentials.told}
        """The headers of a call as they may be told: what is secret in them is hidden."""
        self._transport = Transport(
            config.base_url.rstrip("/"),
            credentials,
            config.connect_timeout_seconds,
            config.timeout_seconds,
            config.calls_at_once,
        )
        self._places = threading.BoundedSemaphore(config.calls_at_once)
        # One for each: a service behind one address may be away while the other works.
        pause = timedelta(seconds=config.pause_seconds)
        self._circuits = {each: Circuit(each, config.failures_in_a_row, pause, clock) for each in Operation}

    def send_otp(self, request: SendOtpRequest, hear: Hear | None = None) -> SendOtpReply:
        """Have a code sent to the customer's mobile.

        Consent more than five minutes old, or ahead, would be refused by Cashfree, and is refused here before
        anything is sent: InputRejected, field ``user_consent``.
        """
        if abs(self._clock() - request.user_consent.timestamp) > CONSENT_WINDOW:
            raise InputRejected("user_consent", "not sent")
        reply = read_send_reply(self._call(Operation.SEND, request, hear))
        if reply is None:
            raise OutcomeUnknown("unreadable")
        return reply

    def verify_otp(self, request: VerifyOtpRequest, hear: Hear | None = None) -> VerifyOtpReply:
        """Hand in the customer's code, and return what is on record for the mobile."""
        reply = read_verify_reply(self._call(Operation.VERIFY, request, hear))
        if reply is None:
            raise OutcomeUnknown("unreadable")
        return reply

    def close_circuits(self) -> None:
        """Forget the failures so far, and call again."""
        for circuit in self._circuits.values():
            circuit.close()

    def close(self) -> None:
        """Close the pooled connections."""
        self._transport.close()

    def _call(self, operation: Operation, request: SendOtpRequest | VerifyOtpRequest, hear: Hear | None) -> bytes:
        if not self._places.acquire(blocking=False):
            raise Crowded(self._clock() + CROWD_PASSES)
        try:
            with self._circuits[operation]:
                received = self._transport.post(PATHS[operation], request)
                if hear is not None:
                    hear(_head(received))
                return self._answered(operation, received)
        finally:
            self._places.release()

    def _answered(self, operation: Operation, received: Received) -> bytes:
        until = None
        if received.status == 429 or is_last(received.headers):
            until = retry_at(received.headers, self._clock())
            self._hold(until)
        if 200 <= received.status <= 299:
            return received.content
        raise error_for(operation, received.status, read_error_code(received.content), until)


class _Credentials:
    """Makes the contract's headers for a call, the signature afresh."""

    def __init__(self, config: ClientConfig, clock: Clock) -> None:
        self._headers = {
            "x-client-id": config.client_id,
            "x-client-secret": config.client_secret,
            "x-api-version": config.api_version,
        }
        pem = config.public_key_pem
        self._signer = None if pem is None else Signer(pem, config.client_id, clock)

    @property
    def told(self) -> dict[str, str]:
        names = [*self._headers, *(["x-cf-signature"] if self._signer else [])]
        return {**dict.fromkeys(names, HIDDEN), "x-api-version": self._headers["x-api-version"]}

    def __call__(self) -> dict[str, str]:
        return {**self._headers, "x-cf-signature": self._signer.sign()} if self._signer else self._headers


def _head(received: Received) -> Head:
    succeeded = 200 <= received.status <= 299
    words = (None, None) if succeeded else read_error_words(received.content)
    return Head(received.status, received.headers, *words)


def _acceptable_base_url(url: str) -> bool:
    if not _PRINTABLE.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # reading the port is what checks it
    except ValueError:
        return False
    if not host or not _HOST.fullmatch(host) or "@" in parts.netloc or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
