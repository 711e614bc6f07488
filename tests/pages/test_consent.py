"""What goes to Cashfree with a consent, and what is taken from a browser only after it."""

import re
import sqlite3
from contextlib import closing
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
    assert customer.session.cookies["device"].split(".")[0] == device_id


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
        staged(tmp_path, cashfree_base_url=f"{url}/verification", trusted_proxy_count=proxies, demo=False) as stage,
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
        staged(tmp_path, cashfree_base_url=f"{url}/verification", trusted_proxy_count=1, demo=False) as stage,
    ):
        customer = Customer(stage)
        customer.session.headers["X-Forwarded-For"] = "fe80::1%eth0"
        assert customer.start().path == "/otp"
    assert upstream.sent[0]["user_consent"]["network_details"] == {"ip_origin": "HOME"}


def _token(stage: Stage, customer: Customer) -> str:
    serializer = stage.app.session_interface.get_signing_serializer(stage.app)  # type: ignore[attr-defined]
    return str(serializer.loads(customer.session.cookies["onboarding"])["journey"])


def test_a_notice_that_changed_while_it_was_read_is_read_again(stage: Stage) -> None:
    """Given a form that rests on another notice, when it is sent, then nothing goes out and the tick is gone."""
    customer = Customer(stage)
    page = customer.start(notice="0" * 64)
    assert page.status == 422
    assert "The notice has changed" in page.text
    assert "consent" not in page.values
    assert page.values["mobile_number"] == PERSON["mobile_number"]
    assert stage.messages(PERSON["mobile_number"]) == []
    assert set(customer.session.cookies.keys()) == {"onboarding"}


def test_the_notice_that_is_recorded_is_the_one_on_the_page(stage: Stage) -> None:
    """Given the first page's form, when its fields are read, then the notice's hash is that of its own page."""
    customer = Customer(stage)
    assert customer.look("/").values["notice"] == customer.notice()


def test_who_is_under_18_is_asked_nothing_more(stage: Stage) -> None:
    """Given somebody who says to be under 18, when the form is sent, then a page of its own ends it before any call."""
    customer = Customer(stage)
    page = customer.start(adult="NO")
    assert (page.path, page.status) == ("/under-age", 403)
    assert stage.messages(PERSON["mobile_number"]) == []
    assert set(customer.session.cookies.keys()) == set()


def test_a_minor_who_was_under_way_is_stopped(stage: Stage) -> None:
    """Given a code that was asked for, when the customer then says to be under 18, then the journey is over."""
    customer = Customer(stage)
    customer.start()
    customer.send("/otp/change", {})
    assert customer.start(adult="NO").path == "/under-age"
    assert customer.look("/otp").path == "/"


def test_no_device_cookie_is_set_for_a_consent_that_could_not_be_recorded(stage: Stage) -> None:
    """Given a ledger that was tampered with, when a customer agrees, then no device id stays in the browser."""
    Customer(stage).start(mobile_number="9000000002")
    customer = Customer(stage)
    with closing(sqlite3.connect(stage.database)) as database, database:
        database.execute("UPDATE consent_head SET hash = 'another'")
    assert customer.start().status == 503
    assert set(customer.session.cookies.keys()) == {"onboarding"}


@pytest.mark.parametrize("planted", ["AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA.forged"])
def test_only_a_device_id_of_our_own_is_recorded(stage: Stage, planted: str) -> None:
    """Given a device cookie that this site did not make, when the customer agrees, then a new id is given."""
    customer = Customer(stage)
    customer.session.cookies.set("device", planted)
    customer.start()
    assert "A" * 22 not in customer.look("/consent/evidence").text


def test_what_a_customer_left_behind_is_wiped_by_whoever_comes_next(stage: Stage) -> None:
    """Given a summary that was left open, when a stranger reads the notice an hour later, then it is gone."""
    customer = Customer(stage)
    customer.start()
    customer.enter_code()
    stage.clock.pass_by(minutes=61)
    Customer(stage).look("/consent/notice")
    with closing(sqlite3.connect(stage.database)) as database:
        assert database.execute("SELECT state, details, summary FROM journeys").fetchall() == [("expired", None, None)]


def test_only_a_page_that_was_asked_for_counts_as_shown(stage: Stage) -> None:
    """Given a summary, when only its headers are asked for, then nothing is recorded as shown."""
    customer = Customer(stage)
    customer.start()
    customer.send("/otp", {"otp": stage.newest_code(PERSON["mobile_number"])})
    with closing(sqlite3.connect(stage.database)) as database:
        shown = database.execute("SELECT shown FROM journeys").fetchone()
    assert shown == (1,)  # the redirect led there
    other = Customer(stage)
    other.start(mobile_number="9876543210", name="Asha Rao")
    code = stage.newest_code("9876543210")
    fields = {"otp": code, "csrf_token": other.token()}
    other.session.post(stage.url + "/otp", data=fields, allow_redirects=False, timeout=10)
    other.session.head(stage.url + "/summary", timeout=10)
    with closing(sqlite3.connect(stage.database)) as database:
        assert database.execute("SELECT min(shown) FROM journeys").fetchone() == (0,)


def test_who_does_not_say_the_age_is_asked_for_it(stage: Stage) -> None:
    """Given a form without an answer on the age, when it is sent, then it comes back with the question."""
    page = Customer(stage).start(adult="")
    assert page.status == 422
    assert "Say whether you are 18 or over" in page.text
    assert stage.messages(PERSON["mobile_number"]) == []


def test_a_record_of_a_minor_ends_on_its_own_page(stage: Stage) -> None:
    """Given a person of sixteen on record, when the code is right, then nothing of the record is shown."""
    customer = Customer(stage)
    customer.start(mobile_number="9000000009", name="Kabir Nair")
    page = customer.enter_code(mobile_number="9000000009")
    assert (page.path, page.status) == ("/under-age", 403)
    assert "••••" not in page.text
    assert customer.look("/summary").path == "/under-age"
