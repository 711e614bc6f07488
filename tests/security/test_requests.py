"""What is taken at all: methods, kinds of body, sizes; and what is not there to be asked for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.security.addresses import addresses
from tests.security.attacks import Headers
from tests.security.live import browser, live
from tests.security.wire import Shot, Wire
from tests.servers import Stage
from tests.serving.service import Service, served
from tests.visitor import AGREED, PERSON, Customer

FORM = {**PERSON, **AGREED}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The application under gunicorn."""
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.mark.parametrize(
    ("kind", "status"),
    [("multipart/form-data; boundary=b", 415), ("application/json", 415), ("text/xml", 415), ("text/plain", 415),
     ("application/x-www-form-urlencoded; charset=utf-8", 400)],
)  # fmt: skip
def test_only_forms_are_read(stage: Stage, kind: str, status: int) -> None:
    """Given a body of another kind than a form's, when it is sent to any form, then it is refused unread."""
    for path in addresses(stage.app, "POST"):
        reply = requests.post(stage.url + path, data=b"--b\r\n\r\n", headers={"Content-Type": kind}, timeout=5,
                              allow_redirects=False)  # fmt: skip
        # Without a journey most forms lead away before they look at the token.
        assert reply.status_code in {status, 303} if status == 400 else reply.status_code == status
    assert "Go on" in requests.post(stage.url, json={}, timeout=5).text


def test_a_file_in_the_place_of_a_field_is_refused(stage: Stage) -> None:
    """Given a file as a field, with the right token, when it is sent, then it is refused and the journey stays."""
    customer = Customer(stage)
    token = customer.start().values["csrf_token"]
    reply = customer.session.post(f"{stage.url}/otp", data={"csrf_token": token}, files={"otp": b"123456"}, timeout=5)
    assert reply.status_code == 415
    assert customer.look("/").path == "/otp"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "else"])
def test_a_form_of_another_site_is_refused_and_changes_no_cookie(stage: Stage, site: str) -> None:
    """Given a form that another site sends, which comes without our cookies, when it arrives, then it is refused, and
    its answer does not put new ones in the place of those that the browser has."""
    for path in addresses(stage.app, "POST"):
        reply = requests.post(stage.url + path, data=FORM, headers={"Sec-Fetch-Site": site}, timeout=5)
        assert (reply.status_code, reply.headers.get("Set-Cookie")) == (403, None), path


@pytest.mark.parametrize("chunk", [b"5\r\nabcde\r\n0\r\n\r\n", b"-1\r\n\r\n", b"zz\r\n\r\n", b"fffffffff\r\nabc"])
def test_a_body_of_unknown_length_is_refused_unread(service: Service, chunk: bytes) -> None:
    """Given a body in pieces, whole or broken, when it is sent, then a length is asked for; no defect is reported."""
    host = service.url.removeprefix("http://").encode()
    headers = (("Host", host), ("Transfer-Encoding", b"chunked"))
    with Wire(service.url) as wire:
        assert wire.fire(Shot("POST", b"/", headers, chunk, framed=False)).status == 411
    assert not service.lines("UnexpectedError")


def test_what_is_refused_is_logged(service: Service) -> None:
    """Given requests for another host, of another kind and without a token, when they are refused, then each has its
    line in the log, with its status."""
    before = len(service.lines("Request"))
    requests.get(service.url, headers={"Host": "elsewhere.example"}, timeout=5)
    requests.post(service.url, json={}, timeout=5)
    requests.post(service.url, data=FORM, timeout=5)
    lines = service.lines("Request")[before:]
    told = [(line["method"], line["status"], line["outcome"]) for line in lines]
    assert told == [("GET", 400, "refused"), ("POST", 415, "refused"), ("POST", 400, "refused")]


@pytest.mark.parametrize(
    "lengths",
    [(b"4", b"5"), (b"-1",), (b"+4",), (b"4x",), (b"99999999999999999999999",)],
)
def test_two_lengths_or_none_are_no_request(service: Service, lengths: tuple[bytes, ...]) -> None:
    """Given a body whose end can be read in two ways, when it is sent, then it is refused, and what stands behind it is
    not taken for another request."""
    host = service.url.removeprefix("http://").encode()
    headers = (("Host", host), *(("Content-Length", length) for length in lengths))
    hidden = b"abcdPOST /finish HTTP/1.1\r\nHost: " + host + b"\r\nContent-Length: 0\r\n\r\n"
    before = len(service.lines("Request"))
    with Wire(service.url) as wire:
        assert wire.fire(Shot("POST", b"/", headers, hidden, framed=False)).status in {400, 413}
    assert len(service.lines("Request")) - before <= 1


