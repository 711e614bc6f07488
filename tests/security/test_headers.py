"""What every answer tells the browser: what it may load, keep, tell others, and forget."""

import re
from pathlib import Path

import pytest
import requests

from tests.security.addresses import addresses
from tests.security.live import browser, live
from tests.servers import Stage, staged
from tests.serving.service import served
from tests.visitor import Customer
from webapp.settings import Settings, SettingsError

ON_ALL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Frame-Options": "SAMEORIGIN",  # a demonstration's console frames the pages
}

# A stylesheet, script or icon is no document: what says how a document behaves would only make it heavier.
ON_FILES = {name: ON_ALL[name] for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy")}

# Both are UTF-8 by what they are (RFC 8259, RFC 7468).
_WITHOUT_CHARACTERS = {"application/json", "application/x-pem-file"}


def policy_of(reply: requests.Response) -> dict[str, list[str]]:
    """Return the directives of an answer's content policy."""
    directives = (part.split() for part in reply.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}


def every_kind_of_answer(stage: Stage) -> list[requests.Response]:
    """Return the answers of all addresses, and those to what is wrong: address, method, size, host."""
    customer = Customer(stage)
    customer.start()
    answers = [
        customer.session.get(stage.url + path, timeout=10, allow_redirects=False) for path in addresses(stage.app)
    ]
    return [
        *answers,
        requests.get(f"{stage.url}/nowhere", timeout=5),
        requests.get(f"{stage.url}/static/nothing.css", timeout=5),
        requests.delete(f"{stage.url}/", timeout=5),
        requests.options(f"{stage.url}/", timeout=5),
        requests.head(f"{stage.url}/", timeout=5),
        requests.post(f"{stage.url}/", data={"name": "x" * 20_000}, timeout=5),
        requests.get(f"{stage.url}/", headers={"Host": "elsewhere.example"}, timeout=5),
    ]


def test_every_answer_carries_every_header(stage: Stage) -> None:
    """Given all addresses and all that can be wrong with a request, when it is answered, then the headers are there;
    a file has those that say something of files."""
    for reply in every_kind_of_answer(stage):
        about = f"{reply.request.method} {reply.url} {reply.status_code}"
        is_file = reply.status_code == 200 and "/static/" in reply.url
        carried = {name: value for name, value in reply.headers.items() if name in ON_ALL}
        assert carried == (ON_FILES if is_file else ON_ALL), about
        policy = policy_of(reply)
        assert policy["default-src"] == ["'none'"], about
        assert policy["frame-ancestors"] == ["'self'"], about
        assert policy["base-uri"] == policy["object-src"] == ["'none'"], about
        assert "Access-Control-Allow-Origin" not in reply.headers, about
        assert "X-Powered-By" not in reply.headers, about
        assert is_file or "camera=()" in reply.headers["Permissions-Policy"], about


def test_a_defect_carries_the_headers_too(stage: Stage) -> None:
    """Given an address whose view fails, when it answers, then with 500 and the same headers."""

    def fail() -> str:
        raise ZeroDivisionError

    stage.app.view_functions["pages.notice"] = fail
    reply = requests.get(f"{stage.url}/consent/notice", timeout=5)
    assert reply.status_code == 500
    assert {name: reply.headers.get(name) for name in ON_ALL} == ON_ALL
    assert policy_of(reply)["default-src"] == ["'none'"]


def test_every_body_says_its_type_and_its_characters(stage: Stage) -> None:
    """Given any answer with a body, when its type is read, then it has one, and text names UTF-8."""
    for reply in every_kind_of_answer(stage):
        if reply.content:
            kind, about = reply.headers["Content-Type"], f"{reply.url} {reply.headers['Content-Type']}"
            assert kind in _WITHOUT_CHARACTERS or kind.endswith("; charset=utf-8"), about


def test_a_page_may_load_its_own_files_and_nothing_else(stage: Stage) -> None:
    """Given a page, when its policy is read, then only our own scripts, styles and images load, and nothing inline but
    what bears the nonce, which each answer makes anew; scripts cannot put markup into it."""
    nonces = set()
    for _ in range(3):
        reply = requests.get(f"{stage.url}/", timeout=5)
        policy = policy_of(reply)
        (own, nonce) = policy["style-src"]
        assert own == "'self'"
        assert policy["script-src"] == policy["form-action"] == ["'self'"]
        assert policy.pop("img-src") == ["'self'", "data:"]
        assert policy["require-trusted-types-for"] == ["'script'"]
        assert policy["trusted-types"] == ["'none'"]
        assert not {"unsafe-inline", "unsafe-eval", "data:", "https:", "*"} & set(str(policy).split("'"))
        assert re.findall(r'<style nonce="(.+?)">', reply.text) == [nonce.removeprefix("'nonce-").strip("'")]
        nonces.add(nonce)
    assert len(nonces) == 3


def test_no_page_has_inline_code_or_anything_of_another_site(stage: Stage) -> None:
    """Given each page of a journey, when its HTML is read, then nothing runs or loads but files of ours."""
    customer = Customer(stage)
    pages = [
        customer.look("/"),
        customer.start(),
        customer.look("/consent/receipt"),
        customer.look("/consent/withdraw"),
    ]
    pages += [customer.enter_code(), customer.look("/consent/notice"), customer.look("/demo/phone")]
    for page in pages:
        assert not re.search(
            r"<script(?![^>]* src=)|\son\w+=|\sstyle=|javascript:|<iframe|<object|<embed|<base", page.text
        )
        for address in re.findall(r'(?:src|action)="(.*?)"|<link[^>]* href="(.*?)"', page.text):
            assert "".join(address).startswith(("/", "data:image/svg+xml,"))
            assert not "".join(address).startswith("//")


@pytest.mark.parametrize("path", ["/consent/receipt.json", "/consent/receipt-key.pem", "/static/forms.js"])
def test_what_is_no_page_acts_as_none(stage: Stage, path: str) -> None:
    """Given a file, when it is opened by itself, then it is in a sandbox where nothing runs or loads."""
    customer = Customer(stage)
    customer.start()
    reply = customer.session.get(stage.url + path, timeout=5)
    assert reply.status_code == 200
    policy = policy_of(reply)
    assert policy["sandbox"] == []
    assert "script-src" not in policy


def test_a_logo_may_have_styles_and_nothing_that_runs(tmp_path: Path) -> None:
    """Given a business's logo with a script in it, when it is opened by itself, then it cannot run."""
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    with staged(tmp_path, business_logo_file=tmp_path / "logo.svg") as stage:
        reply = requests.get(f"{stage.url}/brand/logo", timeout=5)
        policy = policy_of(reply)
        assert "<script>" in reply.text
        assert (policy["default-src"], policy["sandbox"]) == (["'none'"], [])
        assert "script-src" not in policy


def test_what_could_watch_a_customer_is_refused_and_what_a_page_needs_is_not(stage: Stage) -> None:
    """Given any page, when its permissions are read, then nothing is given to anybody, and what senses, records or pays
    is refused to the page too; codes from messages and the client hints are left to it."""
    reply = requests.get(f"{stage.url}/", timeout=5)
    given = dict(feature.split("=") for feature in reply.headers["Permissions-Policy"].split(","))
    assert set(given.values()) == {"()"}
    assert {"camera", "microphone", "geolocation", "display-capture", "clipboard-read", "payment", "usb", "serial",
            "hid", "midi", "bluetooth", "accelerometer", "gyroscope"} <= set(given)  # fmt: skip
    assert not {"otp-credentials", "ch-ua-model", "ch-ua-platform"} & set(given)
    assert reply.headers["Accept-CH"] == "Sec-CH-UA-Model"  # the platform's comes unasked


def weight(reply: requests.Response) -> int:
    """Return how many bytes an answer's status line and headers take on the wire."""
    lines = [f"HTTP/1.1 {reply.status_code} {reply.reason}", *(f"{name}: {value}" for name, value in _pairs(reply))]
    return sum(len(line) + len("\r\n") for line in lines) + len("\r\n")


def _pairs(reply: requests.Response) -> list[tuple[str, str]]:
    return [(name, value) for name in reply.raw.headers for value in reply.raw.headers.getlist(name)]


def test_headers_are_light(tmp_path: Path) -> None:
    """Given the application as it is served, when its headers are weighed, then a page's are under 1,000 bytes, under
    1,300 with the cookie that a first page sets, and a file's under 520."""
    with served(tmp_path) as service, requests.Session() as visitor:
        first, page = (visitor.get(service.url, timeout=5) for _ in range(2))
        assert (weight(first) < 1300, weight(page) < 1000) == (True, True)
        (address, *_) = re.findall(r'"(/static/.*?)"', page.text)
        assert weight(visitor.get(service.url + address, timeout=5)) < 520


def test_live_browsers_are_held_to_https_for_two_years(tmp_path: Path) -> None:
    """Given a service for real customers, when anything is answered, then HSTS is; a demonstration on HTTP has none."""
    with browser(live(tmp_path)) as customer:
        for path in ("/", "/nowhere", "/static/site.css", "/consent/receipt-key.pem", "/summary"):
            hsts = customer.get(path).headers["Strict-Transport-Security"]
            assert hsts == f"max-age={2 * 365 * 24 * 60 * 60}; includeSubDomains"
    with staged(tmp_path / "demonstration") as stage:
        assert "Strict-Transport-Security" not in requests.get(stage.url, timeout=5).headers


def test_nobody_may_frame_the_pages_of_a_live_service(tmp_path: Path) -> None:
    """Given a service for real customers, when anything is answered, then no page may frame it, nor it any other."""
    with browser(live(tmp_path)) as customer:
        for path in ("/", "/nowhere", "/consent/receipt-key.pem", "/summary"):
            reply = customer.get(path)
            assert reply.headers["X-Frame-Options"] == "DENY"
            assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
            assert "frame-src" not in reply.headers["Content-Security-Policy"]


def test_only_those_named_may_frame_the_pages(tmp_path: Path) -> None:
    """Given other sites of the business by setting, when a page is asked for, then they and no others may frame it."""
    origins = "https://www.invented-bank.in https://app.invented-bank.in:8443"
    with browser(live(tmp_path, frame_ancestors=origins)) as customer:
        for path in ("/", "/nowhere", "/consent/receipt-key.pem"):
            reply = customer.get(path)
            assert f"frame-ancestors {origins}" in reply.headers["Content-Security-Policy"]
            assert "X-Frame-Options" not in reply.headers


@pytest.mark.parametrize(
    "wrong",
    ["*", "none", "'self'", "https://*.invented-bank.in", "http://invented-bank.in", "https://a.in/path", "https://",
     "https://a.in; script-src *", "https://user@a.in", "https://a.in,https://b.in", "https://a..in", "javascript:x"],
)  # fmt: skip
def test_what_is_no_origin_stops_the_start(wrong: str) -> None:
    """Given something else than origins, when the settings are read, then the line names the variable."""
    with pytest.raises(SettingsError, match=r"^FRAME_ANCESTORS: must "):
        Settings.from_environment({"FRAME_ANCESTORS": wrong})


def test_the_end_of_a_visit_clears_the_browser(stage: Stage) -> None:
    """Given visits that end each in its way, when the last page comes, then the browser is cleared; on no other."""
    clears = {"Clear-Site-Data": '"cache", "storage"'}

    def cleared(reply: requests.Response) -> bool:
        return clears.items() <= reply.headers.items()

    finishing = Customer(stage)
    pages = [finishing.look("/"), finishing.start(mobile_number="9000000002", name="Vikram Sethi")]
    assert not any(cleared(page.reply) for page in pages)
    finished = finishing.send("/finish", {})
    assert (finished.path, cleared(finished.reply)) == ("/finish", True)
    assert re.search(
        r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", finished.text
    )  # the reference is still there: cookies are the application's own affair

    withdrawing = Customer(stage)
    withdrawing.start()
    withdrawn = withdrawing.send("/consent/withdraw", {"own": "y"})
    assert (withdrawn.path, cleared(withdrawn.reply)) == ("/consent/withdrawn", True)

    young = Customer(stage).start(adult="NO")
    assert (young.path, cleared(young.reply)) == ("/under-age", True)


def test_the_language_outlives_the_end(stage: Stage) -> None:
    """Given a language that was chosen, when the visit ends and the browser is cleared, then the choice is kept."""
    customer = Customer(stage)
    customer.look("/?language=hi")
    customer.start()
    assert 'lang="hi"' in customer.send("/finish", {}).text
