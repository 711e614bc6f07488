"""The language of the pages: the customer's choice, else the browser's, else English."""

from collections.abc import Iterable
from urllib.parse import urlencode

from babel.lists import format_list
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.languages.catalogues import ENGLISH, Language, languages, translations
from webapp.pages.cookies import keep_cookie, read_cookie

_CHOICE = "language"
"""The name of the choice: in a form, in an address, and of the cookie that keeps it.

It is no part of the session: an answer that only changes the language may come after one that renewed the session.
"""


def add_languages(app: Flask) -> None:
    """Have the reader choose the language. Raises ValueError for a broken catalogue."""
    app.jinja_env.globals.update(languages=languages())
    app.before_request(_follow_link)


def current_language() -> Language:
    """Return the language of the present answer; English where nobody is answered."""
    if not has_request_context():
        return languages()[ENGLISH]
    if "language" not in g:
        g.language = _selected()
    language: Language = g.language
    return language


def current_messages() -> NullTranslations:
    """Return the messages in the language of the present answer."""
    return translations(current_language().code)


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the reader's language, with its `%(placeholders)s` filled in."""
    text = current_messages().gettext(message)
    return text % values if values else text


def listed(messages: Iterable[str]) -> str:
    """Return the translations of marked messages as a list within a sentence: `a, b and c`."""
    return format_list([gettext(message) for message in messages], locale=current_language().locale)


def changes_language() -> bool:
    """Tell whether a form was sent only to change the language; if so, all that follows is in the new one."""
    return _choose(request.form.get(_CHOICE, ""))


def _follow_link() -> ResponseReturnValue | None:
    """Take the choice off a page's address, so that nothing but the page itself is remembered or reloaded."""
    if request.method != "GET" or _is_no_page() or not _choose(request.args.get(_CHOICE, "")):
        return None
    if request.endpoint is None:
        return None  # there is no such page, which is then said in the new language
    others = [(name, value) for name, value in request.args.items(multi=True) if name != _CHOICE]
    address = url_for(request.endpoint, **(request.view_args or {}))
    return redirect(f"{address}?{urlencode(others)}" if others else address, 303)


def _is_no_page() -> bool:
    return request.endpoint == "static" or request.blueprint == "health"


def _choose(code: str) -> bool:
    chosen = languages().get(code)
    if chosen is None:
        return False
    keep_cookie(_CHOICE, code)
    g.language = chosen
    return True


def _selected() -> Language:
    return languages().get(read_cookie(_CHOICE)) or languages()[_asked_for()]


def _asked_for() -> str:
    """Return the first language of the browser's that there is, whatever the region: `hi-IN` is Hindi."""
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((code for code in wanted if code in languages()), ENGLISH)
