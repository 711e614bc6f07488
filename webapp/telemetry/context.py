"""What all log lines of one request have in common: its own id, and the reference of the journey it is about."""

import secrets

from structlog.contextvars import bind_contextvars, clear_contextvars

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that are mistaken for each other on the telephone
_LENGTH = 12


def begin_request() -> str:
    """Forget the request that this thread served before; return the new one's id (12 capitals and digits, random)."""
    number = secrets.randbits(5 * _LENGTH)
    request = "".join(_LETTERS[number >> shift & 31] for shift in range(0, 5 * _LENGTH, 5))
    clear_contextvars()
    bind_contextvars(request=request)
    return request


def note_reference(reference: str) -> None:
    """Put the journey's reference on every further log line of the present request."""
    bind_contextvars(reference=reference)
