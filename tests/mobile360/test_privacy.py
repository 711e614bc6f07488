"""Nothing that was sent or answered appears in a log or an exception."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mobile360.given import CLIENT_ID, MOBILE_NUMBER, PERSONAL, SECRET, a_client, a_send, a_verify
from tests.mobile360.raw_server import SENT, Peer, answering_once, http, raw_server
from webapp.mobile360.client import Mobile360Client
from webapp.mobile360.errors import Mobile360Error
from webapp.mobile360.messages import SendOtpReply, VerifyOtpReply

LOGGED = {
    "answered": http(SENT.replace(b"v-1", b"qZx7")),
    "error": http(b'{"code": "qZx7", "message": "qZx7"}', "400 qZx7"),
    "redirect": http(b"qZx7", "302 Found", "Location: /qZx7\r\n"),
    "no blank line": b'HTTP/1.1 200 OK\r\nConnection: close\r\n{ "full_name": "qZx7" }',
    "cut off": http(b"qZx7" * 50)[:-3],
    "closed": b"",
}


@pytest.mark.parametrize("answer", LOGGED.values(), ids=LOGGED)
def test_the_logs_know_that_a_call_failed_and_nothing_that_was_said(
    answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="urllib3")

    with raw_server(answering_once(answer)) as server:
        client = a_client(server.base_url)
        for call in (lambda: client.send_otp(a_send()), lambda: client.verify_otp(a_verify())):
            try:
                call()
            except Mobile360Error as error:
                logging.getLogger(__name__).exception(error.answer)

    assert "OutcomeUnknown" in caplog.text or "MerchantMustAct" in caplog.text
    assert not [word for word in (*PERSONAL, SECRET, CLIENT_ID, "qZx7") if word in caplog.text]
    assert MOBILE_NUMBER not in str([vars(record) for record in caplog.records])


# --- exceptions

MARKER = "qZx7"


@dataclass
class Scripted:
    """A server that answers each request with ``answer`` and closes, and a client of it."""

    client: Mobile360Client
    answer: bytes = field(default=b"", repr=False)


@pytest.fixture(scope="module")
def scripted() -> Iterator[Scripted]:
    script: list[Scripted] = []

    def handler(peer: Peer) -> None:
        peer.read_request()
        peer.send(script[0].answer)

    with raw_server(handler) as server:
        script.append(Scripted(a_client(server.base_url, failures_in_a_row=sys.maxsize)))  # each example is called
        yield script[0]
        script[0].client.close()


def call_both(scripted: Scripted, answer: bytes) -> None:
    scripted.answer = answer
    for call in (
        lambda: scripted.client.send_otp(a_send()),
        lambda: scripted.client.verify_otp(a_verify()),
    ):
        try:
            reply = call()
        except Mobile360Error as error:
            assert_says_nothing(error)
        else:
            assert isinstance(reply, SendOtpReply | VerifyOtpReply)
            assert MARKER not in repr(reply)


def assert_says_nothing(error: Mobile360Error) -> None:
    """Look at all that a crash report would: text, arguments, causes, frames with their local variables."""
    frames = error.__traceback__.tb_next if error.__traceback__ else None  # the first frame is this test's
    report = traceback.TracebackException(type(error), error, frames, capture_locals=True)
    said = "".join([str(error), repr(error), repr(error.args), repr(vars(error)), *report.format()])

    assert error.__cause__ is None
    assert error.__context__ is None
    assert not [word for word in (MARKER, *PERSONAL, SECRET) if word in said]


def marked(value: object) -> object:
    """Put the marker into every text of a JSON value, keys included."""
    if isinstance(value, str):
        return f"{value}{MARKER}"
    if isinstance(value, list):
        return [marked(item) for item in value]
    if isinstance(value, dict):
        return {key if key in ("status", "code") else f"{key}{MARKER}": marked(item) for key, item in value.items()}
    return value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["status", "code", "message"]), inner),
    max_leaves=10,
)
STATUSES = st.sampled_from([200, 200, 200, *HTTPStatus, 299, 499, 599, 999])


@settings(deadline=None)  # each example makes two calls over a socket
@given(JSON, STATUSES)
def test_any_json_under_any_status_is_a_reply_or_an_exception_that_says_nothing(
    scripted: Scripted, value: object, status: int
) -> None:
    call_both(scripted, http(json.dumps(marked(value)).encode(), f"{status:d} {MARKER}"))


@settings(deadline=None)  # each example makes two calls over a socket
@given(st.binary(), STATUSES, st.text(st.characters(min_codepoint=32, max_codepoint=255)))
def test_any_bytes_under_any_headers_are_a_reply_or_an_exception_that_says_nothing(
    scripted: Scripted, body: bytes, status: int, value: str
) -> None:
    names = ("Retry-After", "Location", "Set-Cookie", "Content-Type", "Content-Encoding")
    lines = [f"HTTP/1.1 {status:d} {MARKER}", *(f"{name}: {value}{MARKER}" for name in names), "\r\n"]
    call_both(scripted, "\r\n".join(lines).encode("latin-1") + body + MARKER.encode())


@settings(deadline=None)  # each example makes two calls over a socket
@given(st.binary())
def test_any_bytes_in_place_of_an_answer_are_an_exception_that_says_nothing(scripted: Scripted, answer: bytes) -> None:
    call_both(scripted, answer + MARKER.encode())
