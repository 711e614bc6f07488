"""Hostile requests by the thousand, the same for the same seed."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from tests.security.payloads import ALL
from tests.security.wire import Shot

FIELDS = ("mobile_number", "name", "notification_modes", "ip_origin", "adult", "consent", "notice", "otp", "reference",
          "own", "language", "once", "csrf_token", "_method", "another", "next", "url", "x")  # fmt: skip
_QUERY = ("reference", "language", "another", "format", "next", "url", "redirect", "return_to", "file", "page", "x")
_HEADERS = (
    *(
        "User-Agent",
        "Accept",
        "Accept-Language",
        "Accept-Encoding",
        "Referer",
        "Origin",
        "X-Forwarded-For",
        "X-Real-IP",
    ),
    *("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "X-HTTP-Method-Override", "X-Method"),
    *("X-Original-URL", "X-Rewrite-URL", "Range", "If-None-Match", "If-Modified-Since", "Authorization", "Upgrade"),
    *("Sec-CH-UA-Model", "Sec-CH-UA-Platform", "Sec-Fetch-Site", "Content-Language", "X-CSRFToken", "X-Request-Id"),
    *("Content-Encoding", "Date", "Via", "Traceparent", "Sec-GPC", "Prefer", "Early-Data", "X-Real-IP"),
)
_METHODS = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "DEBUG", "BREW", "post")
_TYPES = ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "text/plain",
          "application/json", "application/xml", "multipart/form-data", "multipart/form-data; boundary=", "text/html",
          "multipart/form-data; boundary=" + "b" * 500, "application/octet-stream", "\x7f", "")  # fmt: skip

Fields = Sequence[tuple[str, str]]
Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Victim:
    """A customer's browser as an attacker may come to use it: its cookies, and the token of its forms."""

    stands_at: str
    cookies: Mapping[str, str]
    token: str


