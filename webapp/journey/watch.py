"""Being watched: each call to Mobile 360 as it may be told, to whoever shows the product. By default nobody watches.

Nothing personal is in what is told: of what was sent and what came back there are masks, known words, names of kinds.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from webapp.identity.masks import Mask, initials, tail
from webapp.identity.outline import Outline
from webapp.mobile360.client import HIDDEN, PATHS, Head, Hear
from webapp.mobile360.messages import Operation, SendOtpRequest, VerifyOtpRequest, VerifyStatus

_TOLD_HEADERS = re.compile(
    r"content-type|content-length|date|retry-after|x-request-id|x-ratelimit-[a-z-]{1,20}", re.IGNORECASE
)
_HARMLESS = re.compile(r"[\w ,.:;/=+-]{1,80}", re.ASCII)
# Of a request, what is ours or one of a few known words; all else is masked, or stands as the name of its kind.
_TOLD = frozenset({"verification_id", "notification_modes", "timestamp", "purpose", "obtained", "type", "ip_origin"})
_MASKS: dict[str, Mask] = {"mobile_number": tail(4), "name": initials}
_CODE = "••••••"
# The answers that are ours: the call was never made.
_KEPT_BACK = frozenset({"circuit open", "crowded", "not sent", "unreachable"})
OTHER_HEADERS = "(others)"
"""Stands for all names of headers that nobody expects; its value is their number."""


@dataclass(frozen=True)
class Call:
    """One call to Mobile 360 as it may be told.

    operation: send or verify. began_at: UTC. answer: as of `Mobile360Error`, or 200. path: below the base URL. In
    sent_headers what is secret is hidden, in received_headers what is not expected. request: the body, each personal
    value masked. status: None where nothing came back. reply: the body, masked; of a failure the words that are known;
    None where there is nothing to tell. outline: where a record came.
    """

    reference: str
    verification_id: str
    operation: str
    began_at: datetime
    seconds: float
    answer: str
    path: str
    sent_headers: Mapping[str, str] = field(repr=False)
    request: Mapping[str, object] = field(repr=False)
    status: int | None
    received_headers: Mapping[str, str] = field(repr=False)
    reply: Mapping[str, object] | None = field(repr=False)
    outline: Outline | None = field(default=None, repr=False)

    @property
    def left(self) -> bool:
        """Whether anything was sent, as far as we know."""
        return self.status is not None or self.answer not in _KEPT_BACK


Watch = Callable[[Call], None]


@dataclass(frozen=True)
class About:
    """What is known of a call before it is made."""

    headers: Mapping[str, str] = field(repr=False)
    reference: str
    request: SendOtpRequest | VerifyOtpRequest
    began_at: datetime


class Listener:
    """Hears one call, and tells the watch of it when it has ended. Where nobody watches, it does nothing."""

    def __init__(self, call: About, watch: Watch | None) -> None:
        """Begin to listen: the call is about to be made."""
        self._call = call
        self._watch = watch
        self._head: Head | None = None
        self._seconds = 0.0

    @property
    def watched(self) -> bool:
        """Whether anybody watches."""
        return self._watch is not None

    @property
    def hear(self) -> Hear | None:
        """What the client is to give the head of the answer to."""
        return self._heard if self.watched else None

    def succeeded(self, seconds: float) -> None:
        """Take how long the call lasted; what it brought is told with `sent` or `verified`."""
        self._seconds = seconds

    def failed(self, answer: str, seconds: float) -> None:
        """Tell of a call that brought no reply."""
        self._seconds = seconds
        words = {"type": self._head.type, "code": self._head.code} if self._head else {}
        self._tell(answer, {name: word for name, word in words.items() if word} or None)

    def sent(self) -> None:
        """Tell of a code that was sent."""
        self._tell("200", {**self._identifiers, "status": "OTP_GENERATED"})

    def verified(self, status: VerifyStatus, outline: Outline | None = None) -> None:
        """Tell of a code that was right, and of the record that came, as far as its outline does."""
        body = outline.body if outline else {}
        self._tell("200", {**self._identifiers, "status": status.value, **body}, outline)

    @property
    def _identifiers(self) -> dict[str, object]:
        return {"verification_id": self._call.request.verification_id, "reference_id": "(dropped)"}

    def _heard(self, head: Head) -> None:
        self._head = head

    def _tell(self, answer: str, reply: Mapping[str, object] | None, outline: Outline | None = None) -> None:
        if self._watch is None:
            return
        call, head = self._call, self._head
        operation = Operation.SEND if isinstance(call.request, SendOtpRequest) else Operation.VERIFY
        self._watch(
            Call(
                reference=call.reference,
                verification_id=call.request.verification_id,
                operation=operation.value,
                began_at=call.began_at,
                seconds=self._seconds,
                answer=answer,
                path=PATHS[operation],
                sent_headers=call.headers,
                request=_told(call.request.model_dump(mode="json", exclude_none=True)),
                status=head.status if head else None,
                received_headers=_received(head.headers) if head else {},
                reply=reply,
                outline=outline,
            )
        )


def _told(body: Mapping[str, object]) -> dict[str, object]:
    return {name: _of_request(name, value) for name, value in body.items()}


def _of_request(name: str, value: object) -> object:
    if isinstance(value, dict):
        return _told(value)
    if name in _TOLD:
        return value
    if name == "otp":
        return _CODE
    return _MASKS[name](str(value)).text if name in _MASKS else f"({name.replace('_', ' ')})"


def _received(headers: Mapping[str, str]) -> dict[str, str]:
    told = {
        name: value if _HARMLESS.fullmatch(value) else HIDDEN
        for name, value in headers.items()
        if _TOLD_HEADERS.fullmatch(name)
    }
    others = len(headers) - len(told)
    return {**told, OTHER_HEADERS: str(others)} if others else told
