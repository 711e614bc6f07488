"""The notice, as a page of its own and as the plain text that its hash is of."""

import re
from collections.abc import Callable

from flask import Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from webapp.consent.archive import NoticeArchive
from webapp.consent.notice import Notice
from webapp.journey.notices import Notices
from webapp.languages.catalogues import ENGLISH
from webapp.pages.language import current_language, gettext

_SHA256 = re.compile("[0-9a-f]{64}")


def current_notice() -> Notice:
    """Return the notice in the reader's language."""
    language = current_language()
    return _made_once(
        language.code, lambda notices: notices.in_language(language.code, gettext, reviewed=language.reviewed)
    )


def english_notice() -> Notice | None:
    """Return the notice that counts in doubt, None where the reader's language leaves no doubt."""
    return None if current_language().reviewed else _made_once(ENGLISH, Notices.in_english)


def show() -> ResponseReturnValue:
    """Show the notice."""
    return render_template("consent/notice.html", notice=current_notice())


def show_text(sha256: str) -> ResponseReturnValue:
    """Send the text of a hash: one that somebody agreed to, however long ago, or the present one, in UTF-8."""
    if not _SHA256.fullmatch(sha256):
        abort(404)
    text = _agreed_to(sha256) or _present(sha256) or abort(404)
    return Response(text.encode(), mimetype="text/plain")


def _agreed_to(sha256: str) -> str | None:
    archive: NoticeArchive = current_app.extensions["archive"]
    return archive.find(sha256)


def _present(sha256: str) -> str | None:
    notice = current_notice()
    return notice.text if notice.reference.sha256 == sha256 else None


def _made_once(language: str, make: Callable[[Notices], Notice]) -> Notice:
    """Return what all customers who read a language are shown: nothing in it is any customer's own."""
    made: dict[str, Notice] = current_app.extensions.setdefault("notices_made", {})
    if language not in made:
        made[language] = make(current_app.extensions["notices"])
    return made[language]
