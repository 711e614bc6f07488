"""Whatever arrives, the answer is a page with a clear error; nothing is lost, and nothing is a 500."""

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.servers import Stage
from tests.visitor import AGREED, PERSON, Customer
from webapp.journey.inputs import Fault, InputRefused, read_mobile_number, read_name, read_otp, read_reference
from webapp.pages.words import FAULTS, GIVEN_TWICE, NOT_A_CHOICE

FORM = {**PERSON, **AGREED}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mobile_number": ""}, "Enter your mobile number"),
        ({"mobile_number": "12345"}, "too short"),
        ({"mobile_number": "9" * 5000}, "too long"),
        ({"mobile_number": "\x00\x01\x02"}, "in digits only"),
        ({"mobile_number": "9" + "\u1369" * 9}, "in digits only"),
        ({"mobile_number": "+1 202 555 0100"}, "Indian mobile number"),
        ({"name": ""}, "Enter your full name"),
        ({"name": "आशा"}, "English letters"),
        ({"name": "x" * 5000}, "too long"),
        ({"name": "<script>alert(1)</script>"}, "letters, digits, spaces"),
        ({"notification_modes": "PIGEON"}, NOT_A_CHOICE),
        ({"notification_modes": ""}, NOT_A_CHOICE),
        ({"ip_origin": "MOON"}, NOT_A_CHOICE),
        ({"consent": ""}, "Tick the box"),
    ],
)
def test_each_mistake_is_said_in_words_and_the_rest_is_kept(
    stage: Stage, changes: dict[str, str], message: str
) -> None:
    """Given one wrong field, when the form is sent, then it comes back with 422, the error twice, the input kept."""
    customer = Customer(stage)
    page = customer.start(**changes)
    assert (page.status, page.path) == (422, "/")
    assert page.text.count(message) >= 2
    assert "autofocus" in page.text
    assert "Error: " in page.text.split("</title>")[0]
    for name in ("mobile_number", "name"):
        if name not in changes:
            assert page.values[name] == FORM[name]
    assert "<script>alert" not in page.text
    assert not stage.messages(PERSON["mobile_number"])


@pytest.mark.parametrize("field", ["adult", "mobile_number", "name", "notification_modes", "ip_origin", "consent"])
def test_a_field_sent_twice_is_an_error(stage: Stage, field: str) -> None:
    """Given a duplicated field, when the form is sent, then it is refused: which one would have been meant?"""
    page = Customer(stage).send("/", [*FORM.items(), (field, FORM[field])])
    assert page.status == 422
    assert GIVEN_TWICE in page.text
    assert not stage.messages(PERSON["mobile_number"])


def test_a_missing_field_is_an_error(stage: Stage) -> None:
    """Given an empty body with a token, when it is sent, then every field without a default is asked for."""
    page = Customer(stage).send("/", {})
    assert page.status == 422
    assert page.text.count('class="error"') == 4


@pytest.mark.parametrize("path", ["/", "/otp", "/otp/resend", "/otp/change", "/finish"])
def test_far_too_much_is_refused_unread(stage: Stage, path: str) -> None:
    """Given a body beyond 16 KiB, when it is sent, then the answer is 413 with a way back."""
    customer = Customer(stage)
    if path.startswith("/otp"):
        customer.start()
    reply = customer.session.post(stage.url + path, data={"name": "x" * 20_000}, timeout=10)
    assert reply.status_code == 413
    assert "Enter your answers again" in reply.text


