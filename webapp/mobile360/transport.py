"""One POST over HTTP: what was answered, or whether the request had left when it failed."""

import logging
import math
import socket
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, connection_from_url
from urllib3.exceptions import HTTPError, IncompleteRead
from urllib3.util.connection import create_connection

from webapp.mobile360.deadlines import Deadline, Watchdog
from webapp.mobile360.errors import OutcomeUnknown, UpstreamBroken
from webapp.mobile360.messages import Message

MAX_REPLY_BYTES = 1024 * 1024

_deadline_of_this_call: ContextVar[Deadline] = ContextVar("deadline_of_this_call")

HEADERS = {
    "User-Agent": "mobile360-onboarding",
    "Accept": "application/json",
    "Accept-Encoding": "identity",  # so that the bound is one of bytes received
    "Content-Type": "application/json",
}


@dataclass(frozen=True)
class Received:
    """An answer, whatever its status. ``content`` is empty where the body was over the bound."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


class Transport:
    """A pool of connections to one server. TLS is always verified; nothing is retried, redirected or kept.

    ``credentials`` gives the headers that are the caller's own, afresh for each call. Times are seconds: a call lasts
    at most ``timeout``, from the connecting to the last byte of the answer, however slowly it drips; each address of
    the server is tried for at most ``connect_timeout``. Only the system's own resolver of names may take longer, and
    then nothing is sent any more. Up to ``pool_size`` connections are kept.
    """

    def __init__(
        self,
        base_url: str,
        credentials: Callable[[], Mapping[str, str]],
        connect_timeout: float,
        timeout: float,
        pool_size: int,
    ) -> None:
        self._base_url = base_url
        self._credentials = credentials
        self._timeouts = (connect_timeout, timeout)
        self._watchdog = Watchdog(timeout)
        self._adapter = _Adapter(base_url, pool_size)  # without a session: no environment, redirects or cookies
        self._blank = requests.PreparedRequest()
        self._blank.prepare_method("POST")
        self._blank.prepare_headers(HEADERS)

    def post(self, path: str, message: Message) -> Received:
        """Send the message, and return what came back, whatever its status.

        Raises UpstreamBroken if nothing has left, and OutcomeUnknown if the connection failed after that, or if the
        answer gives two lengths.
        """
        received = None
        problem = "connection lost"
        with self._watchdog.deadline() as deadline:
            _deadline_of_this_call.set(deadline)
            try:
                received = self._exchange(path, message)
            except requests.exceptions.InvalidHeader:
                problem = "unreadable"
            except (OSError, HTTPError, UnicodeError):  # the last: a host whose name cannot be one
                pass  # what it was is told below, away from an exception that holds the request and the answer
        if not deadline.watched:
            raise UpstreamBroken("unreachable")
        if received is None or deadline.missed:
            raise OutcomeUnknown("timeout" if deadline.missed else problem)
        return received

    def close(self) -> None:
        """Close the connections that are kept."""
        self._adapter.close()

    def _exchange(self, path: str, message: Message) -> Received:
        request = self._blank.copy()
        request.url = self._base_url + path
        request.body = message.as_json()
        request.headers.update(self._credentials())
        request.headers["Content-Length"] = str(len(request.body))
        with self._adapter.send(request, stream=True, timeout=self._timeouts) as response:
            return Received(response.status_code, response.headers, _content(response.raw))


class _Watched(HTTPConnection):
    """A connection that is shut down at the deadline of the call that it serves."""

    _deadline: Deadline | None = None

    @property
    def is_connected(self) -> bool:
        """Whether it may serve another call: the pool asks as it gives it out, and closes it if not."""
        return (self._deadline is None or self._deadline.end()) and super().is_connected

    def putrequest(self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False) -> None:
        """Begin a request. Raises OSError, a TimeoutError if the call's time is over, before anything leaves."""
        if self.is_closed:
            self.connect()
        self._deadline = _deadline_of_this_call.get()
        self._deadline.watch(self.sock)
        super().putrequest(method, url, skip_host, skip_accept_encoding)

    def _new_conn(self) -> socket.socket:
        """Connect within what is left of the call's time, for which a TLS handshake may then last. Raises OSError."""
        deadline = _deadline_of_this_call.get()
        reached = self._reached(deadline)
        try:
            reached.settimeout(deadline.left())
        except TimeoutError:
            reached.close()
            raise
        return reached

    def _reached(self, deadline: Deadline) -> socket.socket:
        """Return a socket connected to the first of the server's addresses that answers. Raises OSError.

        urllib3's own gives each of them the whole time.
        """
        failure = OSError()
        for *_, address in socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_STREAM):
            host, port = str(address[0]), int(address[1])
            try:
                timeout = min(self.timeout or math.inf, deadline.left())
                return create_connection((host, port), timeout, socket_options=self.socket_options)
            except OSError as error:
                failure = error
        raise failure


class _WatchedTls(_Watched, HTTPSConnection):
    """The same over TLS."""


class _Adapter(HTTPAdapter):
    """Keeps to one pool, as there is one server, and has its connections watched."""

    def __init__(self, base_url: str, pool_size: int) -> None:
        super().__init__(max_retries=0)
        self._pool = connection_from_url(base_url, maxsize=pool_size)
        self._pool.ConnectionCls = _WatchedTls if self._pool.scheme == "https" else _Watched

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,  # noqa: ARG002 - the signature is requests'
        verify: bool | str | None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
        cert: tuple[str, str] | str | None = None,  # noqa: ARG002
    ) -> HTTPConnectionPool:
        """Return the pool; `send` has it verify certificates."""
        return self._pool

    def close(self) -> None:
        """Close the connections that are kept."""
        self._pool.close()


def _content(raw: BaseHTTPResponse) -> bytes:
    """Read the whole body; empty if it is over the bound. Raises HTTPError or OSError if it is cut off."""
    content = raw.read(MAX_REPLY_BYTES + 1, decode_content=False)
    if len(content) > MAX_REPLY_BYTES:
        return b""
    if raw.length_remaining:
        raise IncompleteRead(len(content), raw.length_remaining)
    return content


def _quotes_no_answer(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Failed to parse headers")


# Where the blank line after the headers is missing, urllib3 takes the body for headers and logs it.
logging.getLogger("urllib3.connection").addFilter(_quotes_no_answer)
