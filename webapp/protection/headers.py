"""The headers that every answer carries: what the browser may load, keep and tell others."""

import secrets

from flask import Flask, Response, g, request

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_CLIENT_HINTS = "Sec-CH-UA-Model, Sec-CH-UA-Platform"


def protect(app: Flask) -> None:
    """Give every answer its headers; templates get the style nonce from `style_nonce()`."""
    app.after_request(_add_headers)
    app.add_template_global(style_nonce)


def style_nonce() -> str:
    """Return the nonce of this answer's one inline style, the business's colour."""
    if "style_nonce" not in g:
        g.style_nonce = secrets.token_urlsafe(16)
    return str(g.style_nonce)


def _add_headers(response: Response) -> Response:
    policy = {**_POLICY, "style-src": f"'self' 'nonce-{style_nonce()}'"}
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if response.mimetype == "text/html":
        response.headers["Accept-CH"] = _CLIENT_HINTS
    if request.endpoint not in {"static", "pages.logo"} or response.status_code not in {200, 304}:
        response.headers["Cache-Control"] = "no-store"
    return response
