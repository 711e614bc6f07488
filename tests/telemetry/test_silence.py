"""Whatever comes in, from customers, strangers or upstream, the serving processes write down none of it.

Everything that a run writes, on either stream, is read: each line of the log must be JSON, and no eight characters of
any value that came in may stand in it.
"""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.pages.test_privacy import _VALUES, Marker, marked_record, telling_parts
from tests.postgres import PostgresServer
from tests.servers import running
from tests.serving.service import Service, customer_of, served
from tests.upstream import Upstream
from tests.visitor import PERSON, Customer
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.scenarios import SCENARIOS
from webapp.sandbox.server import RunningSandbox, serve

# Everybody comes from one address, and all at once.
PLENTY = {"limit_calls_per_minute": 60_000, "limit_calls_for_verifies": 30_000, "limit_sends_in_all": "1000/minute"}


@pytest.fixture
def marker() -> Marker:
    """Makes values that can be nowhere by chance."""
    return Marker(20)


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """An embedded server whose slow answers come in time and whose hung ones do not."""
    with serve(create_sandbox(SandboxConfig(slow_seconds=0.1, hang_seconds=30))) as running_sandbox:
        yield running_sandbox


def assert_silent(service: Service, marker: Marker, requests_at_least: int) -> None:
    """Check that the requests were written about, and with nothing of what was in them."""
    assert len(service.lines("Request")) >= requests_at_least
    said = [service.written(), service.errors.with_name("stdout").read_text()]
    assert len(marker.made) >= 5
    assert not telling_parts(marker.made) & telling_parts(said)


def number_of(marker: Marker) -> str:
    """Return a mobile number that is remembered."""
    marker.made.append(f"9{marker.number(9)}")
    return marker.made[-1]


def marked_customer(service: Service, sandbox: RunningSandbox, marker: Marker) -> Customer:
    """Return a customer whose browser says something memorable of itself wherever it can."""
    customer = customer_of(service, sandbox)
    for header in ("User-Agent", "Referer", "Sec-CH-UA-Model", "Sec-CH-UA-Platform", "X-Forwarded-For", "X-Real-IP",
                   "Accept-Language", "Authorization", "Origin", marker.text()):  # fmt: skip
        customer.session.headers[header] = marker.text()
    customer.session.cookies.set(marker.text(), marker.text())
    return customer


def test_a_whole_visit(sandbox: RunningSandbox, marker: Marker, tmp_path: Path) -> None:
    """Given a reply full of memorable values, when a visit goes from start to withdrawal, then none is written."""
    upstream = Upstream()
    upstream.record = marked_record(marker, cycle(sorted(_VALUES)), named=True)
    with (
        running(upstream.app) as url,
        served(tmp_path, cashfree_base_url=f"{url}/verification") as service,
    ):
        customer = marked_customer(service, sandbox, marker)
        number, code = number_of(marker), marker.number(8)
        assert customer.start(mobile_number=number, notice="0" * 64).status == 422
        assert customer.start(mobile_number=number).path == "/otp"
        assert customer.enter_code(marker.text()).status == 422
        assert customer.enter_code(code).path == "/summary"
        for page in ("evidence", "receipt", "receipt.json", "withdraw"):
            customer.session.get(f"{service.url}/consent/{page}?{marker.text()}={marker.text()}", timeout=5)
        token = customer.look("/summary").values["csrf_token"]
        customer.send("/consent/withdraw", {"reference": marker.text(), "mobile_number": number}, token)
        token = customer.look("/consent/withdraw").values["csrf_token"]
        customer.send("/consent/withdraw", {}, token)
        journeys = {line["reference"] for line in service.lines() if "reference" in line}
        assert len(journeys) == 1  # what staff can quote: it is on the lines of the visit
        assert_silent(service, marker, requests_at_least=15)


