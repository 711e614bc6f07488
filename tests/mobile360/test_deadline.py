"""Over real sockets: a call is over when its time is, whatever it waits for, and no other call suffers by that."""

import socket
import threading
import time
from typing import Any

import pytest

from tests.mobile360.given import a_client, a_send
from tests.mobile360.raw_server import FAR_TOO_LONG_SECONDS, SENT, Peer, answering, dripping, http, raw_server
from tests.mobile360.test_unreachable import silent_port
from webapp.mobile360.errors import Mobile360Error, OutcomeUnknown, UpstreamBroken
from webapp.mobile360.messages import SendOtpReply

# Long enough for a busy machine to have sent the request.
SHORT_SECONDS = 3.0
CONNECT_SECONDS = 1.5
TLS_RECORD = b"\x16\x03\x03\x40\x00"  # the beginning of a long one


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Drop: 1\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status", "headers", "one header", "interim answers"],
)
def test_a_dripping_head_ends_in_time(head: bytes, drop: bytes) -> None:
    with raw_server(dripping(head, drop, seconds=0.1)) as server, pytest.raises(OutcomeUnknown) as failure:
        a_client(server.base_url, timeout_seconds=SHORT_SECONDS).send_otp(a_send())

    assert failure.value.answer == "timeout"


@pytest.mark.parametrize("drop", [b"", b"\0"], ids=["silent", "dripping"])
def test_a_handshake_without_an_end_is_a_server_out_of_reach(drop: bytes) -> None:
    def handler(peer: Peer) -> None:
        peer.connection.recv(65536)
        peer.send(TLS_RECORD)
        end = time.monotonic() + FAR_TOO_LONG_SECONDS
        while time.monotonic() < end and not peer.stopping.wait(0.02):
            peer.send(drop)

    started = time.monotonic()

    with raw_server(handler) as server, pytest.raises(UpstreamBroken) as failure:
        a_client(server.tls_base_url, timeout_seconds=0.3).send_otp(a_send())

    assert failure.value.answer == "unreachable"
    assert time.monotonic() - started < FAR_TOO_LONG_SECONDS


def test_a_deadline_that_has_passed_does_not_touch_the_next_call_of_the_same_connection() -> None:
    """The first call ends early; while its deadline passes the second is under way, and ends within its own."""

    def second_is_slow(peer: Peer) -> None:
        for wait in (0, 3.5):
            peer.read_request()
            time.sleep(wait)
            peer.send(http(SENT))

    with raw_server(second_is_slow) as server:
        client = a_client(server.base_url, timeout_seconds=6)
        client.send_otp(a_send())
        time.sleep(3)
        assert client.send_otp(a_send()) == SendOtpReply("v-1", "7")
        client.close()

    assert server.connections == 1


def test_many_calls_that_hang_all_end_in_time() -> None:
    def hanging(peer: Peer) -> None:
        peer.read_request()
        peer.stopping.wait(FAR_TOO_LONG_SECONDS)

    with raw_server(hanging) as server:
        client = a_client(server.base_url, timeout_seconds=SHORT_SECONDS)
        answers: list[str] = []

        def call() -> None:
            try:
                client.send_otp(a_send())
            except Mobile360Error as error:
                answers.append(error.answer)

        threads = [threading.Thread(target=call) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == ["timeout"] * 20


def test_the_thread_that_watches_ends_when_there_is_nothing_to_watch() -> None:
    before = set(threading.enumerate())

    with raw_server(answering(http(SENT))) as server:
        client = a_client(server.base_url, timeout_seconds=SHORT_SECONDS)
        for _ in range(2):
            client.send_otp(a_send())
            (watching,) = [t for t in set(threading.enumerate()) - before if t.name == "mobile360-deadlines"]
            watching.join(30)
            assert not watching.is_alive()
        client.close()


def test_the_next_of_several_addresses_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo

    def resolved(host: str, port: int, *rest: Any) -> list[Any]:
        if host != "localhost":
            return resolve(host, port, *rest)
        return [*resolve("127.0.0.1", refusing, *rest), *resolve("127.0.0.1", port, *rest)]

    with socket.socket() as bound, raw_server(answering(http(SENT))) as server:
        bound.bind(("127.0.0.1", 0))  # and not listening
        refusing = bound.getsockname()[1]
        monkeypatch.setattr("socket.getaddrinfo", resolved)
        client = a_client(server.base_url.replace("127.0.0.1", "localhost"))
        assert client.send_otp(a_send()) == SendOtpReply("v-1", "7")
        client.close()


def test_many_addresses_that_do_not_answer_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo
    started = time.monotonic()

    with silent_port() as port:
        monkeypatch.setattr(
            "socket.getaddrinfo",
            lambda host, *rest: resolve("127.0.0.1", *rest) * (10 if host == "localhost" else 1),
        )
        client = a_client(
            f"http://localhost:{port}/verification", connect_timeout_seconds=CONNECT_SECONDS, timeout_seconds=2
        )
        with pytest.raises(UpstreamBroken) as failure:
            client.send_otp(a_send())

    assert failure.value.answer == "unreachable"
    assert time.monotonic() - started < 10 * CONNECT_SECONDS  # the addresses one after the other would take that


def test_where_names_are_resolved_too_late_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo

    def resolved(host: str, *rest: Any) -> list[Any]:
        time.sleep(0.3)
        return resolve(host, *rest)

    with raw_server(answering(http(SENT))) as server:
        monkeypatch.setattr("socket.getaddrinfo", resolved)
        with pytest.raises(UpstreamBroken) as failure:
            a_client(server.base_url, timeout_seconds=0.2).send_otp(a_send())

    assert failure.value.answer == "unreachable"
    assert (server.connections, server.requests) == (0, [])
