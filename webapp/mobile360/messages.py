"""The requests and replies of Mobile 360's two operations, in the contract's own names.

Requests are refused here, with pydantic's ``ValidationError``, wherever the contract would refuse them. No
model shows its values when printed, and no validation error shows what was given.
"""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    field_validator,
)

# The characters that the contract allows; patterns are matched against the whole value.
MOBILE_NUMBER_PATTERN = r"^[6-9][0-9]{9}$"
VERIFICATION_ID_PATTERN = r"^[A-Za-z0-9._-]+$"
NAME_PATTERN = r"^[A-Za-z0-9 .-]+$"
CONSENT_TEXT_PATTERN = r"^[A-Za-z0-9 ./&_-]+$"
OTP_PATTERN = r"^[0-9]{4,8}$"

VERIFICATION_ID_MAX_LENGTH = 50
NAME_MAX_LENGTH = 100
PURPOSE_MIN_LENGTH = 20
PURPOSE_MAX_LENGTH = 100
DETAIL_MAX_LENGTH = 100
OS_TYPE_MAX_LENGTH = 50


class Operation(StrEnum):
    """One of the contract's two operations."""

    SEND = "send"
    VERIFY = "verify"


class NotificationMode(StrEnum):
    """A channel by which the OTP can be sent."""

    SMS = "SMS"
    WHATSAPP = "WHATSAPP"


class IpOrigin(StrEnum):
    """Where the customer says that the connection is."""

    HOME = "HOME"
    OFFICE = "OFFICE"
    OTHERS = "OTHERS"


class ConsentType(StrEnum):
    """How consent was given."""

    EXPLICIT = "EXPLICIT"
    IMPLICIT = "IMPLICIT"
    OPT_OUT = "OPT-OUT"
    BROAD = "BROAD"


def _valid_ip(value: str) -> str:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        valid = False
    else:
        valid = "%" not in value  # a zone belongs to one machine's interfaces, not to an address
    if not valid:
        raise ValueError("must be an IPv4 or IPv6 address")  # ipaddress' own message repeats the value
    return value


def _no_repeats(modes: tuple[NotificationMode, ...]) -> tuple[NotificationMode, ...]:
    if not modes:
        raise ValueError("at least one notification mode is needed")
    if len(set(modes)) != len(modes):
        raise ValueError("a notification mode is repeated")
    return modes


def _utc_seconds(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


VerificationId = Annotated[
    str, StringConstraints(pattern=VERIFICATION_ID_PATTERN, max_length=VERIFICATION_ID_MAX_LENGTH)
]
"""1 to 50 characters of ``A-Z a-z 0-9 . _ -``, chosen by the merchant; one send each."""

MobileNumber = Annotated[str, StringConstraints(pattern=MOBILE_NUMBER_PATTERN)]
"""Ten ASCII digits, the first of them 6 to 9; no country code."""

Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN, max_length=NAME_MAX_LENGTH)]
"""1 to 100 characters: ASCII letters and digits, space, dot, hyphen."""

Purpose = Annotated[
    str,
    StringConstraints(pattern=CONSENT_TEXT_PATTERN, min_length=PURPOSE_MIN_LENGTH, max_length=PURPOSE_MAX_LENGTH),
]
"""20 to 100 characters: ASCII letters and digits, space and ``. / & _ -``."""

Detail = Annotated[str, StringConstraints(pattern=CONSENT_TEXT_PATTERN, max_length=DETAIL_MAX_LENGTH)]
"""1 to 100 characters: ASCII letters and digits, space and ``. / & _ -``."""

OsType = Annotated[str, StringConstraints(pattern=CONSENT_TEXT_PATTERN, max_length=OS_TYPE_MAX_LENGTH)]
"""1 to 50 characters: ASCII letters and digits, space and ``. / & _ -``."""

IpAddress = Annotated[str, AfterValidator(_valid_ip)]
"""An IPv4 or IPv6 address without a zone, as it was written."""

NotificationModes = Annotated[tuple[NotificationMode, ...], AfterValidator(_no_repeats)]
"""One or both modes, none of them twice."""

Otp = Annotated[str, StringConstraints(pattern=OTP_PATTERN)]
"""Four to eight ASCII digits."""

ConsentTime = Annotated[AwareDatetime, PlainSerializer(_utc_seconds, return_type=str, when_used="json")]
"""An aware moment; in JSON it is UTC in whole seconds, as ``2024-11-29T12:34:56Z``."""


class Message(BaseModel):
    """What all requests share: frozen, no fields beside the contract's, and silent about their values."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, object]]:
        return ()

    def __str__(self) -> str:
        return repr(self)

    def as_json(self) -> bytes:
        """Return the request's body in UTF-8, without the fields that are not known."""
        return self.model_dump_json(exclude_none=True).encode()


class NetworkDetails(Message):
    """The connection on which consent was given. None means not known."""

    ip: IpAddress | None = None
    ip_origin: IpOrigin | None = None
    isp: Detail | None = None


class DeviceDetails(Message):
    """The device on which consent was given. None means not known."""

    device_id: Detail | None = None
    os_type: OsType | None = None
    model: Detail | None = None


class UserConsent(Message):
    """The customer's consent, as it was given. This product sends nothing without it."""

    timestamp: ConsentTime
    purpose: Purpose
    obtained: Literal[True]
    type: ConsentType = ConsentType.EXPLICIT
    network_details: NetworkDetails | None = None
    device_details: DeviceDetails | None = None

    @field_validator("network_details", "device_details")
    @classmethod
    def _nothing_known_is_none(cls, details: Message | None) -> Message | None:
        return details if details and any(value is not None for _, value in details) else None


class SendOtpRequest(Message):
    """``POST /mobile360/otp/send``: send a code to the customer's mobile."""

    verification_id: VerificationId
    mobile_number: MobileNumber
    name: Name | None = None
    notification_modes: NotificationModes
    user_consent: UserConsent


class VerifyOtpRequest(Message):
    """``POST /mobile360/otp/verify``: hand in the code, and ask for the record."""

    verification_id: VerificationId
    otp: Otp


@dataclass(frozen=True)
class SendOtpReply:
    """The code is on its way (status ``OTP_GENERATED``). Identifiers that cannot be read are None."""

    verification_id: str | None = field(repr=False)
    reference_id: str | None = field(repr=False)


class VerifyStatus(StrEnum):
    """Whether anything is on record for a verified mobile."""

    SUCCESS = "SUCCESS"
    DETAILS_NOT_FOUND = "DETAILS_NOT_FOUND"


@dataclass(frozen=True)
class VerifyOtpReply:
    """The code was right. ``record`` holds what came back, of any type, under the contract's names."""

    status: VerifyStatus
    reference_id: str | None = field(repr=False)
    record: Mapping[str, object] = field(repr=False)
