"""What is recorded of a device and its network, and where each value came from."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.networks import NORTH, NORTHERN, SOUTH, SOUTHERN, asn_file
from webapp.consent.evidence import Captured, Evidence, Provenance, capture
from webapp.consent.networks import AsnFile

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Mobile Safari/537.36"
)
REDUCED = ANDROID.replace("Android 14; Pixel 8", "Android 10; K")
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/604.1"
UNKNOWN = Captured()


def captured(
    address: str | None = "1.0.0.1",
    networks: AsnFile | None = None,
    ip_origin: str | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Evidence:
    """Return the evidence of a request."""
    return capture(address=address, headers=headers, ip_origin=ip_origin, device_id="device", networks=networks)


@pytest.mark.parametrize(
    ("address", "ip"),
    [
        ("1.0.0.1", "1.0.0.1"),
        ("2400:CB00:0::1", "2400:cb00::1"),
        ("::ffff:1.0.0.1", "1.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("fe80::1%eth0", None),
        ("unix:", None),
        (None, None),
    ],
)
def test_the_address_is_that_of_the_connection(address: str | None, ip: str | None) -> None:
    """Given an address of either family, then it is recorded as the connection's; what is none is unknown."""
    expected = UNKNOWN if ip is None else Captured(value=ip, provenance=Provenance.CONNECTION)
    assert captured(address).ip == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("HOME", Captured(value="HOME", provenance=Provenance.STATED)),
        ("OFFICE", Captured(value="OFFICE", provenance=Provenance.STATED)),
        ("OTHERS", Captured(value="OTHERS", provenance=Provenance.NOT_STATED)),
        (None, Captured(value="OTHERS", provenance=Provenance.NOT_STATED)),
    ],
)
def test_the_place_is_what_the_customer_said(stated: str | None, expected: Captured) -> None:
    """Given a choice, then it is recorded as stated; whoever did not choose claims nothing."""
    assert captured(ip_origin=stated).ip_origin == expected


@pytest.mark.parametrize(
    ("headers", "os_type", "model"),
    [
        ({"User-Agent": ANDROID}, ("Android", Provenance.USER_AGENT), ("Pixel 8", Provenance.USER_AGENT)),
        ({"User-Agent": REDUCED}, ("Android", Provenance.USER_AGENT), None),
        (
            {"User-Agent": REDUCED, "Sec-CH-UA-Platform": '"Android"', "Sec-CH-UA-Model": '"Pixel 9 (Pro)"'},
            ("Android", Provenance.CLIENT_HINT),
            ("Pixel 9 Pro", Provenance.CLIENT_HINT),
        ),
        ({"User-Agent": IPHONE}, ("iOS", Provenance.USER_AGENT), ("iPhone", Provenance.USER_AGENT)),
        ({"User-Agent": "curl/8"}, None, None),
        ({}, None, None),
    ],
)
def test_the_device_is_what_its_browser_says(
    headers: dict[str, str], os_type: tuple[str, Provenance] | None, model: tuple[str, Provenance] | None
) -> None:
    """Given what a browser says of itself, then hints go before its name, and a reduced name claims no model."""
    evidence = captured(headers=headers)
    for found, expected in ((evidence.os_type, os_type), (evidence.model, model)):
        assert found == (Captured(value=expected[0], provenance=expected[1]) if expected else UNKNOWN)


@pytest.mark.parametrize(
    ("address", "organisation"),
    [
        ("1.0.0.1", NORTH),
        ("::ffff:1.0.0.1", NORTH),
        ("2400:cb00::1", SOUTH),
        ("1.1.0.0", None),
        ("127.0.0.1", None),
        ("nobody", None),
        (None, None),
    ],
)
def test_the_provider_is_what_the_file_says(tmp_path: Path, address: str | None, organisation: str | None) -> None:
    """Given a file, then the provider is its organisation, with the file's day; of other addresses nothing is said."""
    networks = AsnFile(asn_file(tmp_path / "asn.mmdb", {NORTHERN: NORTH, SOUTHERN: SOUTH}))
    expected = Captured(value=organisation, provenance=Provenance.ASN_FILE, as_of=networks.built_on)
    assert captured(address, networks).isp == (expected if organisation else UNKNOWN)


def test_without_a_file_no_provider_is_claimed() -> None:
    """Given no file, then the provider is unknown."""
    assert captured("1.0.0.1").isp == UNKNOWN


@pytest.mark.parametrize(
    ("organisation", "isp"),
    [
        ("Bharat Wires Ltd., Telemedia (North)", "Bharat Wires Ltd. Telemedia North"),
        ("A&B Net/Co-op_1", "A&B Net/Co-op_1"),
        ("Réseau\n<b>Été</b>", "R seau b t /b"),
        ("N" * 150, "N" * 100),
        ("N" * 99 + " Limited", "N" * 99),
        ("नेटवर्क", None),
        ('"()"', None),
    ],
)
def test_the_provider_keeps_to_the_contract_s_characters(tmp_path: Path, organisation: str, isp: str | None) -> None:
    """Given an organisation with other characters, then they are left out, and 100 are kept; of nothing is unknown."""
    networks = AsnFile(asn_file(tmp_path / "asn.mmdb", {NORTHERN: organisation}))
    assert captured("1.0.0.1", networks).isp.value == isp


def test_what_was_stored_before_there_was_a_provider_is_still_read() -> None:
    """Given evidence stored without a provider, then it is read as unknown; what is stored now is read as it was."""
    stored = '{"ip": {"value": "1.0.0.1", "provenance": "connection"}, "model": {"value": null}}'
    assert Evidence.model_validate_json(stored) == Evidence(
        ip=Captured(value="1.0.0.1", provenance=Provenance.CONNECTION)
    )


def test_evidence_survives_being_stored(tmp_path: Path) -> None:
    """Given evidence with a dated value, when it is stored and read, then it is the same."""
    networks = AsnFile(asn_file(tmp_path / "asn.mmdb", {NORTHERN: NORTH}))
    evidence = captured("1.0.0.1", networks, "HOME", {"User-Agent": ANDROID})
    assert Evidence.model_validate_json(evidence.model_dump_json()) == evidence
    assert NORTH not in repr(evidence)
