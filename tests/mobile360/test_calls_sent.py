"""Over real sockets: what leaves, and by which connection."""

import datetime as dt
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from tests.mobile360.certificates import LOOPBACK, a_certificate, trust
from tests.mobile360.given import CLIENT_ID, NOW, SECRET, a_client, a_consent, a_send, a_verify
from tests.mobile360.raw_server import SENT, Peer, answering, answering_once, http, raw_server
from webapp.mobile360.errors import InputRejected, OutcomeUnknown
from webapp.mobile360.messages import SendOtpReply


@pytest.fixture
def sent(public_key_pem: bytes) -> list[dict[str, str]]:
    """The headers of two calls of one client that has a key, names in lower case."""
    with raw_server(answering(http(SENT))) as server:
        client = a_client(server.base_url, public_key_pem=public_key_pem)
        client.send_otp(a_send())
        client.send_otp(a_send())
        client.close()
        return [headers(request) for request in server.requests]


def headers(request: bytes) -> dict[str, str]:
    _, *lines = request.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    return {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}


def test_every_call_carries_the_contracts_headers(sent: list[dict[str, str]]) -> None:
    for call in sent:
        assert call["x-client-id"] == CLIENT_ID
        assert call["x-client-secret"] == SECRET
        assert call["x-api-version"] == "2024-12-01"
        assert call["content-type"] == call["accept"] == "application/json"
        assert call["accept-encoding"] == "identity"


def test_every_call_carries_a_fresh_signature(sent: list[dict[str, str]]) -> None:
    assert all(one["x-cf-signature"] != other["x-cf-signature"] for one, other in pairwise(sent))


def test_without_a_key_there_is_no_signature() -> None:
    with raw_server(answering(http(SENT))) as server:
        a_client(server.base_url).send_otp(a_send())

    assert "x-cf-signature" not in headers(server.requests[0])


def test_each_operation_posts_its_message_to_its_path() -> None:
    with raw_server(answering(http(b"{}", "500 Failed"))) as server:
        client = a_client(server.base_url + "/")
        for call in (lambda: client.send_otp(a_send()), lambda: client.verify_otp(a_verify())):
            with pytest.raises(OutcomeUnknown):
                call()

    send, verify = server.requests
    assert send.startswith(b"POST /verification/mobile360/otp/send HTTP/1.1\r\n")
    assert send.endswith(b"\r\n\r\n" + a_send().as_json())
    assert verify.startswith(b"POST /verification/mobile360/otp/verify HTTP/1.1\r\n")
    assert verify.endswith(b"\r\n\r\n" + a_verify().as_json())


@pytest.mark.parametrize("minutes", [-6, -5.01, 5.01, 6])
def test_consent_outside_of_five_minutes_never_leaves(minutes: float) -> None:
    consent = a_consent(NOW + dt.timedelta(minutes=minutes))

    with raw_server(answering(http(SENT))) as server, pytest.raises(InputRejected) as failure:
        a_client(server.base_url).send_otp(a_send(consent=consent))

    assert (failure.value.field, failure.value.answer) == ("user_consent", "not sent")
    assert server.connections == 0


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_consent_within_five_minutes_leaves(minutes: float) -> None:
    consent = a_consent(NOW + dt.timedelta(minutes=minutes))

    with raw_server(answering(http(SENT))) as server:
        assert a_client(server.base_url).send_otp(a_send(consent=consent)) == SendOtpReply("v-1", "7")


def test_connections_are_kept_and_cookies_are_not() -> None:
    answer = http(SENT, headers="Set-Cookie: customer=one; Path=/\r\n")

    with raw_server(answering(answer)) as server:
        client = a_client(server.base_url)
        for _ in range(3):
            client.send_otp(a_send())
        client.close()

    assert server.connections == 1
    assert not any(b"cookie" in request.lower() for request in server.requests)


def test_one_client_serves_many_threads_each_with_its_own_reply() -> None:
    def echoing(peer: Peer) -> None:
        while request := peer.read_request():
            name = json.loads(request.partition(b"\r\n\r\n")[2])["verification_id"]
            peer.send(http(SENT.replace(b"v-1", name.encode())))

    names = [f"visit-{number}" for number in range(200)]
    with raw_server(echoing) as server, ThreadPoolExecutor(8) as threads:
        client = a_client(server.base_url)
        replies = threads.map(client.send_otp, [a_send(verification_id=name) for name in names])
        assert [reply.verification_id for reply in replies] == names
        client.close()

    assert server.connections <= 8


def test_as_many_connections_are_kept_as_calls_may_be_under_way() -> None:
    calls = 20
    all_here = threading.Barrier(calls)

    def answering_all_at_once(peer: Peer) -> None:
        while peer.read_request():
            all_here.wait(60)
            peer.send(http(SENT))

    with raw_server(answering_all_at_once) as server, ThreadPoolExecutor(calls) as threads:
        client = a_client(server.base_url, calls_at_once=calls)
        for _ in range(2):
            replies = threads.map(client.send_otp, [a_send()] * calls)
            assert list(replies) == [SendOtpReply("v-1", "7")] * calls
        client.close()

    assert server.connections == calls


def test_a_connection_that_was_closed_meanwhile_is_made_anew() -> None:
    closed = threading.Event()

    def closing(peer: Peer) -> None:
        answering_once(http(SENT))(peer)
        peer.connection.shutdown(socket.SHUT_RDWR)
        closed.set()

    with raw_server(closing) as server:
        client = a_client(server.base_url)
        for _ in range(3):
            client.send_otp(a_send())
            assert closed.wait(30)
            closed.clear()

    assert server.connections == 3


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    with raw_server(answering(http(SENT))) as server:
        a_client(server.base_url).send_otp(a_send())

    assert "authorization" not in headers(server.requests[0])


def test_over_trusted_tls_calls_are_answered_on_one_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, file = a_certificate(tmp_path, LOOPBACK)
    trust(monkeypatch, file)

    with raw_server(answering(http(SENT)), context) as server:
        client = a_client(server.tls_base_url)
        for _ in range(3):
            assert client.send_otp(a_send()) == SendOtpReply("v-1", "7")
        client.close()

    assert server.connections == 1