@pytest.mark.parametrize("path", ["/", "/otp", "/otp/resend", "/otp/change", "/finish", "/consent/withdraw"])
@pytest.mark.parametrize("token", ["", "forged", None])
def test_no_form_is_taken_without_this_browsers_token(stage: Stage, path: str, token: str | None) -> None:
    """Given each form, when its token is missing, forged or another browser's, then nothing is done."""
    customer = Customer(stage)
    if path != "/":
        customer.start()
    token = Customer(stage).token() if token is None else token
    sent = len(stage.messages(PERSON["mobile_number"]))
    stage.clock.pass_by(seconds=40)
    page = customer.send(path, {**FORM, "otp": "123456"}, token)
    assert page.status == 400
    assert len(stage.messages(PERSON["mobile_number"])) == sent
    assert customer.look("/").path == ("/" if path == "/" else "/otp")
    if path == "/":
        assert page.values["name"] == PERSON["name"]
        assert "consent" not in page.values


def test_every_route_that_changes_something_is_in_the_list_above(stage: Stage) -> None:
    """Given the application's routes, when one takes a POST, then the forgery test knows it; the staff's page of
    components takes one and does nothing with it, and the console has tests of its own."""
    posts = {rule.rule for rule in stage.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    console = {f"/demo/{name}" for name in ("components", "play", "reset", "enter")}
    assert posts == {"/", "/otp", "/otp/resend", "/otp/change", "/finish", "/consent/withdraw", *console}


def test_unknown_addresses_and_methods_have_their_page(stage: Stage) -> None:
    """Given an address or method that does not exist, when it is asked for, then a page says where to go on."""
    customer = Customer(stage)
    assert customer.look("/nowhere").status == 404
    refused = requests.delete(stage.url + "/", timeout=5)
    assert refused.status_code == 405
    assert "POST" in refused.headers["Allow"]


def test_every_fault_has_words() -> None:
    """Given all that can be wrong with a field, when the table of words is read, then it has those and no others."""
    readers = {
        "mobile_number": read_mobile_number,
        "name": read_name,
        "otp": read_otp,
        "reference": read_reference,
    }
    typed = ["", "K7F2-9QXM-4TB0", "a", "1", "1" * 5, "5" * 10, "9" * 200, "x" * 200, "+1 2", "आशा", "<", "00917"]
    raised = {("consent", Fault.MISSING), ("consent", Fault.AGREE_AGAIN), ("otp", Fault.WRONG_CODE)}
    raised |= {("consent", Fault.NOTICE_CHANGED)}
    raised |= {(field, Fault.REFUSED) for field in ("mobile_number", "name", "otp")}
    for field, read in readers.items():
        for text in typed:
            try:
                read(text)
            except InputRefused as refusal:
                raised.add((field, refusal.fault))
    assert raised == set(FAULTS)
    assert not [words for words in FAULTS.values() if words.endswith(".")]


_TEXT = st.one_of(st.text(max_size=60), st.binary(max_size=60))
_FIELDS = st.lists(
    st.tuples(
        st.sampled_from(["mobile_number", "name", "notification_modes", "ip_origin", "otp", "consent", "x"]), _TEXT
    ),
    max_size=8,
)


@given(path=st.sampled_from(["/", "/otp", "/otp/resend", "/otp/change", "/finish"]), fields=_FIELDS)
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_form_whatever_is_a_server_error(stage: Stage, path: str, fields: list[tuple[str, str | bytes]]) -> None:
    """Given any fields, text or bytes, when they are sent to any form, then the answer is below 500."""
    customer = Customer(stage)
    token = customer.token() if path == "/" else customer.start(mobile_number="9876543210").values["csrf_token"]
    sendable = [(name, value.encode("utf-8", "replace") if isinstance(value, str) else value) for name, value in fields]
    assert customer.send(path, sendable, token).status < 500


@given(body=st.binary(max_size=400), kind=st.sampled_from(
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/plain", "\x7f"]
))  # fmt: skip
@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_body_whatever_is_a_server_error(stage: Stage, body: bytes, kind: str) -> None:
    """Given any bytes under any content type, when they are posted, then the answer is a 4xx page."""
    reply = requests.post(stage.url + "/", data=body, headers={"Content-Type": kind}, timeout=10)
    assert 400 <= reply.status_code < 500
