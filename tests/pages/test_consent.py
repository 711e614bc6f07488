"""What goes to Cashfree with a consent, and what is taken from a browser only after it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.servers import Stage, running, staged
from tests.upstream import Upstream
from tests.visitor import PERSON, Customer

MODEL = "Pixel 9 Test"


def test_what_the_customer_agreed_to_reaches_cashfree_as_it_was(tmp_path: Path) -> None:
    """Given a phone that names its model, when the customer agrees, then the call carries consent and evidence."""
    upstream = Upstream()
    with running(upstream.app) as url, staged(tmp_path, cashfree_base_url=f"{url}/verification") as stage:
        customer = Customer(stage)
        customer.session.headers.update({"Sec-CH-UA-Model": f'"{MODEL}"', "Sec-CH-UA-Platform": '"Android"'})
        assert "Sec-CH-UA-Model" in customer.look("/").reply.headers["Accept-CH"]
        before = datetime.now(UTC).replace(microsecond=0)
        customer.start()
    (sent,) = upstream.sent
    consent = sent.pop("user_consent")
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,50}", sent.pop("verification_id"))
    assert sent == {**PERSON, "notification_modes": ["SMS"]}
    assert before <= datetime.fromisoformat(consent.pop("timestamp")) <= datetime.now(UTC)
    device_id = consent["device_details"].pop("device_id")
    assert consent == {
        "purpose": "Fetch identity details by mobile number for KYC at Sample Bank",
        "obtained": True,
        "type": "EXPLICIT",
        "network_details": {"ip": "127.0.0.1", "ip_origin": "HOME"},
        "device_details": {"os_type": "Android", "model": MODEL},
    }
    assert customer.session.cookies["device"] == device_id


def test_nothing_about_the_device_is_kept_before_consent(stage: Stage) -> None:
    """Given a form without the tick, when it is sent, then no device cookie is set and nothing reaches the database."""
    customer = Customer(stage)
    customer.start(consent="")
    assert set(customer.session.cookies.keys()) == {"onboarding"}
    assert stage.app.extensions["visitor"].onboarding.current(_token(stage, customer)) is None


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.5")])
def test_only_the_word_of_known_proxies_is_taken_for_the_address(tmp_path: Path, proxies: int, address: str) -> None:
    """Given forwarded addresses, when proxies are configured, then what the outermost of them saw is recorded."""
    upstream = Upstream()
    with (
        running(upstream.app) as url,
        staged(tmp_path, cashfree_base_url=f"{url}/verification", trusted_proxy_count=proxies) as stage,
    ):
        customer = Customer(stage)
        customer.session.headers["X-Forwarded-For"] = "192.0.2.66, 203.0.113.5, 198.51.100.7"
        customer.start()
    assert upstream.sent[0]["user_consent"]["network_details"]["ip"] == address


def test_an_address_that_is_none_is_left_out(tmp_path: Path) -> None:
    """Given a proxy that forwards an address with a zone, when the customer agrees, then no address is claimed."""
    upstream = Upstream()
    with (
        running(upstream.app) as url,
        staged(tmp_path, cashfree_base_url=f"{url}/verification", trusted_proxy_count=1) as stage,
    ):
        customer = Customer(stage)
        customer.session.headers["X-Forwarded-For"] = "fe80::1%eth0"
        assert customer.start().path == "/otp"
    assert upstream.sent[0]["user_consent"]["network_details"] == {"ip_origin": "HOME"}


def _token(stage: Stage, customer: Customer) -> str:
    serializer = stage.app.session_interface.get_signing_serializer(stage.app)  # type: ignore[attr-defined]
    return str(serializer.loads(customer.session.cookies["onboarding"])["journey"])
