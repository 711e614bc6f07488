"""Device and network capture: runs on a consented POST only, never before."""

import secrets

from flask import current_app, request
from itsdangerous import BadSignature, Signer

from webapp.consent.evidence import READ_HEADERS, Evidence, capture
from webapp.pages.cookies import drop_cookie, keep_cookie, read_cookie

_DEVICE = "device"


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
    # Random, and signed, so that what comes back is what was given.
    keep_cookie(_DEVICE, _signer().sign(evidence.device_id.value or "").decode())


def forget_device() -> None:
    """Have the present answer take the device cookie out of the browser."""
    drop_cookie(_DEVICE)


def known_device() -> str:
    """Return the id in this browser's device cookie; empty where it has none of ours."""
    try:
        return _signer().unsign(read_cookie(_DEVICE)).decode()
    except BadSignature:
        return ""


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="device")
