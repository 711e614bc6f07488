"""Reading the two request bodies, and refusing what the contract would refuse.

Where the contract gives a rule without a code (most of `user_consent`, lengths, types), the code follows its
naming and is our own: `<field>_missing`, `<field>_value_invalid`, `<field>_length_exceeded`. Two readings are
ours as well: consent that was not obtained is refused, and an optional field must be left out when it is not
known, not sent empty or null. Fields that the contract does not name are ignored.
"""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn

from webapp.sandbox.answers import Operation, RefusedError, bad_request

MAX_BODY_BYTES = 64 * 1024
CONSENT_WINDOW = timedelta(minutes=5)
NOTIFICATION_MODES = ("SMS", "WHATSAPP")
CONSENT_TYPES = ("EXPLICIT", "IMPLICIT", "OPT-OUT", "BROAD")
IP_ORIGINS = ("HOME", "OFFICE", "OTHERS")


@dataclass(frozen=True)
class SendCall:
    """A send-OTP body in order. `notification_modes` are distinct, in the order given."""

    verification_id: str
    mobile_number: str = field(repr=False)
    name: str | None = field(repr=False)
    notification_modes: tuple[str, ...]


@dataclass(frozen=True)
class VerifyCall:
    """A verify-OTP body in order. `otp` is as it was given: any text that is not empty."""

    verification_id: str
    otp: str = field(repr=False)


@dataclass(frozen=True)
class _Text:
    """A rule for a text: what it must match in full, and that in words; longest length in characters."""

    pattern: str
    says: str
    max_length: int | None = None


_FREE = "[A-Za-z0-9./&_ -]"
_FREE_SAYS = "can include only alphanum, space, dot, hyphen, slash, ampersand and underscore."
_VERIFICATION_ID = _Text("[A-Za-z0-9._-]+", "can include only alphanum, dot, hyphen and underscores.", 50)
_MOBILE_NUMBER = _Text("[6-9][0-9]{9}", "must have ten digits.")
_NAME = _Text("[A-Za-z0-9 .-]+", "can include only alphanum, space, dot and hyphen.", 100)
_PURPOSE = _Text(_FREE + "{20,}", f"must have 20 characters or more, and {_FREE_SAYS}", 100)
_UP_TO_50 = _Text(_FREE + "+", _FREE_SAYS, 50)
_UP_TO_100 = _Text(_FREE + "+", _FREE_SAYS, 100)
_TIMESTAMP = _Text(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|\+00:00)",
    "must be a moment in UTC, such as 2024-11-29T12:34:56Z.",
)


@dataclass(frozen=True)
class _Fields:
    """The fields of one JSON object, read by name; every method raises RefusedError."""

    operation: Operation
    values: Mapping[str, object]

    def refuse(self, code: str, message: str) -> NoReturn:
        raise RefusedError(bad_request(self.operation, code, message))

    def invalid(self, name: str, says: str) -> NoReturn:
        self.refuse(f"{name}_value_invalid", f"{name} {says}")

    def required(self, name: str) -> object:
        value = self.values.get(name)
        if value is None or value in ("", []):
            self.refuse(f"{name}_missing", f"{name} is missing in the request.")
        return value

    def text(self, name: str, rule: _Text) -> str:
        return self._fit(name, self.required(name), rule)

    def optional_text(self, name: str, rule: _Text) -> str | None:
        return self._fit(name, self.values[name], rule) if name in self.values else None

    def _fit(self, name: str, value: object, rule: _Text) -> str:
        if not isinstance(value, str):
            self.invalid(name, "must be a string.")
        if rule.max_length and len(value) > rule.max_length:
            text = f"{name} can include a maximum of {rule.max_length} characters."
            self.refuse(f"{name}_length_exceeded", text)
        if not re.fullmatch(rule.pattern, value):
            self.invalid(name, rule.says)
        return value

    def one_of(self, name: str, value: object, allowed: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in allowed:
            self.invalid(name, f"must be one of {', '.join(allowed)}.")
        return value

    def inner(self, name: str, value: object) -> "_Fields":
        if not isinstance(value, dict):
            self.invalid(name, "must be an object.")
        return _Fields(self.operation, value)


def read_send(raw: bytes, now: datetime) -> SendCall:
    """Return the send-OTP body; raises RefusedError. `now` is this server's clock, for the consent window."""
    fields = _parse(Operation.SEND, raw)
    call = SendCall(
        verification_id=fields.text("verification_id", _VERIFICATION_ID),
        mobile_number=fields.text("mobile_number", _MOBILE_NUMBER),
        name=fields.optional_text("name", _NAME),
        notification_modes=_notification_modes(fields),
    )
    _check_consent(fields.inner("user_consent", fields.required("user_consent")), now)
    return call


def read_verify(raw: bytes) -> VerifyCall:
    """Return the verify-OTP body; raises RefusedError."""
    fields = _parse(Operation.VERIFY, raw)
    verification_id = fields.text("verification_id", _VERIFICATION_ID)
    otp = fields.values.get("otp")
    if otp is None or otp == "":
        fields.refuse("otp_empty", "")
    if not isinstance(otp, str):
        fields.invalid("otp", "must be a string.")
    return VerifyCall(verification_id, otp)


def _parse(operation: Operation, raw: bytes) -> _Fields:
    """Return the body's fields. The codes `request_body_...` are our own."""
    nothing_yet = _Fields(operation, {})
    if not raw:
        nothing_yet.refuse("request_body_missing", "request_body is missing in the request.")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        nothing_yet.invalid("request_body", "must be JSON.")
    return nothing_yet.inner("request_body", body)


def _notification_modes(fields: _Fields) -> tuple[str, ...]:
    modes = fields.required("notification_modes")
    if not isinstance(modes, list):
        fields.invalid("notification_modes", "must be a list.")
    return tuple(dict.fromkeys(fields.one_of("notification_modes", mode, NOTIFICATION_MODES) for mode in modes))


def _check_consent(consent: _Fields, now: datetime) -> None:
    _check_timestamp(consent, now)
    consent.text("purpose", _PURPOSE)
    if consent.required("obtained") is not True:
        consent.invalid("obtained", "must be true: without consent nothing is sent.")
    consent.one_of("type", consent.required("type"), CONSENT_TYPES)
    if "network_details" in consent.values:
        _check_network(consent.inner("network_details", consent.values["network_details"]))
    if "device_details" in consent.values:
        device = consent.inner("device_details", consent.values["device_details"])
        device.optional_text("device_id", _UP_TO_100)
        device.optional_text("os_type", _UP_TO_50)
        device.optional_text("model", _UP_TO_100)


def _check_timestamp(consent: _Fields, now: datetime) -> None:
    text = consent.text("timestamp", _TIMESTAMP)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        consent.invalid("timestamp", _TIMESTAMP.says)
    if abs(now - moment) > CONSENT_WINDOW:
        consent.invalid("timestamp", "must be within 5 minutes of the current time.")


def _check_network(network: _Fields) -> None:
    if "ip" in network.values:
        try:
            ipaddress.ip_address(str(network.values["ip"]))
        except ValueError:
            network.invalid("ip", "must be an IPv4 or IPv6 address.")
    if "ip_origin" in network.values:
        network.one_of("ip_origin", network.values["ip_origin"], IP_ORIGINS)
    network.optional_text("isp", _UP_TO_100)
