"""Databases of autonomous systems with invented organisations, in MaxMind's format."""

from collections.abc import Mapping
from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet  # type: ignore[import-untyped] # comes with mmdb_writer, which takes nothing else

NORTH, SOUTH = "Northern Fibre Private Limited", "Southern Mobile Ltd."
NORTHERN, SOUTHERN = "1.0.0.0/16", "2400:cb00::/32"


def asn_file(path: Path, organisations: Mapping[str, object], version: int = 6) -> Path:
    """Write a database that gives each network (`1.0.0.0/16`) its organisation; return the path."""
    records = {network: {"autonomous_system_organization": name} for network, name in organisations.items()}
    return database(path, records, version)


def database(path: Path, records: Mapping[str, Mapping[str, object]], version: int = 6) -> Path:
    """Write a database of any records; return the path."""
    writer = MMDBWriter(version, "Test-ASN", ipv4_compatible=version == 6)
    for network, record in records.items():
        writer.insert_network(IPSet([network]), {"autonomous_system_number": 64500, **record})
    writer.to_db_file(str(path))
    return path
