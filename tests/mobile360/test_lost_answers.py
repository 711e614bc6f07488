"""Over real sockets: the request left, and what came back is no whole answer, or an odd one."""

import socket
from pathlib import Path

import pytest

from tests.mobile360.certificates import LOOPBACK, a_certificate, trust
from tests.mobile360.given import a_client, a_send
from tests.mobile360.raw_server import (
    FAR_TOO_LONG_SECONDS,
    SENT,
    UNTIL_CLOSED,
    Handler,
    Peer,
    answering,
    answering_once,
    dripping,
    http,
    raw_server,
)
from webapp.mobile360.errors import MerchantMustAct, Mobile360Error, OutcomeUnknown
from webapp.mobile360.messages import SendOtpReply
from webapp.mobile360.transport import MAX_REPLY_BYTES

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def padded(size: int) -> bytes:
    return SENT[:-1] + b', "padding": "' + b"x" * (size - len(SENT) - 15) + b'"}'


def never_answering(peer: Peer) -> None:
    peer.read_request()
    peer.stopping.wait(FAR_TOO_LONG_SECONDS)


def resetting(peer: Peer) -> None:
    peer.read_request()
    peer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def failure_of(handler: Handler) -> tuple[type[Mobile360Error], str]:
    with raw_server(handler) as server, pytest.raises(Mobile360Error) as failure:
        a_client(server.base_url, timeout_seconds=3).send_otp(a_send())
    return type(failure.value), failure.value.answer


LOST: list[tuple[str, Handler, str]] = [
    ("no answer", never_answering, "timeout"),
    ("closed without a word", answering_once(b""), "connection lost"),
    ("reset", resetting, "connection lost"),
    ("head cut off", answering_once(b"HTTP/1.1 200 OK\r\nContent-Le"), "unreadable"),
    ("body cut off", answering_once(http(SENT)[:-10]), "connection lost"),
    ("chunk cut off", answering_once(CHUNKED + chunk(SENT)[:-10]), "connection lost"),
    ("chunks without an end", answering_once(CHUNKED + chunk(SENT)), "connection lost"),
    ("body cut off at the close", answering_once(UNTIL_CLOSED + SENT[:-10]), "unreadable"),
    ("no HTTP", answering_once(b"SSH-2.0-OpenSSH_9.2\r\n"), "connection lost"),
    ("two lengths", answering_once(http(SENT, headers="Content-Length: 9\r\n")), "unreadable"),
    ("many headers", answering_once(http(SENT, headers="X-Many: 1\r\n" * 200)), "connection lost"),
    ("endless header", answering_once(http(SENT, headers=f"X-Long: {'x' * 70_000}\r\n")), "connection lost"),
    ("over the bound", answering_once(http(padded(MAX_REPLY_BYTES + 1))), "unreadable"),
    ("over the bound in chunks", answering_once(CHUNKED + chunk(b" " * 65536) * 17), "unreadable"),
    (
        "body for a compressed one",
        answering_once(http(b"\x1f\x8b", headers="Content-Encoding: gzip\r\n")),
        "unreadable",
    ),
    ("empty body", answering_once(http(b"")), "unreadable"),
    ("no content", answering_once(http(b"", "204 No Content")), "unreadable"),
    ("HTML", answering_once(http(b"<!doctype html><title>Hello</title>")), "unreadable"),
    ("dripping body", dripping(http(b" " * 1000)[:-1000], b" "), "timeout"),
    ("dripping until closed", dripping(UNTIL_CLOSED, b" "), "timeout"),
    ("dripping chunks", dripping(CHUNKED, chunk(b" ")), "timeout"),
    ("dripping size of a chunk", dripping(CHUNKED, b"0"), "timeout"),
    ("stalled body", dripping(http(SENT)[:-10], b"", seconds=FAR_TOO_LONG_SECONDS), "timeout"),
]


@pytest.mark.parametrize(("handler", "answer"), [row[1:] for row in LOST], ids=[row[0] for row in LOST])
def test_without_a_whole_answer_the_outcome_is_unknown(handler: Handler, answer: str) -> None:
    assert failure_of(handler) == (OutcomeUnknown, answer)


def test_a_reply_of_just_the_bound_is_read() -> None:
    with raw_server(answering(http(padded(MAX_REPLY_BYTES)))) as server:
        assert a_client(server.base_url).send_otp(a_send()) == SendOtpReply("v-1", "7")


@pytest.mark.parametrize(
    "answer",
    [
        http(SENT, headers="Content-Type: text/plain\r\n"),
        http(SENT, headers="Content-Type: text/html; charset=utf-16\r\n"),
        http(SENT, "201 Created"),
        CHUNKED + chunk(SENT[:20]) + chunk(SENT[20:]) + b"0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + http(SENT),
        b"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n" + SENT,
        http(SENT, headers="X-Many: 1\r\n" * 90),
    ],
)
def test_a_right_body_is_read_however_it_is_wrapped(answer: bytes) -> None:
    with raw_server(answering_once(answer)) as server:
        assert a_client(server.base_url).send_otp(a_send()) == SendOtpReply("v-1", "7")


def test_a_redirect_is_not_followed_and_its_body_is_bounded() -> None:
    head = b"HTTP/1.1 307 Moved\r\nLocation: /verification/elsewhere\r\nTransfer-Encoding: chunked\r\n\r\n"

    chunks_sent = []

    def long_redirect(peer: Peer) -> None:
        peer.read_request()
        peer.send(head)
        for number in range(400):
            peer.send(chunk(b" " * 65536))
            chunks_sent.append(number)

    with raw_server(long_redirect) as server, pytest.raises(MerchantMustAct) as failure:
        a_client(server.base_url).send_otp(a_send())

    assert failure.value.answer == "307 undocumented"
    assert len(server.requests) == 1
    assert len(chunks_sent) < 400


def test_after_a_failure_the_client_works_on() -> None:
    answers = iter([b"", http(padded(MAX_REPLY_BYTES + 1)), http(SENT)])

    def handler(peer: Peer) -> None:
        while peer.read_request():
            answer = next(answers)
            peer.send(answer)
            if not answer:
                return

    with raw_server(handler) as server:
        client = a_client(server.base_url)
        for _ in range(2):
            with pytest.raises(OutcomeUnknown):
                client.send_otp(a_send())
        assert client.send_otp(a_send()) == SendOtpReply("v-1", "7")


@pytest.mark.parametrize("head", [UNTIL_CLOSED, http(b" " * 1000)[:-1000], CHUNKED])
def test_over_tls_too_a_dripping_body_ends_in_time(
    head: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, certificate = a_certificate(tmp_path, LOOPBACK)
    trust(monkeypatch, certificate)
    drop = chunk(b" ") if head is CHUNKED else b" "

    with (
        raw_server(dripping(head, drop), context) as server,
        pytest.raises(OutcomeUnknown) as failure,
    ):
        a_client(server.tls_base_url, timeout_seconds=3).send_otp(a_send())

    assert failure.value.answer == "timeout"
