"""The embedded server as the console sees it: over HTTP, like everybody else."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

_PATIENCE_SECONDS = 3
_T = TypeVar("_T")


class ServerAwayError(Exception):
    """The embedded server did not answer, or another server is in its place."""


class UnknownKeyError(LookupError):
    """The embedded server knows no such person, scenario or delay."""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Person(_Told):
    """An invented person whose record can be shown."""

    key: str
    name: str
    sentence: str


class Answer(_Told):
    """What one operation can be made to do. operation: send or verify."""

    key: str
    operation: str
    name: str
    sentence: str


class Catalogue(_Told):
    """All that a number can be put together of. delays: seconds."""

    people: tuple[Person, ...]
    scenarios: tuple[Answer, ...]
    delays: tuple[int, ...]

    @property
    def names(self) -> dict[str, str]:
        """What each key is called."""
        named = {answer.key: answer.name for answer in self.scenarios}
        return {**named, **{person.key: person.name for person in self.people}}

    def answers(self, operation: str) -> tuple[Answer, ...]:
        """Return what an operation can be made to do."""
        return tuple(answer for answer in self.scenarios if answer.operation == operation)


class Number(_Told):
    """A number put together. name: what to type with it; None for any."""

    mobile_number: str = Field(repr=False)
    name: str | None = Field(repr=False)


class Message(_Told):
    """A message that a phone would have received. notification_mode: SMS or WHATSAPP."""

    mobile_number: str = Field(repr=False)
    notification_mode: str
    text: str = Field(repr=False)
    otp: str = Field(repr=False)
    verification_id: str
    sent_at: datetime


_CATALOGUE, _NUMBER, _MESSAGES = TypeAdapter(Catalogue), TypeAdapter(Number), TypeAdapter(list[Message])
_Query = Mapping[str, str | list[str]]


class EmbeddedServer:
    """The embedded server. Each method raises ServerAwayError."""

    def __init__(self, base_url: str) -> None:
        """Take the base URL of the operations (`…/verification`)."""
        parts = urlsplit(base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"

    def catalogue(self) -> Catalogue:
        """Return what there is to be put together."""
        return self._read(_CATALOGUE, "/catalogue.json")

    def number(self, parts: dict[str, str]) -> Number:
        """Return a number that makes happen what the parts say; raises UnknownKeyError for a part that is none."""
        answer = self._asked("/numbers", parts)
        if answer.status_code == 404 and answer.headers.get("Content-Type", "").startswith("application/json"):
            raise UnknownKeyError("the catalogue has no such part")
        return _understood(_NUMBER, answer)

    def messages(self, verification_ids: Iterable[str]) -> list[Message]:
        """Return the messages with the codes of these ids, newest first; no number stands in an address."""
        ids = sorted(verification_ids)
        return self._read(_MESSAGES, "/messages", {"format": "json", "verification_id": ids}) if ids else []

    def _read(self, kind: TypeAdapter[_T], path: str, query: _Query | None = None) -> _T:
        return _understood(kind, self._asked(path, query or {}))

    def _asked(self, path: str, query: _Query) -> requests.Response:
        try:
            with requests.Session() as session:
                session.trust_env = False  # the server is on this machine: no proxy leads to it
                return session.get(self._origin + path, params=query, timeout=_PATIENCE_SECONDS)
        except requests.RequestException:
            raise ServerAwayError(path) from None


def _understood(kind: TypeAdapter[_T], answer: requests.Response) -> _T:
    try:
        return kind.validate_json(answer.content)
    except ValidationError:
        raise ServerAwayError("another server is in its place") from None
