"""Under which names the pages may be asked for, and which other sites may frame them."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The names of this machine for itself."""
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Hosts:
    """The names under which the pages may be asked for.

    any_address: any IP address will do as well. An address, unlike a name, cannot be made to lead elsewhere, so that no
    other site can pose as this one by it.
    """

    names: frozenset[str]
    any_address: bool = False

    @classmethod
    def of_service(cls, public_url: str) -> Self:
        """Return those of a service for real customers: the name in its public address, and no other."""
        return cls(frozenset({host_name(public_url)}))

    @classmethod
    def of_demonstration(cls, public_url: str, listens_on: str) -> Self:
        """Return those of a demonstration: this machine's names, and where it listens."""
        names = LOOPBACK | {host_name(public_url), listens_on.lower()}
        return cls(names, any_address=is_unspecified(listens_on))

    def allow(self, host: str) -> bool:
        """Tell whether the value of a `Host` header names us; whatever its port, for a proxy may have another."""
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = (found[1] or found[2]).lower()
        return name in self.names or (self.any_address and _is_address(name))


def names_an_address(host: str) -> bool:
    """Tell whether the value of a `Host` header is an IP address, with or without a port, or nothing at all."""
    found = _HOST.fullmatch(host)
    return not host or (found is not None and _is_address(found[1] or found[2]))


def host_name(url: str) -> str:
    """Return the host of an address as browsers send it. Raises ValueError for what can be no host's name."""
    name = (urlsplit(url).hostname or "").lower()
    try:
        return name if ":" in name else name.encode("idna").decode()
    except UnicodeError:
        raise ValueError("must name a host") from None


def _origin(text: str) -> str:
    scheme, _, host = text.lower().removesuffix("/").partition("://")
    name = host_name(text)
    # What this ends up in is a list of directives: nothing but a plain origin may get there.
    if _HOST.fullmatch(host) is None or (scheme != "https" and (scheme, name in LOOPBACK) != ("http", True)):
        raise ValueError("must be origins such as https://www.business.in, separated by spaces")
    return f"{scheme}://{host}"


def _split(given: object) -> object:
    return tuple(given.split()) if isinstance(given, str) else given


Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], BeforeValidator(_split)]
"""Origins (scheme, host, port), in a setting separated by spaces; `https://`, or `http://` on this machine."""


def is_loopback(host: str) -> bool:
    """Tell whether nobody but this machine itself can reach a host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() in LOOPBACK


def is_unspecified(host: str) -> bool:
    """Tell whether a host stands for all addresses of this machine."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