class Attacker:
    """Makes requests. Every choice is the seed's."""

    def __init__(self, seed: int, host: str, paths: Sequence[str], forms: Sequence[str], canary: str) -> None:
        """`paths` are the application's addresses, `forms` those that take a POST, `canary` where the test listens."""
        self.pick = random.Random(seed)  # noqa: S311 - to be repeatable is what matters here
        self._host, self._paths, self._forms, self._canary = host, paths, forms, canary

    def payload(self) -> str:
        """Return something hostile, at times doubled, cut or in the middle of something harmless."""
        text = self.pick.choice(ALL).replace("{canary}", self._canary)
        change = self.pick.random()
        if change < 0.1:
            return text + self.pick.choice(ALL).replace("{canary}", self._canary)
        if change < 0.2:
            return f"9876543210{text}"
        return text

    def without_the_token(self, victim: Victim, others: Sequence[Victim]) -> Shot:
        """Return a request with a customer's cookies but not with their token where it counts."""
        right, elsewhere = victim.token, ("", self.payload(), victim.token[:-1], victim.token.swapcase(), *(
            other.token for other in others if other is not victim))  # fmt: skip
        fields = self._fields()
        method = self._method()
        query, headers = self._query(), self._headers()
        where = self.pick.randrange(6)
        if where == 0:
            query = f"{query}&csrf_token={quote(right)}"
        elif where == 1:
            headers += (("X-CSRFToken", right.encode()), ("X-CSRF-Token", right.encode()))
        elif where == 2 and method != "POST":
            fields = [*fields, ("csrf_token", right), ("_method", "POST")]
            headers += (("X-HTTP-Method-Override", b"POST"),)
        elif where in {3, 4}:
            fields = [*fields, ("csrf_token", self.pick.choice(elsewhere))]
        content = self._body(fields) if method != "GET" or where == 2 else (b"", "")
        cookies = victim.cookies if self.pick.random() < 0.7 else self._forged(victim.cookies)
        target = self._path(method) + (f"?{query}".encode() if query else b"")
        return self._shot(method, target, headers, cookies, content)

    def with_the_token(self, victim: Victim, form: Mapping[str, str]) -> Shot:
        """Return a form as the customer's own browser sends it, with something hostile in one or two of its fields."""
        fields = {**form, "csrf_token": victim.token}
        for name in self.pick.sample(sorted(form), k=self.pick.randint(1, 2)):
            fields[name] = self.payload()
        if self.pick.random() < 0.1:
            fields[self.pick.choice(FIELDS[:-1])] = self.payload()
        pairs = list(fields.items())
        if self.pick.random() < 0.1:
            pairs.append((self.pick.choice(pairs)[0], self.payload()))
        text = "&".join(f"{quote_plus(name)}={self._quoted(value)}" for name, value in pairs)
        content = self._multipart(pairs) if self.pick.random() < 0.2 else (text.encode(), _TYPES[0])
        return self._shot("POST", self.pick.choice(self._forms).encode(), self._headers(), victim.cookies, content)

    def _method(self) -> str:
        chance = self.pick.random()
        return "POST" if chance < 0.5 else "GET" if chance < 0.8 else self.pick.choice(_METHODS)

    def _path(self, method: str) -> bytes:
        path = self.pick.choice(self._forms if method == "POST" else self._paths)
        chance = self.pick.random()
        if chance < 0.7:
            return path.encode()
        hostile = self._quoted(self.payload())
        changed = (
            f"{path}/{hostile}", f"/{hostile}", f"{path}%2f..%2f{hostile}", f"{path};{hostile}", f"/static/{hostile}",
            f"//{hostile}", path.upper(), f"{path}%00", f"{path}%20", f"/consent/notice/{hostile}.txt", f"{path}//",
            f"{self._host}{path}", f"http://evil.example{path}", f"/%2e%2e{path}", f"{path}.json", f"*{hostile}",
        )  # fmt: skip
        return self.pick.choice(changed).encode()

    def _query(self) -> str:
        if self.pick.random() < 0.5:
            return ""
        names = self.pick.choices(_QUERY, k=self.pick.randint(1, 3))
        return "&".join(f"{name}={self._quoted(self.payload())}" for name in names)

    def _quoted(self, text: str) -> str:
        encoded: Callable[..., str] = self.pick.choice((quote, quote_plus))
        if self.pick.random() < 0.05:
            return encoded(text.encode("utf-16-le", "surrogatepass"))
        return encoded(text[:1200], safe="")

    def _headers(self) -> Headers:
        host = self._host if self.pick.random() < 0.95 else self.payload()[:100]
        given = [("Host", self._line(host))]
        if self.pick.random() < 0.6:
            names = self.pick.choices(_HEADERS, k=self.pick.randint(1, 3))
            given += [(name, self._line(self.payload()[:1500])) for name in names]
        return tuple(given)

    def _line(self, text: str) -> bytes:
        raw = text.encode("utf-8", "replace")
        # Left as it is, a line's end makes most requests into ones that no server reads any further.
        return raw if self.pick.random() < 0.05 else raw.replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")

    def _forged(self, cookies: Mapping[str, str]) -> dict[str, str]:
        forged = {}
        for name, value in cookies.items():
            changed = (value[:-1], value[::-1], value + "x", self._quoted(self.payload()), ".".join(["e30"] * 3), "",
                       value.replace(".", "", 1), "." + value, "A" * 4000)  # fmt: skip
            forged[name] = self.pick.choice(changed)
        return {**forged, "x": self._quoted(self.payload())}

    def _fields(self) -> list[tuple[str, str]]:
        names = self.pick.choices([name for name in FIELDS if name != "csrf_token"], k=self.pick.randint(0, 8))
        return [(name, self.payload()) for name in names]

    def _body(self, fields: Fields) -> tuple[bytes, str]:
        chance = self.pick.random()
        if chance < 0.5:
            text = "&".join(f"{self._quoted(name)}={self._quoted(value)}" for name, value in fields)
            return text.encode(), _TYPES[0]
        if chance < 0.7:
            return self._multipart(fields)
        if chance < 0.8:
            return json.dumps(dict(fields)).encode(), "application/json"
        if chance < 0.83:
            return b"name=" + b"x" * self.pick.randint(16_000, 60_000), _TYPES[0]
        return self.payload().encode("utf-8", "replace"), self.pick.choice(_TYPES)

    def _multipart(self, fields: Fields) -> tuple[bytes, str]:
        boundary = "b0undary"
        parts = []
        for name, value in fields:
            file = '; filename="../../x.svg"\r\nContent-Type: image/svg+xml' if self.pick.random() < 0.15 else ""
            parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n')
        whole = "".join(parts) + f"--{boundary}--\r\n"
        return whole.encode("utf-8", "replace"), f"multipart/form-data; boundary={boundary}"

    def _shot(
        self, method: str, target: bytes, headers: Headers, cookies: Mapping[str, str], content: tuple[bytes, str]
    ) -> Shot:
        (body, kind), sent = content, list(headers)
        if cookies:
            sent.append(("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()))
        if kind:
            sent.append(("Content-Type", kind.encode()))
        if body and self.pick.random() < 0.05:
            return self._misframed(method, target, tuple(sent), body)
        return Shot(method, target, tuple(sent), body)

    def _misframed(self, method: str, target: bytes, headers: Headers, body: bytes) -> Shot:
        """Return the request with its length told twice, wrongly or in pieces, and another request behind it."""
        second = b"POST /finish HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
        length = str(len(body)).encode()
        chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        framed: tuple[tuple[Headers, bytes], ...] = (
            ((("Transfer-Encoding", b"chunked"),), chunked),
            ((("Transfer-Encoding", b"chunked"), ("Content-Length", b"4")), chunked + second),
            ((("Transfer-Encoding", b"chunked"),), b"zz\r\n" + body + b"\r\n0\r\n\r\n"),
            ((("Transfer-Encoding", b"chunked"),), b"-1\r\n" + second),
            ((("Transfer-Encoding", b"xchunked"), ("Content-Length", length)), body),
            ((("Transfer-Encoding", b"identity, chunked"),), chunked + second),
            ((("Content-Length", b"0"),), body + second),
            ((("Content-Length", length), ("Content-Length", b"0")), body),
            ((("Content-Length", b"-1"),), body),
            ((("Content-Length", b"+" + length),), body),
            ((("Content-Length", b"99999999999999999999"),), body),
            ((("Transfer-Encoding ", b"chunked"),), chunked),
        )
        more, whole = self.pick.choice(framed)
        return Shot(method, target, headers + more, whole, framed=False)
