"""The headers that every answer carries: what the browser may load, keep and tell others. And what is taken at all."""

import hashlib
import secrets
from functools import cache, partial

from flask import Flask, Response, abort, g, request
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from itsdangerous import Signer

from webapp.protection.hosts import Hosts, names_an_address

_PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the icon stands in the page: a request less
    "connect-src": "'self'",
    "object-src": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
    # The scripts put text into pages and never markup: the browser holds them to it.
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
# What is no page may be read, shown or saved, but never acts as one, whatever is in it.
_FILE = {"default-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "sandbox": ""}
# Drawing programs style with inline styles.
_DRAWING = {**_FILE, "style-src": "'unsafe-inline'"}

_CLIENT_HINT = "Sec-CH-UA-Model"  # the platform comes unasked
# What would let a script in the page see, hear, feel, read or pay; what may be loaded at all says the same once more.
# Every page carries these names, so those of what harms nobody are left out. What is not named stays with the page by
# the browsers' own defaults, as codes from messages and the client hints have to.
_REFUSED_FEATURES = (
    *("camera", "microphone", "geolocation", "display-capture", "clipboard-read", "payment", "usb", "serial", "hid"),
    *("midi", "bluetooth", "accelerometer", "gyroscope"),
)

_TWO_YEARS = 2 * 365 * 24 * 60 * 60
# Where a visit is over, whoever sits there next finds nothing of it: neither a page kept for the way back nor anything
# stored. Cookies are not among it: the application drops its own, and keeps the language and the reference.
_LAST_PAGES = frozenset({"pages.finished", "pages.withdrawn", "pages.under_age", "pages.locked"})
_FILES = "static"
_CONSOLE = "demo.console"
_LOGO = "pages.logo"
# Of those headers that every answer carries, the ones that say something of a file; the others are of documents.
_ON_FILES = frozenset({"X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Strict-Transport-Security"})
# What a load balancer or a monitor asks for, which know a machine by its address.
_ASKED_BY_ADDRESS = frozenset({"/healthz", "/readyz", "/metrics"})


def protect(
    app: Flask, hosts: Hosts, frame_ancestors: tuple[str, ...] = (), *, https: bool, demonstration: bool = False
) -> None:
    """Give every answer its headers, and refuse other hosts and what no form of ours sends; to be called before any
    hook is added that takes a request for one of ours.

    frame_ancestors: the origins that may frame the pages. https: whether the service is only there by HTTPS.
    demonstration: whether there is a console of ours, which frames the pages. Templates get the style nonce from
    `style_nonce()`.
    """
    # A doubled slash would be mended by a redirect to an address made of the request's own words.
    app.url_map.merge_slashes = False
    app.session_interface = _Sessions()
    # The default of whatever else is signed, by us or by a library, such as the forms' tokens.
    Signer.default_digest_method = staticmethod(hashlib.sha256)
    app.before_request(partial(_refuse_other_hosts, hosts))
    app.before_request(_refuse_other_bodies)
    framed_by = (*frame_ancestors, *(["'self'"] if demonstration else []))
    on_all = _on_all(framed_by, https=https)
    on_files = {name: value for name, value in on_all.items() if name in _ON_FILES}
    app.after_request(partial(_add_headers, _Policies(" ".join(framed_by) or "'none'"), on_all, on_files))
    app.add_template_global(style_nonce)


def style_nonce() -> str:
    """Return the nonce of this answer's one inline style, the business's colour."""
    if "style_nonce" not in g:
        g.style_nonce = secrets.token_urlsafe(16)
    return str(g.style_nonce)


class _Sessions(SecureCookieSessionInterface):
    """Session cookies, signed with HMAC-SHA-256 where the framework's own are with SHA-1."""

    digest_method = staticmethod(hashlib.sha256)

    def __init__(self) -> None:
        # Made once: the framework would make it anew for each request.
        self.get_signing_serializer = cache(super().get_signing_serializer)  # type: ignore[method-assign]


class _Policies:
    """The content policies, each with who may frame what it is for."""

    def __init__(self, ancestors: str) -> None:
        self._page = _written({**_PAGE, "frame-ancestors": ancestors})
        self._console = _written({**_PAGE, "frame-src": "'self'", "frame-ancestors": ancestors})
        self.file = _written({**_FILE, "frame-ancestors": ancestors})
        self._drawing = _written({**_DRAWING, "frame-ancestors": ancestors})

    def of(self, mimetype: str | None) -> str:
        """Return the policy for an answer of a type."""
        if mimetype == "text/html":
            page = self._console if request.endpoint == _CONSOLE else self._page
            nonce = g.get("style_nonce")
            return page.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'") if nonce else page
        return self._drawing if mimetype == "image/svg+xml" else self.file


def _written(policy: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}".strip() for name, value in policy.items())


def _on_all(framed_by: tuple[str, ...], *, https: bool) -> dict[str, str]:
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ",".join(f"{name}=()" for name in _REFUSED_FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Origin-Agent-Cluster": "?1",
    }
    # For browsers that do not know frame-ancestors; it cannot name an origin.
    if not set(framed_by) - {"'self'"}:
        headers["X-Frame-Options"] = "SAMEORIGIN" if framed_by else "DENY"
    if https:
        headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}; includeSubDomains"
    return headers


def _refuse_other_hosts(hosts: Hosts) -> ResponseReturnValue | None:
    host = request.headers.get("Host", "")
    if hosts.allow(host) or (request.path in _ASKED_BY_ADDRESS and names_an_address(host)):
        return None
    # Not a page: which business's it would be is what such a request is wrong about.
    return Response("This server is not known by that name.\n", 400, mimetype="text/plain")


def _refuse_other_bodies() -> None:
    """Take forms as browsers send them from our own pages and nothing else: no files, no documents, no body of unknown
    length, nothing from other sites.

    So nobody has to think of what a field could be other than text, nor of where such a body ends; and no other site
    has a visitor's cookie replaced by an answer to a form of its own.
    """
    if request.method != "POST":
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)
    if "Transfer-Encoding" in request.headers:
        abort(411)
    if request.mimetype not in {"", "application/x-www-form-urlencoded"}:
        abort(415)


def _add_headers(policies: _Policies, on_all: dict[str, str], on_files: dict[str, str], response: Response) -> Response:
    headers = response.headers
    if request.endpoint == _FILES and response.status_code in {200, 304}:
        headers.extend(on_files)
        headers["Content-Security-Policy"] = policies.file
        return response
    headers.extend(on_all)
    headers["Content-Security-Policy"] = policies.of(response.mimetype)
    if response.mimetype == "text/html":
        headers["Accept-CH"] = _CLIENT_HINT
        if request.endpoint in _LAST_PAGES and "Location" not in headers:
            headers["Clear-Site-Data"] = '"cache", "storage"'
    if request.endpoint != _LOGO or response.status_code not in {200, 304}:
        headers["Cache-Control"] = "no-store"
    return response
