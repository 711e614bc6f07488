"""The browser's session: what its cookies are, whose they are, and what they open once it is over."""

import base64
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from tests.security.live import browser, hidden_fields, live
from tests.servers import Stage, staged
from tests.visitor import AGREED, PERSON, Customer

SESSION = "onboarding"


def session_of(app: Flask, cookie: str) -> dict[str, Any]:
    """Return what a session cookie holds, its signature checked."""
    assert isinstance(app.session_interface, SecureCookieSessionInterface)
    serializer = app.session_interface.get_signing_serializer(app)
    assert serializer is not None
    held: dict[str, Any] = serializer.loads(cookie)
    return held


def copied(customer: Customer) -> Customer:
    """Return another browser with the same cookies: that of somebody who copied them."""
    thief = Customer(customer.stage)
    thief.session.cookies.update(customer.session.cookies.get_dict())
    return thief


def test_every_cookie_is_bound_to_the_host_and_hidden_from_scripts(tmp_path: Path) -> None:
    """Given a live service, when a customer gives consent and chooses a language, then each cookie set is of this host
    alone, over HTTPS, unseen by scripts and not sent along by other sites' forms."""
    app = live(tmp_path)
    customer = browser(app)
    page = customer.get("/")
    sent = customer.post("/", data={**PERSON, **AGREED, **hidden_fields(page.text)})
    assert sent.status_code in {303, 502, 503, 504}  # nobody is upstream, but the consent is recorded
    turned = customer.get("/?language=hi")
    cookies = SimpleCookie(
        "\r\n".join(line for reply in (page, sent, turned) for line in reply.headers.getlist("Set-Cookie"))
    )
    assert set(cookies) == {"__Host-onboarding", "__Host-device", "__Host-language"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_cookies_are_signed_with_sha_256(stage: Stage) -> None:
    """Given a session cookie, when its signature is measured, then it is of 32 bytes; a changed cookie is none."""
    customer = Customer(stage)
    customer.start()
    cookie = customer.session.cookies[SESSION]
    assert len(base64.urlsafe_b64decode(cookie.rpartition(".")[2] + "=")) == 32
    for changed in (cookie[:-2] + ("A" if cookie[-2] != "A" else "B") + cookie[-1], cookie[:-1], f"x{cookie}"):
        customer.session.cookies.clear()
        customer.session.cookies.set(SESSION, changed)
        assert customer.look("/otp").path == "/"


def test_whatever_else_is_signed_is_too(stage: Stage) -> None:
    """Given a form's token and the device cookie, when their signatures are measured, then they are of 32 bytes."""
    customer = Customer(stage)
    token = customer.start().values["csrf_token"]
    for signed in (token, customer.session.cookies["device"]):
        assert len(base64.urlsafe_b64decode(signed.rpartition(".")[2] + "=")) == 32


def test_a_new_key_ends_every_session(tmp_path: Path) -> None:
    """Given customers under way, when the service starts with another SECRET_KEY, then no cookie opens anything."""
    with staged(tmp_path) as before:
        customer = Customer(before)
        assert customer.start().path == "/otp"
    with staged(tmp_path, secret_key="another key for tests, of no worth") as after:
        customer.stage = after
        assert [customer.look(path).path for path in ("/otp", "/summary", "/consent/evidence")] == ["/"] * 3


def test_what_no_form_has_is_not_taken(stage: Stage) -> None:
    """Given a form with fields of the journey's own beside the customer's, when it is sent, then they say nothing."""
    customer = Customer(stage)
    wanted = {"state": "verified", "tries": "-100", "sends": "-100", "reference": "K7F2-9QXM-4TBA", "shown": "1"}
    page = customer.send("/", {**PERSON, **AGREED, **wanted, "verification_id": "x", "summary": "{}", "version": "9"})
    assert page.path == "/otp"
    assert "You have 5 tries left" in page.text
    assert "K7F2-9QXM-4TBA" not in customer.look("/consent/receipt").text


def test_tokens_are_long_and_each_of_its_own(stage: Stage) -> None:
    """Given many new browsers, when their tokens are read, then each has one of 256 bits, which no other has."""
    cookies = [requests.get(stage.url, timeout=5).cookies[SESSION] for _ in range(50)]
    tokens = {session_of(stage.app, cookie)["journey"] for cookie in cookies}
    assert len(tokens) == 50
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}


