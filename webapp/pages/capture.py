"""Device and network capture: runs on a consented POST only, never before."""

import re
import secrets

from flask import Response, current_app, request

from webapp.consent.evidence import READ_HEADERS, Evidence, capture

_DEVICE_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_A_YEAR = 365 * 24 * 60 * 60


def captured_evidence(ip_origin: str | None) -> tuple[Evidence, str]:
    """Return the evidence of the present, consented request, and the device id that belongs to it."""
    known = request.cookies.get(_cookie_name(), "")
    device_id = known if _DEVICE_ID.fullmatch(known) else secrets.token_urlsafe(16)
    evidence = capture(
        address=request.remote_addr,
        headers={name: request.headers.get(name, "") for name in READ_HEADERS},
        ip_origin=ip_origin,
        device_id=device_id,
    )
    return evidence, device_id


def remember_device(response: Response, device_id: str) -> Response:
    """Set the device cookie: random, for this site alone, for a year."""
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
