"""The language of the pages: the customer's choice, else the browser's, else English."""

from collections.abc import Iterable
from urllib.parse import urlencode

from babel import Locale
from babel.lists import format_list
from babel.support import NullTranslations
from flask import Flask, has_request_context, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain, get_locale, gettext, refresh

from webapp.languages.catalogues import ENGLISH, Language, languages, translations

CHOICE = "language"
"""The name of the choice: in the session, in a form and in an address."""


class _Catalogues(Domain):
    def get_translations(self) -> NullTranslations:
        return translations(current_language().code)


def add_languages(app: Flask) -> None:
    """Have every text of the application follow the reader's language. Raises ValueError for a broken catalogue."""
    babel = Babel(app, default_timezone="Asia/Kolkata", locale_selector=_selected)  # type: ignore[no-untyped-call]
    babel.domain_instance = _Catalogues()  # type: ignore[no-untyped-call]
    app.jinja_env.globals.update(languages=languages(), language=current_language)
    app.before_request(_follow_link)


def current_language() -> Language:
    """Return the language of the present answer."""
    locale = get_locale()
    return languages()[locale.language if locale else ENGLISH]


def listed(messages: Iterable[str]) -> str:
    """Return the translations of marked messages as a list within a sentence: `a, b and c`."""
    return format_list([gettext(message) for message in messages], locale=current_language().locale)


def changes_language() -> bool:
    """Tell whether a form was sent only to change the language; if so, all that follows is in the new one."""
    return _choose(request.form.get(CHOICE, ""))


def _follow_link() -> ResponseReturnValue | None:
    """Take the choice off a page's address, so that nothing but the page itself is remembered or reloaded."""
    if request.method != "GET" or request.endpoint == "static" or not _choose(request.args.get(CHOICE, "")):
        return None
    if request.endpoint is None:
        return None  # there is no such page, which is then said in the new language
    others = [(name, value) for name, value in request.args.items(multi=True) if name != CHOICE]
    address = url_for(request.endpoint, **(request.view_args or {}))
    return redirect(f"{address}?{urlencode(others)}" if others else address, 303)


def _choose(code: str) -> bool:
    if code not in languages():
        return False
    session[CHOICE] = code
    refresh()  # type: ignore[no-untyped-call]
    return True


def _selected() -> Locale:
    chosen = session.get(CHOICE) if has_request_context() else ENGLISH
    return languages()[chosen if chosen in languages() else _asked_for()].locale


def _asked_for() -> str:
    """Return the first language of the browser's that there is, whatever the region: `hi-IN` is Hindi."""
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((code for code in wanted if code in languages()), ENGLISH)
