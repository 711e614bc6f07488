"""Stylesheets, scripts and icon: read, made small and named after their content, once, as the application starts.

`/static/<name>.<fingerprint>.<ending>` may be kept for ever, since another content has another name. Any other
fingerprint, or none, gives the file as it is now, to be asked for again each time: so a page that an older version of
the service made still finds its style while the service is being renewed.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import brotli  # type: ignore[import-untyped]  # has no types
import rcssmin  # type: ignore[import-untyped]  # nor has this
import rjsmin  # type: ignore[import-untyped]  # nor this
from flask import Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from webapp.pages.compression import IDENTITY, best_coding
from webapp.settings import PROJECT

_FOLDER = PROJECT / "static"
_STYLESHEET = "site.css"
_CONSOLE = "demo"
_ICON = "mark.svg"
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_TYPES = {".css": "text/css", ".js": "text/javascript"}
_SMALLER = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
_FINGERPRINT = re.compile(r"\.[0-9a-f]{8}(?=\.[a-z]+\Z)")


@dataclass(frozen=True)
class StaticFile:
    """One file. address: with its fingerprint. codings: its bytes by the name of their coding, the best first."""

    address: str
    mimetype: str
    fingerprint: str
    codings: Mapping[str, bytes]


def add_static_files(app: Flask, *, demonstration: bool = False) -> None:
    """Serve the files of `static/` at the endpoint `static`, and let templates name them; the console's own only where
    there is a demonstration.

    `static_file("site.css")` is an address, `stylesheet()` the text of what styles all pages, to stand in a page
    itself; `first_visit()` tells whether this is the first page for a browser, which has nothing of ours yet;
    `icon_address` is the icon's address, which holds all of it.
    """
    served = (path for path in _FOLDER.iterdir() if path.suffix in _TYPES)
    files = {path.name: _read(path) for path in served if demonstration or path.stem != _CONSOLE}
    text = files[_STYLESHEET].codings[IDENTITY].decode()
    if "</" in text:
        raise ValueError(f"{_STYLESHEET}: would end the element that it stands in")
    style = Markup(text)  # noqa: S704 - it is ours

    def send(filename: str) -> ResponseReturnValue:
        file = files.get(_FINGERPRINT.sub("", filename))
        if file is None:
            abort(404)
        return _answer(file, for_ever=file.address == f"/static/{filename}")

    app.add_url_rule("/static/<filename>", "static", send, methods=["GET"])
    app.add_template_global(lambda name: files[name].address, "static_file")
    app.add_template_global(lambda: style, "stylesheet")
    app.add_template_global(first_visit)
    app.jinja_env.globals["icon_address"] = _as_address((_FOLDER / _ICON).read_text())


def first_visit() -> bool:
    """Tell whether the browser has no session of ours: then it has none of our files either, as far as we know."""
    return current_app.config["SESSION_COOKIE_NAME"] not in request.cookies


def _read(path: Path) -> StaticFile:
    content = _SMALLER[path.suffix](path.read_text()).encode()
    fingerprint = hashlib.sha256(content).hexdigest()[:8]
    address = f"/static/{path.stem}.{fingerprint}{path.suffix}"
    return StaticFile(address, _TYPES[path.suffix], fingerprint, _codings(content))


def _as_address(drawing: str) -> Markup:
    """Return an address that holds a drawing and can stand in an attribute between double quotes."""
    quoted = quote(drawing.strip().replace('"', "'"), safe=" '=/:()")
    return Markup(f"data:image/svg+xml,{quoted}")  # noqa: S704 - what would end the attribute is quoted


@cache
def _codings(content: bytes) -> Mapping[str, bytes]:
    smaller = {"br": brotli.compress(content, quality=11), "gzip": gzip.compress(content, 9, mtime=0)}
    return {**{name: coded for name, coded in smaller.items() if len(coded) < len(content)}, IDENTITY: content}


def _answer(file: StaticFile, *, for_ever: bool) -> Response:
    coding = best_coding(file.codings)
    response = Response(file.codings[coding], mimetype=file.mimetype)
    if coding != IDENTITY:
        response.headers["Content-Encoding"] = coding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = _FOR_EVER if for_ever else _ASK_AGAIN
    response.set_etag(file.fingerprint, weak=True)  # the same for all codings
    response.make_conditional(request)
    return response
