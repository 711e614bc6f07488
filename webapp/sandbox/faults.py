"""What can go wrong between two machines, played on purpose.

A fault meets only a call that would have succeeded; everything else is answered plainly. The faults of
`NOT_PROCESSED` stand for something in front of the service, so nothing is done and the same call may be
repeated; all others spoil the reply after the work was done: the code is on its way, or used up.
"""

import contextlib
import json
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flask import Response

OVERSIZED_BYTES = 4 * 1024 * 1024
_JSON, _HTML = "application/json", "text/html; charset=utf-8"
_PAGE = "<!doctype html><html lang=en><title>Gateway</title><h1>The upstream server did not answer</h1></html>"


class Fault(StrEnum):
    """The faults; each value says in a few words what a caller meets."""

    SLOW = "slow answer"
    HUNG = "no answer"
    RESET = "connection reset"
    CUT_OFF = "connection cut off"
    TRUNCATED_JSON = "truncated JSON"
    HTML_ERROR_PAGE = "HTML error page"
    HTML_SUCCESS = "HTML with status 200"
    EMPTY_BODY = "empty body"
    WRONG_CONTENT_TYPE = "wrong content type"
    DRIPPING_BODY = "dripping body"
    OVERSIZED_BODY = "oversized body"
    REDIRECT = "redirect"
    UNDOCUMENTED_STATUS = "undocumented status"


NOT_PROCESSED = frozenset({Fault.HTML_ERROR_PAGE, Fault.REDIRECT})


@dataclass(frozen=True)
class _Silence(Iterator[bytes]):
    """A body that ends the answer before its first byte, headers included.

    The HTTP server takes the error for a caller who has gone, and says no more; `before` closes the connection.
    """

    before: Callable[[], object]

    def __next__(self) -> bytes:
        self.before()
        raise ConnectionAbortedError("a fault on purpose")


@dataclass(frozen=True)
class SpoiltReply:
    """A reply that does not arrive as it should; no wait outlasts `stopping`.

    `connection` is the caller's socket; `slow_seconds` and `hang_seconds` are the time to waste.
    """

    body: Mapping[str, object] = field(repr=False)
    connection: socket.socket
    stopping: threading.Event
    slow_seconds: float
    hang_seconds: float

    def by(self, fault: Fault) -> Response:
        """Return the reply as this fault lets it through."""
        return _SPOILERS[fault](self)

    def slow(self) -> Response:
        self.stopping.wait(self.slow_seconds)
        return as_json(self.body)

    def hung(self) -> Response:
        def wait_and_close() -> None:
            self.stopping.wait(self.hang_seconds)
            with contextlib.suppress(OSError):  # the caller may have gone by now
                self.connection.shutdown(socket.SHUT_RDWR)

        return Response(_Silence(wait_and_close))

    def reset(self) -> Response:
        return Response(_Silence(lambda: _send_rst(self.connection)))

    def cut_off(self) -> Response:
        response = self.truncated_json()
        response.content_length = len(self._whole())
        return response

    def truncated_json(self) -> Response:
        whole = self._whole()
        return Response(whole[: len(whole) // 2], content_type=_JSON)

    def html_error_page(self) -> Response:
        return Response(_PAGE, 502, content_type=_HTML)

    def html_success(self) -> Response:
        return Response(_PAGE, content_type=_HTML)

    def empty_body(self) -> Response:
        return Response(b"", content_type=_JSON)

    def wrong_content_type(self) -> Response:
        return Response(self._whole(), content_type="text/plain; charset=utf-8")

    def dripping_body(self) -> Response:
        """Spread the reply over `hang_seconds`, byte by byte: no single read ever waits long."""
        whole = self._whole()

        def drops() -> Iterator[bytes]:
            for byte in whole:
                if self.stopping.wait(self.hang_seconds / len(whole)):
                    return
                yield bytes([byte])

        response = Response(drops(), content_type=_JSON)
        response.content_length = len(whole)
        return response

    def oversized_body(self) -> Response:
        return as_json({**self.body, "padding": "x" * OVERSIZED_BYTES})

    def redirect(self) -> Response:
        return Response(b"", 302, headers={"Location": "/"})

    def undocumented_status(self) -> Response:
        return as_json({**self.body, "status": "QUEUED_FOR_REVIEW"})

    def _whole(self) -> bytes:
        return as_json(self.body).get_data()


_SPOILERS: Mapping[Fault, Callable[[SpoiltReply], Response]] = {
    Fault.SLOW: SpoiltReply.slow,
    Fault.HUNG: SpoiltReply.hung,
    Fault.RESET: SpoiltReply.reset,
    Fault.CUT_OFF: SpoiltReply.cut_off,
    Fault.TRUNCATED_JSON: SpoiltReply.truncated_json,
    Fault.HTML_ERROR_PAGE: SpoiltReply.html_error_page,
    Fault.HTML_SUCCESS: SpoiltReply.html_success,
    Fault.EMPTY_BODY: SpoiltReply.empty_body,
    Fault.WRONG_CONTENT_TYPE: SpoiltReply.wrong_content_type,
    Fault.DRIPPING_BODY: SpoiltReply.dripping_body,
    Fault.OVERSIZED_BODY: SpoiltReply.oversized_body,
    Fault.REDIRECT: SpoiltReply.redirect,
    Fault.UNDOCUMENTED_STATUS: SpoiltReply.undocumented_status,
}


def as_json(body: Mapping[str, object], status: int = 200) -> Response:
    """Return an unspoilt reply."""
    return Response(json.dumps(body, ensure_ascii=False), status, content_type=_JSON)


def _send_rst(connection: socket.socket) -> None:
    # With linger time zero, closing sends RST. The HTTP server's own closing begins with a FIN, which would
    # reach the caller first, so the descriptor is given another, dead socket: that closes the real one now.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one, other = socket.socketpair()
    with one, other:
        os.dup2(one.fileno(), connection.fileno())
