"""Templates are made in the reader's language: what is fixed once, what is put into it safely."""

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations
from flask import Flask, render_template_string
from markupsafe import Markup

from webapp.languages.catalogues import ENGLISH
from webapp.pages import language
from webapp.pages.templates import Templates

HOSTILE = "<b>100 % %(name)s</b>"
ESCAPED = "&lt;b&gt;100 % %(name)s&lt;/b&gt;"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application whose Hindi says the English in capitals, and counts as English does."""
    catalogue = Catalog(locale="hi")
    catalogue.add("<i>all</i>, 5 %%", "<I>ALL</I>, 5 %%")
    catalogue.add("for %(name)s", "FOR %(name)s")
    catalogue.add(("%(num)s try", "%(num)s tries"), ("%(num)s TRY", "%(num)s TRIES"))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    hindi = Translations(compiled)
    monkeypatch.setattr(language, "translations", lambda code: hindi if code == "hi" else Translations())
    app = Flask(__name__)
    app.secret_key = "a key for tests, of no worth at all"
    app.jinja_environment = Templates
    return app


def made(app: Flask, source: str, code: str, **values: object) -> str:
    with app.test_request_context(headers={"Accept-Language": code}):
        return render_template_string(source, **values)


@pytest.mark.parametrize(
    ("source", "english", "hindi"),
    [
        ('{{ _("<i>all</i>, 5 %%") }}', "<i>all</i>, 5 %", "<I>ALL</I>, 5 %"),
        ('{{ _("<i>all</i>, 5 %%") if name }}', "<i>all</i>, 5 %", "<I>ALL</I>, 5 %"),
        ("{% trans %}<i>all</i>, 5 %{% endtrans %}", "<i>all</i>, 5 %", "<I>ALL</I>, 5 %"),
        ('{{ _("for %(name)s", name=name) }}', f"for {ESCAPED}", f"FOR {ESCAPED}"),
        ("{% trans name %}for {{ name }}{% endtrans %}", f"for {ESCAPED}", f"FOR {ESCAPED}"),
        ('{{ ngettext("%(num)s try", "%(num)s tries", 1) }}', "1 try", "1 TRY"),
        ('{{ ngettext("%(num)s try", "%(num)s tries", 2) }}', "2 tries", "2 TRIES"),
        ('{{ _("not in the catalogue") }}', "not in the catalogue", "not in the catalogue"),
        ("{{ language.code }}", "en", "hi"),
    ],
)
def test_a_message_is_markup_in_the_readers_language_and_a_value_never_is(
    app: Flask, source: str, english: str, hindi: str
) -> None:
    """Given readers of two languages, when one template is made for each in turn, then each reads their own."""
    for _time in range(2):
        assert made(app, source, "en", name=HOSTILE) == english
        assert made(app, source, "hi", name=HOSTILE) == hindi


def test_what_is_kept_is_made_once_for_each_language_and_argument(app: Flask) -> None:
    """Given a macro, when it is kept, then it is made once for each language and each thing that it is given."""
    calls = []

    def macro(what: str) -> Markup:
        calls.append(what)
        return Markup("<p>{}</p>").format(what)

    for code, what in [("en", "a"), ("en", "a"), ("hi", "a"), ("en", "<b>"), ("hi", "a")]:
        shown = made(app, "{{ kept(macro, what) }}", code, macro=macro, what=what)
        assert shown == Markup("<p>{}</p>").format(what)
    assert calls == ["a", "a", "<b>"]


def test_where_nobody_is_answered_it_is_english(app: Flask) -> None:
    """Given no request, when the language is asked for, then it is English."""
    assert language.current_language().code == ENGLISH
    with app.app_context():
        assert language.current_language().code == ENGLISH
