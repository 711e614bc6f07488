"""Device and network capture: runs on a consented POST only, never before."""

import secrets
from functools import partial

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, Signer

from webapp.consent.evidence import READ_HEADERS, Evidence, capture

_A_YEAR = 365 * 24 * 60 * 60


def captured_evidence(ip_origin: str | None) -> Evidence:
    """Return the evidence of the present, consented request."""
    return capture(
        address=request.remote_addr,
        headers={name: request.headers.get(name, "") for name in READ_HEADERS},
        ip_origin=ip_origin,
        device_id=known_device() or secrets.token_urlsafe(16),
        networks=current_app.extensions.get("networks"),
    )


def remember_device(evidence: Evidence) -> None:
    """Have the present answer set the device cookie; only once the consent that it belongs to is recorded."""
    after_this_request(partial(_remember, evidence.device_id.value or ""))


def forget_device() -> None:
    """Have the present answer take the device cookie out of the browser."""
    after_this_request(_forget)


def _forget(response: Response) -> Response:
    response.delete_cookie(
        _cookie_name(), secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax"
    )
    return response


def _remember(device_id: str, response: Response) -> Response:
    # Random, for this site alone, for a year; signed, so that what comes back is what was given.
    response.set_cookie(
        _cookie_name(),
        _signer().sign(device_id).decode(),
        max_age=_A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def known_device() -> str:
    """Return the id in this browser's device cookie; empty where it has none of ours."""
    try:
        return _signer().unsign(request.cookies.get(_cookie_name(), "")).decode()
    except BadSignature:
        return ""


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="device")


def _cookie_name() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"