def test_answers_and_faults_of_upstream(sandbox: RunningSandbox, marker: Marker, tmp_path: Path) -> None:
    """Given every answer and fault of both operations, when customers meet them, then nothing of them is written."""
    numbers = [row.mobile_number for row in SCENARIOS]
    marker.made.extend(numbers)

    def visit(number: str) -> None:
        customer = customer_of(service, sandbox)
        customer.start(mobile_number=number, name=PERSON["name"])
        customer.enter_code("123456")
        if customer.stage.messages(number):
            customer.enter_code(mobile_number=number)

    with served(tmp_path, **PLENTY, cashfree_base_url=sandbox.base_url, cashfree_timeout_seconds=3) as service:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(visit, numbers))
        assert len({line["answer"] for line in service.lines("UpstreamAnswered")}) >= 10
        assert_silent(service, marker, requests_at_least=4 * len(numbers))
        assert PERSON["name"].upper() not in service.written().upper()


def test_strangers(marker: Marker, tmp_path: Path) -> None:
    """Given requests for nothing there is, and some that are none at all, then nothing of them is written."""
    with served(tmp_path) as service:
        for method in ("GET", "POST", "PUT", "OPTIONS", marker.text()):
            for path in ("/", f"/{marker.text()}", f"/static/{marker.text()}", f"/consent/notice/{marker.text()}.txt"):
                requests.request(
                    method, f"{service.url}{path}?{marker.text()}={marker.text()}",
                    data={marker.text(): marker.text(), "mobile_number": number_of(marker), "name": marker.text()},
                    headers={marker.text(): marker.text()}, timeout=5,
                )  # fmt: skip
        requests.post(service.url, data=marker.text() * 2000, timeout=5)
        requests.post(service.url, json={marker.text(): marker.text()}, timeout=5)
        requests.get(service.url, headers={"Host": f"{marker.text()}.example"}, timeout=5)
        for request in not_http(marker):
            with socket.create_connection((urlsplit(service.url).hostname, urlsplit(service.url).port), 60) as stranger:
                stranger.sendall(request)
                while stranger.recv(4096):
                    pass
        refused = [line for line in service.lines("(left out)") if line["logger"] == "gunicorn.error"]
        assert [line["level"] for line in refused] == ["warning"] * 6
        assert_silent(service, marker, requests_at_least=23)


def not_http(marker: Marker) -> list[bytes]:
    """Return what gunicorn itself turns away."""
    first = f"GET /{marker.text()} HTTP/1.1\r\n"
    requests = (
        f"{marker.text()}\r\n\r\n",
        f"GET /{marker.text()} HTTP/{marker.text()}\r\n\r\n",
        f"{first}{marker.text()} : {marker.text()}\r\n\r\n",
        f"{first}Content-Length: {marker.text()}\r\n\r\n",
        f"GET /{marker.text() * 200} HTTP/1.1\r\n\r\n",
        f"{first}Cookie: {marker.text() * 1000}\r\n\r\n",
    )
    return [request.encode() for request in requests]


@contextmanager
def closed(postgres: PostgresServer) -> Iterator[None]:
    """Let nobody into the database, and whoever is there out."""
    postgres._administer("ALTER DATABASE silence ALLOW_CONNECTIONS false")
    postgres._administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'silence'")
    try:
        yield
    finally:
        postgres._administer("ALTER DATABASE silence ALLOW_CONNECTIONS true")


def test_a_database_that_fails(
    sandbox: RunningSandbox, postgres: PostgresServer, marker: Marker, tmp_path: Path
) -> None:
    """Given a database that goes away under a visit, then its defects are told by type and place alone."""
    number, code = number_of(marker), marker.number(8)
    with (
        postgres.database("silence") as url,
        served(tmp_path, database_url=url, cashfree_base_url=sandbox.base_url) as service,
    ):
        customer = marked_customer(service, sandbox, marker)
        page = customer.look("/")
        notice = customer.notice()
        with closed(postgres):
            for fields in ({"mobile_number": number, "name": marker.text(), "notice": notice}, {"otp": code}):
                path = "/otp" if "otp" in fields else "/"
                failed = customer.send(path, {"consent": "y", "adult": "YES", "notification_modes": "SMS",
                                              "notice": notice, **fields}, page.values["csrf_token"])  # fmt: skip
                assert failed.status == 500
        assert {line["error"] for line in service.lines("UnexpectedError")} == {"OperationalError"}
        assert_silent(service, marker, requests_at_least=4)
