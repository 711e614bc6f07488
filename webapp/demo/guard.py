"""The console's password, where other machines can reach it: asked for once a working day."""

import hmac
import secrets

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, TimestampSigner
from wtforms import PasswordField

from webapp.demo.demonstration import demonstration
from webapp.pages.cookies import keep_cookie, read_cookie
from webapp.pages.forms import Form
from webapp.pages.moments import retry_after
from webapp.protection.limits import LimitReached, Limits
from webapp.protection.table import rates
from webapp.telemetry.events import ConsoleRefused, emit

_COOKIE = "demo-entry"
_LASTS_SECONDS = 12 * 60 * 60
_OPEN = frozenset({"demo.door", "demo.enter"})
# Right ones count as well: a class of presenters may sit behind one address.
_PER_ADDRESS, _IN_ALL = rates("60/hour"), rates("600/hour")
# What a proxy adds. Where there is one, others may come that the settings know nothing of.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")
_WRONG = "This is not the password. Ask whoever set up the demonstration."
_OUTDATED = "The page had been open for too long, or cookies are blocked. Enter the password once more."
_TOO_OFTEN = "Too many passwords were tried. Come back in an hour."


class PasswordForm(Form):
    """The console's password; never written back into the page."""

    password = PasswordField("Password")


def require_password() -> ResponseReturnValue | None:
    """Lead whoever has not entered yet to the door; nothing of the console is answered before."""
    if _is_own_phone():
        return None
    if demonstration().password is None:
        if any(name in request.headers for name in _FORWARDED):
            abort(404)
        return None
    if request.endpoint in _OPEN or _has_entered():
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" else url_for("demo.gallery")
    return redirect(url_for("demo.door", next=wanted), 303)


def door() -> ResponseReturnValue:
    """Ask for the password."""
    if demonstration().password is None or _has_entered():
        return redirect(_wanted(), 303)
    return _door("", 200)


def enter() -> ResponseReturnValue:
    """Take the password."""
    form = PasswordForm()
    if not form.validate():
        return _door(_OUTDATED, 400)
    here = demonstration()
    try:
        address = here.gate.keys.of_address(request.remote_addr)
        tries = [("demo_passwords", _PER_ADDRESS, address), ("demo_passwords_in_all", _IN_ALL, "")]
        Limits(here.gate.store, here.clock).spend(tries)
    except LimitReached as limit:
        return _door(_TOO_OFTEN, 429, retry_after(limit.until, here.clock()))
    if not hmac.compare_digest((form.password.data or "").encode(), (here.password or "").encode()):
        emit(ConsoleRefused())
        return _door(_WRONG, 403)
    keep_cookie(_COOKIE, _signer().sign(secrets.token_urlsafe(16)).decode(), seconds=_LASTS_SECONDS)
    return redirect(_wanted(), 303)


def _door(error: str, status: int, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    return render_template("demo/door.html", error=error, wanted=_wanted()), status, headers or {}


def _wanted() -> str:
    """Return where to go on: a page of the console, and no other place."""
    wanted = request.args.get("next", "")
    gallery = url_for("demo.gallery")
    return wanted if wanted.startswith((f"{gallery}/", f"{gallery}?")) and "\\" not in wanted else gallery


def _is_own_phone() -> bool:
    """Tell whether a customer looks for the code of this browser's own visit, which can be read nowhere else."""
    return request.endpoint == "demo.phone" and "beside" not in request.args


def _has_entered() -> bool:
    try:
        _signer().unsign(read_cookie(_COOKIE), max_age=_LASTS_SECONDS)
    except BadSignature:
        return False
    return True


def _signer() -> TimestampSigner:
    # Who entered with another password than the present one enters again.
    secret = f"{current_app.secret_key!s} {demonstration().password}"
    return TimestampSigner(secret, salt="demo: entry", key_derivation="hmac")
