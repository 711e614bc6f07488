"""Which network an address belongs to, and what is no file to ask."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.networks import NORTH, NORTHERN, SOUTH, SOUTHERN, asn_file, database
from webapp.consent.networks import AsnFile, AutonomousSystem

EVERYWHERE = {
    "0.0.0.0/1": "Everybody",
    "128.0.0.0/1": "Everybody",
    "8000::/1": "Everybody",
    "4000::/2": "Everybody",
    "2000::/3": "Everybody",
}


@pytest.fixture
def networks(tmp_path: Path) -> AsnFile:
    """A file that knows one network of each family."""
    return AsnFile(asn_file(tmp_path / "asn.mmdb", {NORTHERN: NORTH, SOUTHERN: SOUTH}))


@pytest.mark.parametrize(
    ("address", "organisation"),
    [
        ("1.0.0.1", NORTH),
        ("1.0.255.255", NORTH),
        ("2400:cb00::1", SOUTH),
        ("2400:cb00:0:ffff::1", SOUTH),
        ("1.1.0.0", None),
        ("2400:cb01::1", None),
    ],
)
def test_an_address_is_looked_up(networks: AsnFile, address: str, organisation: str | None) -> None:
    """Given a file, when an address of either family is looked up, then its network's organisation is found, dated."""
    found = networks.lookup(address)
    assert found == (None if organisation is None else AutonomousSystem(organisation, networks.built_on))


def test_the_date_is_the_file_s_own(tmp_path: Path) -> None:
    """Given a file built now, then its day in UTC is today."""
    before = datetime.now(UTC).date()
    built_on = AsnFile(asn_file(tmp_path / "asn.mmdb", {NORTHERN: NORTH})).built_on
    assert before <= built_on <= datetime.now(UTC).date()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.0.1", "100.64.0.1", "192.0.2.1", "0.1.2.3",
     "::1", "fe80::1", "fd00::1", "2001:db8::1", "::ffff:10.0.0.1"],
)  # fmt: skip
def test_nothing_is_said_of_an_address_that_is_not_public(tmp_path: Path, address: str) -> None:
    """Given a file that names somebody for every address, then it is not believed for those of no public network."""
    networks = AsnFile(asn_file(tmp_path / "asn.mmdb", EVERYWHERE))
    assert networks.lookup("1.0.0.1")
    assert networks.lookup(address) is None


@pytest.mark.parametrize("address", ["", "nobody", "1.0.0", "1.0.0.1/16", "1.0.0.1:443", "fe80::1%eth0"])
def test_nothing_is_said_of_what_is_no_address(networks: AsnFile, address: str) -> None:
    """Given what is no public address, then nothing is said of it, and nothing is raised."""
    assert networks.lookup(address) is None


def test_a_file_of_ipv4_says_nothing_of_ipv6(tmp_path: Path) -> None:
    """Given a file that knows IPv4 alone, when an IPv6 address is looked up, then nothing is said."""
    networks = AsnFile(asn_file(tmp_path / "asn.mmdb", {NORTHERN: NORTH}, version=4))
    assert networks.lookup("1.0.0.1")
    assert networks.lookup("2400:cb00::1") is None


@pytest.mark.parametrize("organisation", ["", 64500, [NORTH], {"en": NORTH}])
def test_a_record_without_an_organisation_says_nothing(tmp_path: Path, organisation: object) -> None:
    """Given a network whose organisation is missing or no text, then nothing is said of it."""
    networks = AsnFile(asn_file(tmp_path / "asn.mmdb", {NORTHERN: NORTH, SOUTHERN: organisation}))
    assert networks.lookup("2400:cb00::1") is None


def test_many_threads_share_a_file(networks: AsnFile) -> None:
    """Given many threads, when they look up at once, then each gets what belongs to its address."""
    addresses = ["1.0.0.1", "2400:cb00::1", "1.1.0.0"] * 500
    with ThreadPoolExecutor(8) as pool:
        found = [system and system.organisation for system in pool.map(networks.lookup, addresses)]
    assert found == [NORTH, SOUTH, None] * 500


def test_a_file_that_is_overwritten_changes_nothing(tmp_path: Path, networks: AsnFile) -> None:
    """Given a file in use, when it is cut short in its place, then what was read is still there."""
    (tmp_path / "asn.mmdb").write_bytes(b"")
    assert networks.lookup("1.0.0.1")


def _country(path: Path) -> None:
    database(path, {NORTHERN: {"country": {"iso_code": "IN"}}})


def _empty_database(path: Path) -> None:
    database(path, {})


def _cut_in_the_middle(path: Path) -> None:
    asn_file(path, {NORTHERN: NORTH, SOUTHERN: SOUTH})
    path.write_bytes(path.read_bytes()[200:])


def _without_its_end(path: Path) -> None:
    asn_file(path, {NORTHERN: NORTH})
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda path: path, r"the file cannot be read \(FileNotFoundError\)"),
        (lambda path: path.mkdir(), r"the file cannot be read \(IsADirectoryError\)"),
        (lambda path: path.write_bytes(b""), r"is no database in MaxMind's format \(\.mmdb\), or a damaged one"),
        (lambda path: path.write_text("network,asn\n"), r"is no database in MaxMind's format"),
        (_cut_in_the_middle, r"is no database in MaxMind's format"),
        (_without_its_end, r"is no database in MaxMind's format"),
        (_country, r"is a database of another kind \('Test-ASN'\): its records have no autonomous_system_organization"),
        (_empty_database, r"is a database of another kind"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, make: Callable[[Path], object], text: str) -> None:
    """Given what is no such file, when it is opened, then one line says what is wrong with it."""
    path = tmp_path / "asn.mmdb"
    make(path)
    with pytest.raises(ValueError, match=f"^{text}") as refused:
        AsnFile(path)
    assert "\n" not in str(refused.value)


def test_no_damage_breaks_a_lookup(tmp_path: Path) -> None:
    """Given a file with one byte changed, any of them, then it is refused, or answers without an exception."""
    path = asn_file(tmp_path / "asn.mmdb", {NORTHERN: NORTH}, version=4)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            networks = AsnFile(path)
        except ValueError:
            continue
        found = networks.lookup("1.0.0.1")
        assert found is None or found.organisation