def test_a_session_begins_with_the_first_page_and_no_token_from_outside_is_taken(stage: Stage) -> None:
    """Given a made-up session, when somebody comes with it, then it is replaced by one of ours."""
    visitor = Customer(stage)
    visitor.session.cookies.set(SESSION, "eyJqb3VybmV5IjoiYXR0YWNrZXIifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb", domain="")
    reply = requests.get(stage.url, cookies=visitor.session.cookies, timeout=5)
    assert session_of(stage.app, reply.cookies[SESSION])["journey"] != "attacker"


def test_a_page_that_is_only_opened_again_leaves_the_session_as_it_is(stage: Stage) -> None:
    """Given a browser with a session, when it opens the first page once more, then its cookie is not set anew: that
    answer might come after one that has renewed the token."""
    customer = Customer(stage)
    customer.look("/")
    held = customer.session.cookies[SESSION]
    assert "Set-Cookie" not in customer.look("/").reply.headers
    assert session_of(stage.app, held)["_permanent"]


@pytest.mark.parametrize("step", ["start", "verify"])
def test_each_step_renews_the_token_and_shuts_out_who_knew_the_old_one(stage: Stage, step: str) -> None:
    """Given somebody who knows a customer's cookies, when the customer gives consent or proves the number and goes on,
    then the cookies that were known open nothing."""
    customer = Customer(stage)
    customer.look("/")
    if step == "verify":
        customer.start()
        customer.look("/otp")
    thief = copied(customer)
    before = session_of(stage.app, customer.session.cookies[SESSION])["journey"]
    reached = customer.start() if step == "start" else customer.enter_code()
    assert session_of(stage.app, customer.session.cookies[SESSION])["journey"] != before
    customer.look(reached.path)
    for path in ("/otp", "/summary", "/consent/receipt", "/consent/evidence"):
        assert thief.look(path).path == "/", path


@pytest.mark.parametrize("end", ["finish", "withdraw", "expire"])
def test_an_ended_session_opens_nothing_personal(stage: Stage, end: str) -> None:
    """Given somebody who knows a customer's last cookies, when the visit has ended, then they show nothing of it."""
    customer = Customer(stage)
    customer.start()
    customer.enter_code()
    customer.look("/summary")
    thief = copied(customer)
    if end == "finish":
        customer.send("/finish", {})
    elif end == "withdraw":
        customer.send("/consent/withdraw", {"own": "y"})
    else:
        stage.clock.pass_by(minutes=31)
    # Whoever timed out may still want their receipt, which names nobody.
    paths = ["/otp", "/summary", "/demo/phone", "/consent/evidence"]
    for path in paths if end == "expire" else [*paths, "/consent/receipt", "/consent/receipt.json"]:
        page = thief.look(path)
        assert page.path in {"/", "/demo/phone"}, path
        assert "3210" not in page.text
        assert "0001" not in page.text


def test_no_address_names_whose_data_it_is(stage: Stage) -> None:
    """Given all addresses, when what varies in them is read, then none names a person, journey or consent:
    what is shown is that of the browser's own token."""
    varies = {argument for rule in stage.app.url_map.iter_rules() for argument in rule.arguments}
    assert varies == {"filename", "sha256"}


def test_a_browser_sees_only_its_own(stage: Stage) -> None:
    """Given two customers at the end of their journeys, when each looks again, then each has only the own reference."""
    first, second = Customer(stage), Customer(stage)
    for customer, mobile in ((first, "9000000001"), (second, "9876543210")):
        customer.start(mobile_number=mobile)
    own, other = (
        customer.session.get(f"{stage.url}/consent/receipt.json", timeout=5).json()["receipt_id"]
        for customer in (first, second)
    )
    assert own != other
    for path in ("/consent/receipt", "/consent/evidence", "/otp"):
        assert other not in first.look(f"{path}?reference={other}").text


def test_looking_makes_no_journey(stage: Stage) -> None:
    """Given somebody who only opens addresses, when the database is read, then there is no journey: one begins with
    consent and a press of the button."""
    looker = Customer(stage)
    for path in ("/", "/otp", "/summary", "/consent/notice", "/consent/withdraw"):
        looker.look(path)
    with stage.app.app_context():
        assert stage.app.extensions["visitor"].onboarding.current(
            session_of(stage.app, looker.session.cookies[SESSION])["journey"]) is None  # fmt: skip
