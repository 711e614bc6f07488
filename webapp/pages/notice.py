"""The notice, as a page of its own."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.consent.notice import Notice
from webapp.journey.notices import Notices
from webapp.pages.language import current_language


def current_notice() -> Notice:
    """Return the notice in the reader's language."""
    notices: Notices = current_app.extensions["notices"]
    return notices.in_language(current_language().code, gettext)


def show() -> ResponseReturnValue:
    """Show the notice."""
    return render_template("consent/notice.html", notice=current_notice())
