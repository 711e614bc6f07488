"""Pages and texts leave compressed, whatever their status: a form that is shown again weighs as much as a first one.

Nothing that has to stay unknown stands in a page the same twice, nor beside words of whoever asks (BREACH): see
`anti_forgery`. What programs read (receipts, keys) stays as it is.
"""

import gzip
from collections.abc import Iterable
from functools import partial

import brotli  # type: ignore[import-untyped]  # has no types
from flask import Flask, Response, request

IDENTITY = "identity"

_KINDS = frozenset({"text/html", "text/plain"})
_FEWEST_BYTES = 500
# Chosen by the time that our pages take: 0.2 to 0.5 ms. A window that just holds a page is faster than a large one, and
# the pages come out no larger; the next level takes more time for one byte in a hundred. gzip is for old browsers.
_CODERS = {
    "br": partial(brotli.compress, quality=5, lgwin=16),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}


def add_compression(app: Flask) -> None:
    """Compress what is answered from now on, as the browser can read it."""
    app.after_request(_compress)


def best_coding(offered: Iterable[str]) -> str:
    """Return the coding that the browser likes best of those offered, the first of equals; `identity` for none."""
    return request.accept_encodings.best_match([*offered, IDENTITY]) or IDENTITY


def _compress(response: Response) -> Response:
    if response.mimetype not in _KINDS or response.is_streamed:
        return response
    content = response.get_data()
    if len(content) < _FEWEST_BYTES:
        return response
    response.vary.add("Accept-Encoding")
    coding = best_coding(_CODERS)
    if coding != IDENTITY:
        response.set_data(_CODERS[coding](content))
        response.headers["Content-Encoding"] = coding
    return response
