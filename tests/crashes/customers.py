"""Customers who go on whatever happens, as people do: reload, send the same form again, ask for a new code."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from random import Random

import requests

from tests.visitor import AGREED, Page

_FORM = re.compile(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input[^>]*type="?hidden[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
_OPENS = re.compile(r'<time datetime="([^"]+)" data-seconds="[0-9]+"(?: data-over|>)')
_UNDER_WAY = 'http-equiv="refresh"'
_WAY_ON = '<a class="button primary" href="/">'

_ANSWERS_WITHIN_SECONDS = 15.0
_BEFORE_RELOADING_SECONDS = 1.0
_MESSAGE_COMES_WITHIN_SECONDS = 2.0

Fields = dict[str, str]


class Stuck(Exception):
    """The customer has found no way on."""


def forms_of(page: str) -> dict[str, Fields]:
    """Return the hidden fields of each form of a page, by the address that it is sent to."""
    return {action: _hidden(form) for action, form in _FORM.findall(page)}


def _hidden(form: str) -> Fields:
    fields = (dict(_ATTRIBUTE.findall(tag)) for tag in _HIDDEN.findall(form))
    return {field["name"]: unescape(field.get("value", "")) for field in fields}


@dataclass(eq=False)
class Customer:
    """Somebody with a browser and a phone of their own, who may mistype a code, or want another one.

    messages: tells the messages to a number, newest first. asked: the forms that have asked for a code; the very same
    form sent again adds none. unanswered: how many requests were taken, and had no answer.
    """

    url: str
    mobile_number: str
    messages: Callable[[str], list[dict[str, str]]]
    chance: Random
    patience_seconds: float
    asked: set[str] = field(default_factory=set)
    unanswered: int = 0
    saw_code_page: bool = False
    saw_summary: bool = False

    def __post_init__(self) -> None:
        """Open a browser, and make plans."""
        self._browser = requests.Session()
        self._begun = time.monotonic()
        self._story: list[str] = []
        self._mistypes = self.chance.random() < 0.4
        self._wants_another = self.chance.random() < 0.25
        self._refused: set[str] = set()
        self._message_due = 0.0

    def told(self) -> str:
        """Return what they did, and what came of it."""
        return "\n".join([f"Customer {self.mobile_number}:", *self._story])

    def go(self) -> None:
        """Go from the first page to the summary. Raises Stuck."""
        page = self._look()
        while page.path != "/summary" or page.status != 200:
            if time.monotonic() > self._begun + self.patience_seconds:
                raise Stuck("it takes too long")
            time.sleep(self.chance.uniform(0, 0.2))
            page = self._go_on(page)
        self.saw_summary = True
        self._browser.close()

    def _go_on(self, page: Page) -> Page:
        forms = forms_of(page.text)
        self.saw_code_page |= page.path == "/otp"
        if page.status == 500:
            raise Stuck("the application itself has failed")
        if "/" in forms:
            stated = {"name": "Asha Ramanathan", "mobile_number": self.mobile_number}
            return self._ask("/", {**forms["/"], **AGREED, **stated})
        code = self._fresh_code() if "/otp" in forms else None
        if code is not None and self._mistypes:
            self._mistypes = False
            return self._enter(forms["/otp"], "000000" if code != "000000" else "111111")
        if code is not None and not self._wants_another:
            return self._enter(forms["/otp"], code)
        if "/otp/resend" in forms and not self._has_to_wait(page):
            self._wants_another = False
            return self._ask("/otp/resend", {**forms["/otp/resend"], "notification_modes": "SMS"})
        if "/otp/resend" not in forms and _UNDER_WAY not in page.text and _WAY_ON not in page.text:
            raise Stuck(f"there is no way on from {page.title}")
        time.sleep(_BEFORE_RELOADING_SECONDS)
        return self._look()

    def _has_to_wait(self, page: Page) -> bool:
        opens = _OPENS.search(page.text)
        too_soon = opens is not None and datetime.fromisoformat(opens[1]) > datetime.now(UTC)
        return too_soon or time.monotonic() < self._message_due

    def _fresh_code(self) -> str | None:
        codes = [message["otp"] for message in self.messages(self.mobile_number)]
        return codes[0] if codes and codes[0] not in self._refused else None

    def _enter(self, fields: Fields, code: str) -> Page:
        page = self._send("/otp", {**fields, "otp": code})
        if page is None:
            return self._look()
        if page.path != "/summary" and _UNDER_WAY not in page.text:
            self._refused.add(code)
        return page

    def _ask(self, path: str, fields: Fields) -> Page:
        self.asked.add(fields["once"])
        page = self._send(path, fields) or self._look()
        self._message_due = time.monotonic() + _MESSAGE_COMES_WITHIN_SECONDS
        return page

    def _send(self, path: str, fields: Fields) -> Page | None:
        """Send a form; where no answer comes, send the very same one again, or leave it at that and return None."""
        page = self._answer("POST", path, fields)
        while page is None and self.chance.random() < 0.5:
            page = self._answer("POST", path, fields)
        if page is not None and self.chance.random() < 0.1:  # the button was pressed once more while the page turned
            page = self._answer("POST", path, fields)
        return page

    def _look(self) -> Page:
        while (page := self._answer("GET", "/")) is None:
            if time.monotonic() > self._begun + self.patience_seconds:
                raise Stuck("nobody answers")
        return page

    def _answer(self, method: str, path: str, fields: Fields | None = None) -> Page | None:
        try:
            reply = self._browser.request(method, self.url + path, data=fields, timeout=_ANSWERS_WITHIN_SECONDS)
        except requests.RequestException as error:
            self._note(method, path, fields, type(error).__name__)
            self.unanswered += "refused" not in str(error)
            time.sleep(self.chance.uniform(0.1, 0.4))
            return None
        self._note(method, path, fields, f"{reply.request.path_url} {reply.status_code}")
        page = Page(reply)
        self._story[-1] += f" {page.title}"
        return page

    def _note(self, method: str, path: str, fields: Fields | None, came: str) -> None:
        form = (fields or {}).get("once", "")[:6]
        self._story.append(f"{time.monotonic() - self._begun:6.2f} s {method} {path} {form} -> {came}")
