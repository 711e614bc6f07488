"""The device and network details that belong to a consent, each with where it came from."""

import ipaddress
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import ua_parser
from pydantic import BaseModel, ConfigDict, Field

from webapp.consent.networks import AsnFile

READ_HEADERS = ("User-Agent", "Sec-CH-UA-Platform", "Sec-CH-UA-Model")
"""The only headers of a request that are evidence."""
_FORBIDDEN = re.compile(r"[^A-Za-z0-9 ./&_-]+")
_NOT_A_MODEL = frozenset(
    {"", "K", "Generic", "Smartphone", "Tablet", "Generic Smartphone", "Generic Tablet", "Mac", "Other"}
)


class Provenance(StrEnum):
    """Where a captured value came from."""

    CONNECTION = "connection"
    CLIENT_HINT = "client hint"
    USER_AGENT = "user agent"
    STATED = "stated by the customer"
    NOT_STATED = "not stated by the customer"
    ASSIGNED = "assigned by this site"
    ASN_FILE = "ASN file"
    UNKNOWN = "unknown"


class Captured(BaseModel):
    """A value and its provenance; None with UNKNOWN where nothing trustworthy was said.

    `as_of` is the day of the file that a value is from, where it is from one.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    value: str | None = Field(default=None, repr=False)
    provenance: Provenance = Provenance.UNKNOWN
    as_of: date | None = None


class Evidence(BaseModel):
    """`network_details` and `device_details` of the contract, as captured with one affirmation."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    ip: Captured = Captured()
    ip_origin: Captured = Captured()
    isp: Captured = Captured()
    device_id: Captured = Captured()
    os_type: Captured = Captured()
    model: Captured = Captured()


def capture(
    *,
    address: str | None,
    headers: Mapping[str, str],
    ip_origin: str | None,
    device_id: str,
    networks: AsnFile | None = None,
) -> Evidence:
    """Read the evidence of one consented request.

    `address` is the client's address as resolved through the known proxies; `headers` those of `READ_HEADERS`;
    `ip_origin` HOME or OFFICE as the customer chose, anything else being OTHERS; `device_id` our own random identifier;
    `networks` the file that knows who runs the network of an address: without one, no `isp` is claimed.
    Nothing here may run before the customer has agreed.
    """
    ip = _address(address)
    return Evidence(
        ip=ip,
        ip_origin=_origin(ip_origin),
        isp=_isp(ip.value, networks),
        device_id=_said(device_id, Provenance.ASSIGNED),
        os_type=_os_type(headers),
        model=_model(headers),
    )


def _address(address: str | None) -> Captured:
    if address and "%" in address:  # a zone names an interface of one machine, not a client
        return Captured()
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return Captured()
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:  # IPv4, as a socket for both families writes it
        found = found.ipv4_mapped
    return Captured(value=str(found), provenance=Provenance.CONNECTION)


def _origin(stated: str | None) -> Captured:
    # OTHERS is also what somebody chooses who would rather not say: it claims nothing.
    if stated in {"HOME", "OFFICE"}:
        return Captured(value=stated, provenance=Provenance.STATED)
    return Captured(value="OTHERS", provenance=Provenance.NOT_STATED)


def _isp(ip: str | None, networks: AsnFile | None) -> Captured:
    system = networks.lookup(ip) if networks and ip else None
    if system is None:
        return Captured()
    return _said(system.organisation, Provenance.ASN_FILE, as_of=system.as_of)


def _os_type(headers: Mapping[str, str]) -> Captured:
    hint = _hint(headers, "Sec-CH-UA-Platform")
    if hint and hint != "Unknown":
        return _said(hint, Provenance.CLIENT_HINT, 50)
    system = ua_parser.parse_os(_user_agent(headers))
    return _said("" if system is None or system.family == "Other" else system.family, Provenance.USER_AGENT, 50)


def _model(headers: Mapping[str, str]) -> Captured:
    # A reduced user agent says the model is "K": that, like every family name of no one device, means unknown.
    hint = _hint(headers, "Sec-CH-UA-Model")
    if hint:
        return _said(hint, Provenance.CLIENT_HINT)
    device = ua_parser.parse_device(_user_agent(headers))
    model = (device and device.model) or ""
    return _said("" if model in _NOT_A_MODEL else model, Provenance.USER_AGENT)


def _user_agent(headers: Mapping[str, str]) -> str:
    return headers.get("User-Agent", "")[:512]


def _hint(headers: Mapping[str, str], name: str) -> str:
    return headers.get(name, "").strip().strip('"')


def _said(value: str, provenance: Provenance, longest: int = 100, as_of: date | None = None) -> Captured:
    """Keep only the contract's characters; what is left of nothing is unknown."""
    text = " ".join(_FORBIDDEN.sub(" ", value).split())[:longest].strip()
    return Captured(value=text, provenance=provenance, as_of=as_of) if text else Captured()
