"""A customer's browser without the browser: keeps cookies, sends the forms it was shown, looks every page over."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import uuid4

import requests

from tests.servers import Stage

PERSON = {"mobile_number": "9000000001", "name": "Asha Ramanathan"}
AGREED = {"adult": "YES", "notification_modes": "SMS", "ip_origin": "HOME", "consent": "y"}


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.headings = 0
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.headings += tag == "h1"
        if "id" in given:
            self.ids.append(given["id"])
        if (
            tag == "input"
            and "name" in given
            and ("checked" in given or given.get("type") not in {"radio", "checkbox"})
        ):
            self.values[given["name"]] = given.get("value", "")


@dataclass
class Page:
    """An answer that has been looked over: one h1, ids unique, never kept by the browser."""

    reply: requests.Response
    values: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Look the page over."""
        outline = _Outline()
        outline.feed(self.reply.text)
        assert outline.headings == 1, self.reply.text
        assert len(outline.ids) == len(set(outline.ids)), outline.ids
        assert self.reply.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in self.reply.headers["Content-Security-Policy"]
        self.values = outline.values

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.reply.status_code

    @property
    def path(self) -> str:
        """Where the redirects led."""
        return self.reply.request.path_url

    @property
    def title(self) -> str:
        """The page's heading."""
        found = re.search(r"<h1>(.*?)</h1>", self.reply.text, re.DOTALL)
        return found[1].strip() if found else ""

    @property
    def text(self) -> str:
        """The page's HTML."""
        return self.reply.text


class Customer:
    """What a customer does, over a real socket."""

    def __init__(self, stage: Stage) -> None:
        """Open a new browser on the stage's application."""
        self.stage = stage
        self.session = requests.Session()

    def look(self, path: str) -> Page:
        """Open an address."""
        return Page(self.session.get(self.stage.url + path, timeout=60))

    def send(self, path: str, fields: object, token: str | None = None) -> Page:
        """Send a form; `fields` is a mapping or pairs; the anti-forgery token is that of the start page or `token`.

        Each is a form of its own. With a consent goes the notice that is shown at present. Fields may say otherwise.
        """
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)  # type: ignore[call-overload]
        token = self.token() if token is None else token
        names = {name for name, _ in pairs}
        if "once" not in names:
            pairs.append(("once", uuid4().hex))
        if "consent" in names and "notice" not in names:
            pairs.append(("notice", self.notice()))
        return Page(self.session.post(self.stage.url + path, data=[*pairs, ("csrf_token", token)], timeout=60))

    def token(self) -> str:
        """Return the anti-forgery token of the page where the customer belongs."""
        return self.look("/").values["csrf_token"]

    def notice(self) -> str:
        """Return the hash of the notice as it is shown at present."""
        found = re.search("[0-9a-f]{64}", self.look("/consent/notice").text)
        assert found is not None
        return found[0]

    def start(self, **changes: str) -> Page:
        """Give details and consent; `changes` override an invented person's."""
        return self.send("/", {**PERSON, **AGREED, **changes})

    def enter_code(self, code: str | None = None, mobile_number: str = PERSON["mobile_number"]) -> Page:
        """Enter a code; by default the newest one sent to the number."""
        return self.send("/otp", {"otp": self.stage.newest_code(mobile_number) if code is None else code})
