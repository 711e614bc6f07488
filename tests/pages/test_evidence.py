"""What a customer sees of what was recorded about the device, and how much of it Cashfree is told."""

import re
from html import unescape
from pathlib import Path

import pytest

from tests.networks import NORTH, NORTHERN, SOUTH, SOUTHERN, asn_file
from tests.servers import Stage, running, staged
from tests.upstream import Upstream
from tests.visitor import Customer, Page
from webapp.consent.evidence import Evidence
from webapp.consent.networks import AsnFile

UNKNOWN = "Not known: nothing is claimed"


def shown(page: Page) -> dict[str, tuple[str, str]]:
    """Return what the page says of each value: what was recorded, and where it is from."""
    found = re.findall(r"<h3>(.*?)</h3>.*?<dd>(.*?)</dd>.*?<dd class=\"source\">(.*?)</dd>", page.text, re.DOTALL)
    return {title: (unescape(re.sub("</?bdi>", "", value)), source) for title, value, source in found}


def test_the_customer_sees_all_that_was_recorded(tmp_path: Path) -> None:
    """Given a phone behind a known network, when its customer has agreed, then the page shows each value and whence."""
    file = asn_file(tmp_path / "asn.mmdb", {NORTHERN: NORTH})
    date = AsnFile(file).built_on
    with staged(tmp_path, asn_database_file=file, trusted_proxy_count=1, demo=False) as stage:
        customer = Customer(stage)
        hints = {"Sec-CH-UA-Model": '"Pixel 9 Test"', "Sec-CH-UA-Platform": '"Android"', "X-Forwarded-For": "1.0.0.1"}
        customer.session.headers.update(hints)
        customer.start()
        page = customer.look("/consent/evidence")
        device_id = customer.session.cookies["device"].split(".")[0]
    hint = "Your browser, which said so when asked"
    assert shown(page) == {
        "Internet address": ("1.0.0.1", "Your connection to this site"),
        "Where you were": ("At home", "You: your choice on the first page"),
        "Internet provider": (NORTH, f"A list of networks and who runs them, as of {date.day} {date:%B %Y}"),
        "Device ID": (device_id, "This site, which made it up for your browser"),
        "System": ("Android", hint),
        "Model": ("Pixel 9 Test", hint),
    }
    assert len(shown(page)) == len(Evidence.model_fields)
    assert page.title == "What we recorded about your device"


def test_what_is_not_known_is_said_to_be_unknown(stage: Stage) -> None:
    """Given a browser that says nothing of itself and no list of networks, then the page says what is not known."""
    customer = Customer(stage)
    customer.start(ip_origin="OTHERS")
    page = shown(customer.look("/consent/evidence"))
    assert page["Internet provider"] == page["Model"] == page["System"] == ("Nothing", UNKNOWN)
    assert page["Where you were"] == ("Somewhere else, or I would rather not say", "You named no place")


def test_the_page_leads_on(stage: Stage) -> None:
    """Given the page, then from it the customer comes to the notice, the receipt, and back to their place."""
    customer = Customer(stage)
    customer.start()
    links = re.findall(r'<a class="button quiet" href="(/.*?)"', customer.look("/consent/evidence").text)
    assert links == ["/", "/consent/notice", "/consent/receipt"]
    assert [customer.look(link).path for link in links] == ["/otp", *links[1:]]


def test_nobody_sees_it_without_a_consent(stage: Stage) -> None:
    """Given a browser without a consent, when it opens the page, then it is led to its place."""
    one, other = Customer(stage), Customer(stage)
    one.start()
    assert other.look("/consent/evidence").path == "/"
    other.look("/")
    assert other.look("/consent/evidence").path == "/"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("1.0.0.1", {"ip": "1.0.0.1", "isp": NORTH}),
        ("2400:cb00::1", {"ip": "2400:cb00::1", "isp": SOUTH}),
        ("1.1.0.0", {"ip": "1.1.0.0"}),
        ("10.0.0.1", {"ip": "10.0.0.1"}),
    ],
)
def test_cashfree_is_told_the_provider_that_the_file_names(
    tmp_path: Path, address: str, network: dict[str, str]
) -> None:
    """Given a list of networks, when a customer agrees, then the call names the provider, or nobody."""
    upstream = Upstream()
    file = asn_file(tmp_path / "asn.mmdb", {NORTHERN: NORTH, SOUTHERN: SOUTH, "10.0.0.0/8": "Nobody"})
    settings = {"asn_database_file": file, "trusted_proxy_count": 1, "demo": False}
    with running(upstream.app) as url, staged(tmp_path, cashfree_base_url=f"{url}/verification", **settings) as stage:
        customer = Customer(stage)
        customer.session.headers["X-Forwarded-For"] = address
        customer.start()
    assert upstream.sent[0]["user_consent"]["network_details"] == {**network, "ip_origin": "HOME"}
