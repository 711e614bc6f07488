"""Requests as bytes on a socket, so that what no library would send can be sent."""

import socket
from dataclasses import dataclass, field
from http.client import BadStatusLine, HTTPException, HTTPResponse, LineTooLong
from typing import Self
from urllib.parse import urlsplit

_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Shot:
    """One request. `target` is what stands in its first line; `framed` whether its length is told as it should be."""

    method: str
    target: bytes
    headers: tuple[tuple[str, bytes], ...] = ()
    body: bytes = b""
    framed: bool = True

    def as_bytes(self) -> bytes:
        """Return the request as it goes onto the wire."""
        lines = [b"%s %s HTTP/1.1" % (self.method.encode(), self.target)]
        lines += [b"%s: %s" % (name.encode(), value) for name, value in self.headers]
        if self.framed and (self.body or self.method in {"POST", "PUT", "PATCH"}):
            lines.append(b"Content-Length: %d" % len(self.body))
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Answer:
    """What came back: the header names in small letters. Status 0 where the server hung up without a word."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Wire:
    """A connection to a server, renewed whenever the server closes it."""

    def __init__(self, url: str) -> None:
        """Connect to the server of an address."""
        parts = urlsplit(url)
        self._address = (parts.hostname or "", parts.port or 80)
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        """Return the connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.hang_up()

    def hang_up(self) -> None:
        """Begin the next request on a new connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def fire(self, shot: Shot) -> Answer:
        """Send a request and return the answer. Raises TimeoutError where none comes: that is a finding."""
        used = self._socket is not None
        try:
            return self._answer(shot)
        except TimeoutError:
            raise
        except (OSError, BadStatusLine):
            self.hang_up()
            # The server may have closed an idle connection just then; on a new one it has no excuse.
            return self.fire(shot) if used else Answer(0)
        except (LineTooLong, HTTPException) as error:
            raise AssertionError(f"an unreadable answer to {shot}") from error

    def _answer(self, shot: Shot) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(self._address, _PATIENCE_SECONDS)
        self._socket.sendall(shot.as_bytes())
        with HTTPResponse(self._socket, method=shot.method) as reply:
            reply.begin()
            headers = {name.lower(): value for name, value in reply.getheaders()}
            answer = Answer(reply.status, headers, reply.read())
            if reply.will_close or not shot.framed:
                self.hang_up()
        return answer
