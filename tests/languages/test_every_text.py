"""No text of ours is missing from the catalogues, and nothing of a record or a customer's goes through them."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo
from babel.support import Translations

from tests.servers import Stage
from tests.visitor import Customer, Page
from webapp.identity.masks import Masked, email, word, yes_no
from webapp.languages.messages import messages
from webapp.pages import language

OPEN, CLOSE = "⟦", "⟧"
NOT_OURS = {
    "the business": r"Sample Bank|\S+@sample-bank\.example|https?://\S+",
    "a hash": r"SHA-256|\b[0-9a-f]{64}\b",
}


def bracketed(code: str) -> Translations:
    """Return translations that put every message into brackets, whatever the language."""
    catalogue = messages()
    for message in catalogue:
        if message.pluralizable:
            message.string = tuple(f"{OPEN}{form}{CLOSE}" for form in message.id)
        elif message.id:
            message.string = f"{OPEN}{message.id}{CLOSE}"
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


@pytest.fixture
def customer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Customer:
    """A customer whose pages have each message in brackets."""
    translations = bracketed("hi")
    monkeypatch.setattr(language, "translations", lambda _code: translations)
    one = Customer(stage)
    one.session.headers["Accept-Language"] = "hi"
    return one


class _Text(HTMLParser):
    """All that a page says, in text and attributes, but for what is set apart as a value or as English."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.said: list[str] = []
        self._apart = ""
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._apart and (tag in {"style", "script", "bdi"} or ("lang", "en") in attrs):
            self._apart = tag
        self.said += [value or "" for name, value in attrs if name in {"aria-label", "alt", "title", "placeholder"}]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._apart:
            self._apart = ""

    def handle_data(self, data: str) -> None:
        if not self._apart:
            self.said.append(data)


def left_over(page: Page) -> list[str]:
    """Return the words of a page that stand in no message, and are not the business's, the record's or the clock's."""
    text = " ".join(_Text(page).said)
    before = ""
    while before != text:
        before, text = text, re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)
    for pattern in NOT_OURS.values():
        text = re.sub(pattern, " ", text)
    return re.findall(r"[A-Za-z]{3,}[^\n]*", text)


def _after(*steps: Callable[[Customer], Page]) -> Callable[[Customer], Page]:
    def visit(customer: Customer) -> Page:
        return [step(customer) for step in steps][-1]

    return visit


def _look(path: str) -> Callable[[Customer], Page]:
    return lambda customer: customer.look(path)


def _start(**changes: str) -> Callable[[Customer], Page]:
    return lambda customer: customer.start(**changes)


def _shown(number: str, name: str) -> Callable[[Customer], Page]:
    return _after(_start(mobile_number=number, name=name), lambda customer: customer.enter_code(mobile_number=number))


def _code(code: str) -> Callable[[Customer], Page]:
    return lambda customer: customer.enter_code(code)


def _press(path: str, **fields: str) -> Callable[[Customer], Page]:
    return lambda customer: customer.send(path, fields, _token(customer))


def _token(customer: Customer) -> str:
    return customer.look("/").values["csrf_token"]


VISITS = {
    "first page": _look("/"),
    "first page, refused": _start(mobile_number="1", name="", adult="", consent="", notification_modes="x"),
    "notice": _look("/consent/notice"),
    "not found": _look("/nowhere"),
    "upstream down": _start(mobile_number="6000000117"),
    "under age": _start(adult="NO"),
    "code": _start(),
    "code, perhaps sent": _start(mobile_number="6000000302"),
    "code, no digits": _after(_start(), _code("x")),
    "code, wrong": _after(_start(), _code("0000")),
    "code, dead": _after(_start(), *[_code("0000")] * 5),
    "code, too soon for another": _after(_start(), _press("/otp/resend", notification_modes="SMS")),
    "another number": _after(_start(), _press("/otp/change")),
    "phone": _after(_start(), _look("/demo/phone")),
    "evidence": _after(_start(), _look("/consent/evidence")),
    "receipt": _after(_start(), _look("/consent/receipt")),
    "withdrawal of one's own": _after(_start(), _look("/consent/withdraw")),
    "withdrawal of another": _look("/consent/withdraw"),
    "withdrawal, refused": _press("/consent/withdraw", reference="1", mobile_number="1"),
    "withdrawn": _after(_start(), _press("/consent/withdraw", own="1")),
    "summary": _shown("9000000001", "Asha Ramanathan"),
    "nothing found": _shown("9000000003", "Meera Kulkarni"),
    "another name": _shown("9000000006", "Asha Rao"),
    "no name": _shown("9000000007", "Nobody Named"),
    "a record of somebody under 18": _shown("9000000009", "Kabir Nair"),
    "finished": _after(_start(), _press("/finish")),
}


@pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS)
def test_every_text_of_a_page_is_a_message(customer: Customer, visit: Callable[[Customer], Page]) -> None:
    """Given messages in brackets, when a page is shown, then no words of ours stand outside of brackets."""
    page = visit(customer)
    assert OPEN in page.title
    assert left_over(page) == []


def test_only_words_of_ours_are_translated(customer: Customer) -> None:
    """Given a city by the name of a message, when it is drawn, then it stays as it is, as do the letters of a value."""
    app = customer.stage.app
    template = app.jinja_env.from_string('{% from "components/masked.html" import masked %}{{ masked(value) }}')
    hostile = Masked(drawn="<b>", words="ending %(characters)s", values={"characters": "<b>%(characters)s"})
    with app.test_request_context("/", headers={"Accept-Language": "hi"}):
        assert template.render(value=word("Yes")) == "<bdi>Yes</bdi>"
        assert template.render(value=yes_no("true")) == f"{OPEN}Yes{CLOSE}"
        assert f"{OPEN}starting y, at gmail.com{CLOSE}" in template.render(value=email("yes@gmail.com"))
        assert "<b>" not in template.render(value=hostile)
