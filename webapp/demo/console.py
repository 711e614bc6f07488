"""The console's pages: the gallery, the three panes, and what begins, plays and resets a visit."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.demo import stories
from webapp.demo.demonstration import demonstration
from webapp.demo.embedded import Catalogue, Number, ServerAwayError, UnknownKeyError
from webapp.demo.presenters import begun_scene, end_visit, forget_scene, know_presenter, note_scene, open_journey
from webapp.demo.scene import Scene, asked_scene, is_big
from webapp.pages.forms import NOTIFICATION_MODES, ActionForm, StartForm
from webapp.pages.problems import OUT_OF_DATE, problem_page
from webapp.pages.start import start_page
from webapp.pages.visitor import to_their_place, visitor


def gallery() -> ResponseReturnValue:
    """Show what can be shown."""
    know_presenter()
    embedded = demonstration().embedded is not None
    catalogue = _catalogue()
    page = render_template(
        "demo/gallery.html",
        groups=stories.GROUPS if embedded else (),
        best=list(stories.best()),
        own_number=stories.OWN_NUMBER,
        catalogue=catalogue,
        is_away=embedded and catalogue is None,
        channels=NOTIFICATION_MODES,
        resumes=open_journey() is not None,
        last=begun_scene(),
    )
    return page, 502 if embedded and catalogue is None else 200


def console() -> ResponseReturnValue:
    """Show page, phone and trace side by side: of this scene, or of the visit that is under way."""
    know_presenter()
    scene = asked_scene()
    _number(scene)  # or there is nothing to show
    journey = open_journey()
    return render_template(
        "demo/console.html",
        scene=scene,
        told=scene.story.sentence if scene.story else scene.told(_catalogue()),
        another=journey is not None and begun_scene() not in {"", scene.query},
        big=is_big(),
    )


def begin() -> ResponseReturnValue:
    """Show the first page filled in for this scene, but for the consent; or lead to the visit that is under way."""
    if open_journey() is not None:
        return to_their_place()
    scene = asked_scene()
    number = _number(scene)
    note_scene(scene.query)
    if demonstration().embedded is not None:  # Cashfree's own sandbox meant what it said
        visitor().onboarding.trust_again()
    return start_page(StartForm(formdata=None, **scene.stated(number)), None)


def play() -> ResponseReturnValue:
    """Begin a scene anew: what is under way ends."""
    scene = Scene.of(request.form)
    if not ActionForm().validate():
        return problem_page(OUT_OF_DATE)
    end_visit()
    return redirect(f"{url_for('demo.console')}?{scene.query_in(big=request.form.get('type') == 'big')}", 303)


def reset() -> ResponseReturnValue:
    """End the visit and forget all that was shown of it; the gallery is as it was at first."""
    if not ActionForm().validate():
        return problem_page(OUT_OF_DATE)
    end_visit()
    forget_scene()
    return redirect(url_for("demo.gallery"), 303)


def _catalogue() -> Catalogue | None:
    embedded = demonstration().embedded
    try:
        return embedded.catalogue() if embedded else None
    except ServerAwayError:
        return None


def _number(scene: Scene) -> Number | None:
    embedded = demonstration().embedded
    try:
        return embedded.number(scene.parts) if embedded else None
    except UnknownKeyError:
        abort(404)
    except ServerAwayError:
        abort(502)
