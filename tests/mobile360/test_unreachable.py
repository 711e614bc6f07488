"""Over real sockets: calls whose request never left, so that nothing was done."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from tests.mobile360.certificates import ELSEWHERE, LOOPBACK, a_certificate, trust
from tests.mobile360.given import a_client, a_send
from tests.mobile360.raw_server import SENT, Peer, answering, http, raw_server
from webapp.mobile360.errors import UpstreamBroken


@contextmanager
def refusing_port() -> Iterator[int]:
    with socket.socket() as bound:  # bound, and not listening
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextmanager
def silent_port() -> Iterator[int]:
    """A port whose queue of connections is full, so that another connection is never answered."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        callers = [socket.socket() for _ in range(3)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        time.sleep(0.05)
        yield listener.getsockname()[1]
        for caller in callers:
            caller.close()


@pytest.mark.parametrize("given_port", [refusing_port, silent_port])
def test_no_connection_is_unreachable(given_port: Callable[[], AbstractContextManager[int]]) -> None:
    with given_port() as port, pytest.raises(UpstreamBroken) as failure:
        a_client(f"http://127.0.0.1:{port}/verification", connect_timeout_seconds=0.2).send_otp(a_send())

    assert failure.value.answer == "unreachable"


def test_an_unknown_host_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)

    with pytest.raises(UpstreamBroken) as failure:
        a_client("https://mobile360.invalid/verification").send_otp(a_send())

    assert failure.value.answer == "unreachable"


def test_a_certificate_that_nobody_vouches_for_stops_the_call_before_anything_left(tmp_path: Path) -> None:
    context, _ = a_certificate(tmp_path, LOOPBACK)

    with raw_server(answering(http(SENT)), context) as server, pytest.raises(UpstreamBroken) as failure:
        a_client(server.tls_base_url).send_otp(a_send())

    assert failure.value.answer == "unreachable"
    assert (server.connections, server.requests) == (1, [])


def test_a_trusted_certificate_of_another_host_stops_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, file = a_certificate(tmp_path, ELSEWHERE)
    trust(monkeypatch, file)

    with raw_server(answering(http(SENT)), context) as server, pytest.raises(UpstreamBroken) as failure:
        a_client(server.tls_base_url).send_otp(a_send())

    assert failure.value.answer == "unreachable"
    assert server.requests == []


def test_a_server_that_speaks_no_tls_is_unreachable() -> None:
    def talking_plainly(peer: Peer) -> None:
        peer.connection.recv(65536)
        peer.send(http(SENT))

    with raw_server(talking_plainly) as server, pytest.raises(UpstreamBroken) as failure:
        a_client(server.tls_base_url).send_otp(a_send())

    assert failure.value.answer == "unreachable"
