"""Cookies that outlive a visit: each of this host alone, unseen by scripts, and sent over HTTPS where there is one."""

from collections.abc import Callable

from flask import Response, after_this_request, current_app, request

_A_YEAR = 365 * 24 * 60 * 60


def read_cookie(name: str) -> str:
    """Return what the browser holds under a name; empty where that is nothing. Anybody may have written it."""
    return request.cookies.get(_full(name), "")


def keep_cookie(name: str, value: str, seconds: int = _A_YEAR) -> None:
    """Have the present answer set a cookie, by default for a year."""
    _with_answer(
        lambda answer: answer.set_cookie(
            _full(name), value, max_age=seconds, secure=_by_https(), httponly=True, samesite="Lax"
        )
    )


def drop_cookie(name: str) -> None:
    """Have the present answer take a cookie out of the browser."""
    _with_answer(lambda answer: answer.delete_cookie(_full(name), secure=_by_https(), httponly=True, samesite="Lax"))


def _with_answer(change: Callable[[Response], None]) -> None:
    def changed(answer: Response) -> Response:
        change(answer)
        return answer

    after_this_request(changed)


def _full(name: str) -> str:
    return f"__Host-{name}" if _by_https() else name


def _by_https() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
