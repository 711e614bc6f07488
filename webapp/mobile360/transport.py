"""One POST over HTTP: what was answered, or whether the request had left when it failed."""

import contextlib
import io
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, ReadTimeoutError

from webapp.mobile360.errors import Mobile360Error, OutcomeUnknown, UpstreamBroken
from webapp.mobile360.messages import Message

MAX_REPLY_BYTES = 1024 * 1024
POOL_SIZE = 32
_CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Received:
    """An answer, whatever its status. ``content`` is empty where the body was over the bound."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


class Transport:
    """A pool of connections to one server. TLS is always verified; nothing is retried, redirected or kept.

    Both timeouts are seconds. ``read_timeout`` bounds the wait for the answer's head, and once more the whole
    of its body.
    """

    def __init__(self, base_url: str, auth: AuthBase, connect_timeout: float, read_timeout: float) -> None:
        self._base_url = base_url
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._session = _Session()
        self._session.trust_env = False  # no proxy, certificate bundle or password from the environment
        self._session.verify = True
        self._session.auth = auth
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["Accept"] = "application/json"
        self._session.headers["Accept-Encoding"] = "identity"  # so that the bound is one of bytes received
        self._session.headers["Content-Type"] = "application/json"
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=POOL_SIZE, max_retries=0)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def post(self, path: str, message: Message) -> Received:
        """Send the message, and return what came back, whatever its status.

        Raises UpstreamBroken if the body never left, and OutcomeUnknown if the connection failed after that.
        """
        body = _Body(message.as_json())
        try:
            return self._exchange(path, body)
        except (OSError, HTTPError) as failure:  # requests' own exceptions are OSErrors
            error = _error(failure, body)
        raise error  # from out here: it keeps no link to an exception that holds the request and the answer

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()

    def _exchange(self, path: str, body: "_Body") -> Received:
        with self._session.post(
            self._base_url + path,
            data=body,
            timeout=(self._connect_timeout, self._read_timeout),
            allow_redirects=False,
            stream=True,
        ) as response:
            content = _read_within(self._read_timeout, response.raw)
            return Received(response.status_code, response.headers, content)


class _Session(requests.Session):
    """Follows no redirect. When merely told not to, requests still reads the whole body of each."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002 - requests' signature
        return None


class _Body(io.BytesIO):
    """A request body that knows whether it has left; it is first read when the connection stands."""

    left = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.left = True
        return super().read(size)


def _read_within(seconds: float, raw: urllib3.BaseHTTPResponse) -> bytes:
    """Read the whole body; empty if it is over the bound. Raises TimeoutError, however slowly it drips."""
    too_late = threading.Event()

    def give_up() -> None:
        too_late.set()
        with contextlib.suppress(OSError, RuntimeError, ValueError):  # the body ended at this very moment
            raw.shutdown()

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    content = bytearray()
    try:
        for chunk in raw.stream(_CHUNK_BYTES, decode_content=False):
            content += chunk
            if len(content) > MAX_REPLY_BYTES:
                return b""
    except HTTPError:
        if not too_late.is_set():
            raise
    finally:
        timer.cancel()
    if too_late.is_set():
        raise TimeoutError
    return bytes(content)


def _error(failure: Exception, body: _Body) -> Mobile360Error:
    if not body.left:
        return UpstreamBroken("unreachable")
    if isinstance(failure, requests.Timeout | ReadTimeoutError | TimeoutError):
        return OutcomeUnknown("timeout")
    return OutcomeUnknown("connection lost")


def _quotes_no_answer(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Failed to parse headers")


# Where the blank line after the headers is missing, urllib3 takes the body for headers and logs it.
logging.getLogger("urllib3.connection").addFilter(_quotes_no_answer)
