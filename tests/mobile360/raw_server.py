"""A server of plain sockets: it reads whole requests, and answers with whatever bytes a test gives it."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Handler = Callable[["Peer"], None]

SENT = b'{"status": "OTP_GENERATED", "verification_id": "v-1", "reference_id": 7}'
# In which every call of a short timeout has come to its end, on a busy machine too.
FAR_TOO_LONG_SECONDS = 30.0
UNTIL_CLOSED = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"


class Peer:
    """One accepted connection."""

    def __init__(self, connection: socket.socket, requests: list[bytes], stopping: threading.Event) -> None:
        self.connection = connection
        self.stopping = stopping
        self._requests = requests

    def read_request(self) -> bytes:
        """Return one request, head and body; empty when the caller has closed."""
        received = b""
        while b"\r\n\r\n" not in received:
            if not (data := self.connection.recv(65536)):
                return b""
            received += data
        head, _, body = received.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while len(body) < int(lengths[0].split(b":")[1]):
            if not (data := self.connection.recv(65536)):
                return b""
            body += data
        self._requests.append(head + b"\r\n\r\n" + body)
        return self._requests[-1]

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)


class RawServer:
    """What came in: whole requests, in order, and the number of connections."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests: list[bytes] = []
        self.connections = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/verification"

    @property
    def tls_base_url(self) -> str:
        return f"https://127.0.0.1:{self.port}/verification"


@contextmanager
def raw_server(handler: Handler, tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """Serve each connection with ``handler`` in a thread of its own, then close it."""
    stopping = threading.Event()
    threads: list[threading.Thread] = []
    peers: list[Peer] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = RawServer(listener.getsockname()[1])

        def serve(connection: socket.socket) -> None:
            with contextlib.suppress(OSError), connection:
                wrapped = tls.wrap_socket(connection, server_side=True) if tls else connection
                with wrapped:
                    peers.append(Peer(wrapped, server.requests, stopping))
                    handler(peers[-1])

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connection.settimeout(60)
                server.connections += 1
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield server
        finally:
            stopping.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for peer in peers:
                with contextlib.suppress(OSError):
                    peer.connection.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


def http(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    """Return an HTTP answer of known length."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def answering(answer: bytes) -> Handler:
    """Give the same answer to every request of a connection."""

    def handler(peer: Peer) -> None:
        while peer.read_request():
            peer.send(answer)

    return handler


def answering_once(answer: bytes) -> Handler:
    """Give the answer to one request, and close."""

    def handler(peer: Peer) -> None:
        peer.read_request()
        peer.send(answer)

    return handler


def dripping(head: bytes, drop: bytes, seconds: float = 0.02) -> Handler:
    """Answer the head at once, and then one drop after another until the caller goes, or has waited far too long."""

    def handler(peer: Peer) -> None:
        peer.read_request()
        peer.send(head)
        end = time.monotonic() + FAR_TOO_LONG_SECONDS
        while time.monotonic() < end and not peer.stopping.wait(seconds):
            peer.send(drop)

    return handler
