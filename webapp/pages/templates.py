"""How pages are made: each template is compiled once for each language, with that language's messages in place."""

from collections import deque
from collections.abc import Callable, Iterator, MutableMapping
from functools import lru_cache
from itertools import islice
from typing import Any, cast

from flask.sansio.app import App
from flask.templating import Environment
from jinja2 import StrictUndefined, Template
from jinja2.ext import InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from webapp.languages.catalogues import Language
from webapp.pages.language import current_language, current_messages

_Globals = MutableMapping[str, Any]  # as Jinja has it
_FIXED = ["variable_begin", "name", "lparen", "string", "rparen", "variable_end"]
_MOST_KEPT = 32


class Templates(Environment):
    """The templates, each in the language of the present answer: what is made in it is made by a copy of its own.

    In a message markup counts and `%` is written `%%`; the values that are put into it are escaped. `kept(macro, …)`
    is what a macro makes of its arguments, made once: for what is the same for all customers, and for that alone.
    """

    def __init__(self, app: App, **options: object) -> None:
        super().__init__(app, **options, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self.add_extension(_Messages)
        self.newstyle_gettext = True
        self._copies: dict[str, Templates] = {}

    def get_or_select_template(self, *name: Any, **options: Any) -> Template:
        """Return a template in the language of the present answer."""
        return super(Templates, self._copy()).get_or_select_template(*name, **options)

    def from_string(self, *source: Any, **options: Any) -> Template:
        """Return a template made of text, in the language of the present answer."""
        return super(Templates, self._copy()).from_string(*source, **options)

    def make_globals(self, d: _Globals | None) -> _Globals:
        """Return what all templates can name. None has names of its own: looking through two maps takes its time."""
        return super().make_globals(d) if d else self.globals

    def _copy(self) -> "Templates":
        language = current_language()
        if language.code not in self._copies:
            self._copies[language.code] = self._in(language)
        return self._copies[language.code]

    def _in(self, language: Language) -> "Templates":
        messages = current_messages()

        def gettext(message: str, /, **values: object) -> Markup:
            text = Markup(messages.gettext(message))  # noqa: S704 - messages are ours
            return text % values if values or "%" in text else text

        def ngettext(singular: str, plural: str, num: int, /, **values: object) -> Markup:
            text = Markup(messages.ngettext(singular, plural, num))  # noqa: S704 - messages are ours
            return text % {"num": num, **values}

        copy = self.overlay()
        its_own = {"_": gettext, "gettext": gettext, "ngettext": ngettext, "language": language, "kept": _keeper()}
        copy.globals = {**self.globals, **its_own}
        return copy


class _Messages(InternationalizationExtension):
    """The marks of messages. One that never changes, `{{ _("…") }}`, becomes its text as the template is compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        gettext = cast("Callable[[str], Markup]", self.environment.globals["_"])
        tokens = deque(stream)
        while tokens:
            head = list(islice(tokens, len(_FIXED)))
            if [token.type for token in head] == _FIXED and head[1].value == "_":
                yield Token(head[0].lineno, "data", str(gettext(head[3].value)))
                for _token in head:
                    tokens.popleft()
            else:
                yield tokens.popleft()


def _keeper() -> Callable[..., object]:
    @lru_cache(_MOST_KEPT)
    def kept(macro: Callable[..., object], *given: object) -> object:
        return macro(*given)

    return kept