def test_a_form_of_16_kib_is_read_and_one_byte_more_is_not(stage: Stage) -> None:
    """Given forms about the bound, when they are sent, then the larger one is refused."""
    for size, status in ((16 * 1024, 400), (16 * 1024 + 1, 413)):
        reply = requests.post(stage.url, data="name=".ljust(size, "x"),
                              headers={"Content-Type": "application/x-www-form-urlencoded"}, timeout=5)  # fmt: skip
        assert reply.status_code == status


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        (b"/?x=" + b"x" * 9000, ()),
        (b"/", (("X-Long", b"x" * 9000),)),
        (b"/", tuple((f"X-{number}", b"x") for number in range(110))),
    ],
    ids=["address", "header", "headers"],
)
def test_what_is_far_too_long_is_refused(service: Service, target: bytes, headers: Headers) -> None:
    """Given an address, a header or so many headers beyond anything of ours, when it is sent, then it is refused."""
    host = ("Host", service.url.removeprefix("http://").encode())
    with Wire(service.url) as wire:
        assert 400 <= wire.fire(Shot("GET", target, (host, *headers))).status < 500


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND", "DEBUG"])
def test_other_methods_are_refused(stage: Stage, method: str) -> None:
    """Given a method that no page has, when it is used anywhere, then 405 comes and nothing of the request."""
    for path in addresses(stage.app):
        reply = requests.request(method, stage.url + path, headers={"X-Secret": "zq7x"}, timeout=5)
        assert reply.status_code == 405, path
        assert "zq7x" not in reply.text


def test_looking_is_not_acting(stage: Stage) -> None:
    """Given the right token, when it comes by any other way than a form's own method, then nothing is done."""
    customer = Customer(stage)
    token = customer.start().values["csrf_token"]
    fields = {"csrf_token": token, "own": "y", "_method": "POST"}
    for path in addresses(stage.app, "POST"):
        for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
            customer.session.request(
                method,
                stage.url + path,
                params=fields,
                data=fields,
                headers={"X-HTTP-Method-Override": "POST"},
                timeout=5,
            )
        customer.session.post(f"{stage.url}{path}?csrf_token={token}", headers={"X-CSRFToken": token}, timeout=5)
    assert customer.look("/").path == "/otp"
    assert len(stage.messages(PERSON["mobile_number"])) == 1


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.git/HEAD", "/.env", "/static/", "/static", "/static/../wsgi.py", "/static/%2e%2e/wsgi.py",
     "/static/..%2fwsgi.py", "/static//etc/passwd", "/wsgi.py", "/webapp/settings.py", "/instance/secret_key",
     "/templates/base.html", "/console", "/debug", "/openapi.yaml", "/docs", "/admin", "/server-status", "/messages",
     "/robots.txt.bak", "/requirements.txt"],
)  # fmt: skip
def test_nothing_else_is_served(service: Service, path: str) -> None:
    """Given what is on the machine beside the pages, when it is asked for, then it is not there."""
    with Wire(service.url) as wire:
        host = service.url.removeprefix("http://").encode()
        assert wire.fire(Shot("GET", path.encode(), (("Host", host),))).status == 404


def test_a_live_service_has_neither_demonstration_nor_debugger(tmp_path: Path) -> None:
    """Given a live service, when its addresses and switches are read, then nothing of a demonstration is there."""
    app = live(tmp_path)
    assert not [path for path in addresses(app) if path.startswith("/demo")]
    assert (app.debug, app.testing, app.config["PROPAGATE_EXCEPTIONS"]) == (False, False, None)
    customer = browser(app)
    assert customer.get("/demo/phone").status_code == 404
    page = re.sub(r"<style.*?</style>", "", customer.get("/").text, flags=re.DOTALL)  # which has rules for both
    assert "demonstration" not in page.lower()
    assert customer.get("/metrics", environ_overrides={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
