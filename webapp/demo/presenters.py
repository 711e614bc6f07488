"""Who presents: one browser, known by a random cookie of its own, so that no two see each other's customers."""

import re
import secrets

from flask import Response, g, request

from webapp.demo.demonstration import demonstration
from webapp.journey.state import Journey
from webapp.pages.cookies import drop_cookie, keep_cookie, read_cookie
from webapp.pages.visitor import visitor

_COOKIE = "demo"
_SCENE = "demo-scene"
_OURS = re.compile(r"[\w-]{22}", re.ASCII)


def presenter() -> str:
    """Return who presents in this browser; empty where nobody does."""
    found = read_cookie(_COOKIE)
    return found if _OURS.fullmatch(found) else ""


def know_presenter() -> None:
    """Have this browser known from now on."""
    if not presenter():
        keep_cookie(_COOKIE, secrets.token_urlsafe(16))


def beside_phone() -> bool:
    """Tell whether the present page is shown within the console, where the phone stands beside it."""
    return bool(presenter()) and request.headers.get("Sec-Fetch-Dest") == "iframe"


def begun_scene() -> str:
    """Return the query of the scene that the visit of this browser was begun with, as it says; empty for none."""
    return read_cookie(_SCENE)


def note_scene(query: str) -> None:
    """Keep with this browser which scene its next visit is of."""
    keep_cookie(_SCENE, query)


def forget_scene() -> None:
    """Keep no scene with this browser."""
    drop_cookie(_SCENE)


def open_journey() -> Journey | None:
    """Return the visit that is under way in this browser."""
    journey = visitor().journey
    return journey if journey is not None and not journey.ended else None


def shown_reference() -> str | None:
    """Return whose calls and messages this presenter is shown: of the visit under way, or of the last one."""
    journey = open_journey()
    if journey is not None:
        return journey.reference
    return demonstration().traces.latest(presenter()) if presenter() else None


def note_visit(response: Response) -> Response:
    """Note, after a request, which visit this presenter's customer is in."""
    journey: Journey | None = g.get("journey")
    if journey is not None and not journey.ended and presenter():
        demonstration().traces.visited(presenter(), journey.reference)
    return response


def end_visit() -> None:
    """End what is under way in this browser, and forget what was seen of it."""
    journey = open_journey()
    visitor().onboarding.finish(visitor().token)
    visitor().forget()
    demonstration().traces.forget(presenter(), journey.reference if journey else None)
