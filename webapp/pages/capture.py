"""Device and network capture: runs on a consented POST only, never before."""

import re
import secrets
from functools import partial

from flask import Response, after_this_request, current_app, request

from webapp.consent.evidence import READ_HEADERS, Evidence, capture

_DEVICE_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_A_YEAR = 365 * 24 * 60 * 60


def captured_evidence(ip_origin: str | None) -> Evidence:
    """Return the evidence of the present, consented request; its answer will set the device cookie."""
    known = request.cookies.get(_cookie_name(), "")
    device_id = known if _DEVICE_ID.fullmatch(known) else secrets.token_urlsafe(16)
    after_this_request(partial(_remember, device_id))
    return capture(
        address=request.remote_addr,
        headers={name: request.headers.get(name, "") for name in READ_HEADERS},
        ip_origin=ip_origin,
        device_id=device_id,
        networks=current_app.extensions.get("networks"),
    )


def _remember(device_id: str, response: Response) -> Response:
    # Random, for this site alone, for a year.
    response.set_cookie(
        _cookie_name(),
        device_id,
        max_age=_A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _cookie_name() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"
