"""Where an answer says that the account's rate is spent, whoever makes calls is told until when."""

from datetime import datetime, timedelta

import pytest

from tests.mobile360.given import NOW, a_client, a_send
from tests.mobile360.raw_server import SENT, answering, http, raw_server
from webapp.mobile360.errors import Busy, Mobile360Error

IN_30_SECONDS = NOW + timedelta(seconds=30)
WRONG = b'{"code": "name_value_invalid"}'

TABLE: list[tuple[str, str, bytes, list[datetime | None]]] = [
    ("200 OK", "", SENT, []),
    ("200 OK", "X-RateLimit-Remaining: 1\r\nX-RateLimit-Reset: 30\r\n", SENT, []),
    ("200 OK", "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 30\r\n", SENT, [IN_30_SECONDS]),
    ("200 OK", "X-RateLimit-Remaining: 0\r\n", SENT, [None]),
    ("200 OK", "X-RateLimit-Remaining: none\r\nX-RateLimit-Reset: 30\r\n", SENT, []),
    ("400 Bad Request", "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 30\r\n", WRONG, [IN_30_SECONDS]),
    ("500 Failed", "X-RateLimit-Reset: 30\r\n", b"", []),
    ("429 Too Many Requests", "", b"", [None]),
    ("429 Too Many Requests", "Retry-After: 30\r\n", b"", [IN_30_SECONDS]),
    ("429 Too Many Requests", "Retry-After: 30\r\nX-RateLimit-Reset: 50\r\n", b"", [IN_30_SECONDS]),
    ("429 Too Many Requests", "X-RateLimit-Remaining: 5\r\nX-RateLimit-Reset: 30\r\n", b"", [IN_30_SECONDS]),
]


@pytest.mark.parametrize(("status", "headers", "body", "expected"), TABLE)
def test_a_spent_rate_is_handed_on(status: str, headers: str, body: bytes, expected: list[datetime | None]) -> None:
    holds: list[datetime | None] = []

    with raw_server(answering(http(body, status, headers))) as server:
        client = a_client(server.base_url, hold=holds.append)
        try:
            client.send_otp(a_send())
        except Mobile360Error as error:
            assert isinstance(error, Busy) == status.startswith("429")  # noqa: PT017 - a reply is fine as well
            assert not isinstance(error, Busy) or [error.until] == expected  # noqa: PT017
        client.close()

    assert holds == expected
