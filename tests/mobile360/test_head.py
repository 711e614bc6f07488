"""Who listens to a call is given the head of the answer, and never its body."""

import pytest

from tests.mobile360.given import CLIENT_ID, SECRET, a_client, a_send, a_verify
from tests.mobile360.raw_server import SENT, answering, http, raw_server
from webapp.mobile360.client import Head
from webapp.mobile360.errors import Mobile360Error, UpstreamBroken

FOUND = b'{"status": "SUCCESS", "personal_details": {"full_name": "Asha Ramanathan"}}'
EXPIRED = b'{"type": "validation_error", "code": "otp_expired", "message": "for Asha Ramanathan"}'
STRANGE = b'{"type": "Asha Ramanathan", "code": "9876501234", "message": ""}'
MISTYPED = b'{"type": ["validation_error"], "code": {"otp_expired": 1}}'

TABLE: list[tuple[str, bytes, tuple[int, str | None, str | None]]] = [
    ("200 OK", FOUND, (200, None, None)),
    ("200 OK", EXPIRED, (200, None, None)),
    ("400 Bad Request", EXPIRED, (400, "validation_error", "otp_expired")),
    ("400 Bad Request", STRANGE, (400, None, None)),
    ("400 Bad Request", MISTYPED, (400, None, None)),
    ("502 Bad Gateway", b"<html>", (502, None, None)),
]


@pytest.mark.parametrize(("status", "body", "expected"), TABLE)
def test_an_answer_is_heard_whatever_becomes_of_it(
    status: str, body: bytes, expected: tuple[int, str | None, str | None]
) -> None:
    heard: list[Head] = []

    with raw_server(answering(http(body, status, "X-Request-Id: 7\r\n"))) as server:
        client = a_client(server.base_url)
        try:
            client.verify_otp(a_verify(), heard.append)
        except Mobile360Error:
            assert expected[0] != 200 or body is EXPIRED
        client.close()

    (head,) = heard
    assert (head.status, head.type, head.code) == expected
    assert head.headers["x-request-id"] == "7"
    assert "Asha" not in repr(head) + repr(dict(head.headers))


def test_a_send_is_heard_as_well() -> None:
    heard: list[Head] = []

    with raw_server(answering(http(SENT))) as server:
        client = a_client(server.base_url)
        client.send_otp(a_send(), heard.append)
        client.close()

    assert [head.status for head in heard] == [200]


def test_where_nothing_came_back_nothing_is_heard() -> None:
    heard: list[Head] = []
    client = a_client("http://127.0.0.1:1/verification")

    with pytest.raises(UpstreamBroken):
        client.verify_otp(a_verify(), heard.append)

    client.close()
    assert not heard


def test_the_headers_of_a_call_are_named_and_what_is_secret_is_hidden(public_key_pem: bytes) -> None:
    # given
    with raw_server(answering(http(SENT))) as server:
        client = a_client(server.base_url, public_key_pem=public_key_pem)

        # when
        client.send_otp(a_send())
        client.close()

    # then each that is told was sent, and those that were sent beside them say where to, and how long the body is
    head = server.requests[0].partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]
    sent = dict(line.split(": ", 1) for line in head)
    told = client.told_headers
    secret = {"x-client-id", "x-client-secret", "x-cf-signature"}
    assert {name for name, value in told.items() if value == "••••"} == secret
    assert {name: value for name, value in told.items() if name not in secret} == {
        name: sent[name] for name in told if name not in secret
    }
    assert set(sent) - set(told) <= {"Host", "Content-Length", "Connection"}
    assert not [word for word in (CLIENT_ID, SECRET) if word in repr(told)]
