"""Which network an address belongs to, by a dated file that the business provides: MaxMind's ASN format."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import maxminddb

_ORGANISATION = "autonomous_system_organization"
_SAMPLE = 1000
# What the reader raises for bytes that are not as its format says.
_UNREADABLE = (maxminddb.InvalidDatabaseError, ValueError, TypeError, LookupError, RecursionError, OverflowError)


@dataclass(frozen=True)
class AutonomousSystem:
    """Who runs a network, and the day of the file that says so."""

    organisation: str
    as_of: date


class AsnFile:
    """A database of autonomous systems: GeoLite2-ASN, DB-IP's ASN Lite, and whatever else has their format.

    It is read into memory once (about 10 MB): a file that is overwritten in its place, which would end a process that
    has it mapped, changes nothing here. A newer one is read at the next start. Threads may share it.
    """

    built_on: date
    """The day in UTC on which the file was built, as it says itself."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises ValueError, in one line, for one that cannot be read or is no such database."""
        try:
            self._reader = maxminddb.open_database(path, maxminddb.MODE_MEMORY)
            self.built_on = datetime.fromtimestamp(self._reader.metadata().build_epoch, UTC).date()
            named = any(_organisation(record) for _, record in islice(self._reader, _SAMPLE))
        except OSError as error:
            raise ValueError(f"the file cannot be read ({type(error).__name__})") from None
        except _UNREADABLE:
            raise ValueError("is no database in MaxMind's format (.mmdb), or a damaged one") from None
        if not named:
            kind = ascii(self._reader.metadata().database_type)[:50]
            raise ValueError(f"is a database of another kind ({kind}): its records have no {_ORGANISATION}")

    def lookup(self, address: str) -> AutonomousSystem | None:
        """Return who runs the network of an IPv4 or IPv6 address; None where the file does not say.

        Of an address that is none, or none of the public internet (private, loopback, link-local, shared, reserved),
        nothing is said, whatever the file holds.
        """
        try:
            public = _public(address)
            organisation = public and _organisation(self._reader.get(public))
        except _UNREADABLE:  # no address, IPv6 in a file of IPv4, or a damaged record
            return None
        return AutonomousSystem(organisation, self.built_on) if organisation else None


def _public(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    parsed = ipaddress.ip_address(address)
    return parsed if parsed.is_global else None


def _organisation(record: object) -> str | None:
    found = record.get(_ORGANISATION) if isinstance(record, dict) else None
    return found if isinstance(found, str) and found else None
