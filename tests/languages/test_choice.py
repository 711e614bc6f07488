"""The language of the pages: which it is, how it is changed, and what a change leaves alone."""

import re
from html.parser import HTMLParser

import pytest
import requests

from tests.servers import Stage
from tests.visitor import AGREED, PERSON, Customer, Page

ADDRESSES = ("/", "/finish", "/nowhere", "/consent/notice", "/consent/withdraw", "/demo/phone")
REMARK = 'class="unreviewed"'


def language_of(page: Page) -> tuple[str, str]:
    """Return the page's language and direction, as its root says."""
    found = re.search(r'<html lang="(\w+)" dir="(\w+)">', page.text)
    assert found is not None
    return found[1], found[2]


@pytest.mark.parametrize(
    ("asked", "language", "direction"),
    [
        ("", "en", "ltr"),
        ("hi", "hi", "ltr"),
        ("hi-IN,en;q=0.8", "hi", "ltr"),
        ("hi;q=0,en;q=0.8", "en", "ltr"),
        ("fr-FR,fr;q=0.9", "en", "ltr"),
        ("fr,ur-PK;q=0.9,en;q=0.8", "ur", "rtl"),
        ("*", "en", "ltr"),
        ("\x7f;q=x,,;", "en", "ltr"),
    ],
)
def test_a_browser_is_answered_in_the_language_that_it_asks_for(
    stage: Stage, asked: str, language: str, direction: str
) -> None:
    """Given what a browser asks for, when it opens any page, then it is in the best of our languages."""
    customer = Customer(stage)
    customer.session.headers["Accept-Language"] = asked
    for address in ADDRESSES:
        page = customer.look(address)
        assert language_of(page) == (language, direction)
        assert (REMARK in page.text) is (language != "en")


@pytest.mark.parametrize(("code", "direction"), [("hi", "ltr"), ("ur", "rtl"), ("en", "ltr")])
def test_a_link_changes_the_language_and_leaves_the_address_as_it_was(stage: Stage, code: str, direction: str) -> None:
    """Given a page without a form, when its link is followed, then the same address is back, and all pages follow."""
    customer = Customer(stage)
    customer.session.headers["Accept-Language"] = "mr"
    assert f'href="?language={code}"' in customer.look("/finish").text
    page = customer.look(f"/finish?language={code}")
    assert (page.path, [reply.status_code for reply in page.reply.history]) == ("/finish", [303])
    assert {language_of(customer.look(address)) for address in ADDRESSES} == {(code, direction)}


def test_an_address_that_does_not_exist_is_said_not_to_in_the_new_language(stage: Stage) -> None:
    """Given the page for what is not found, when its link is followed, then it is back in the new language."""
    page = Customer(stage).look("/nowhere?language=ur")
    assert (page.status, language_of(page)) == (404, ("ur", "rtl"))


def test_what_else_is_in_an_address_stays(stage: Stage) -> None:
    """Given an address with more in it, when the language is changed by it, then the rest is still there."""
    page = Customer(stage).look("/consent/withdraw?reference=K7F2-9QXM-4TBA&language=hi&_external=1&_scheme=x")
    assert page.path == "/consent/withdraw?reference=K7F2-9QXM-4TBA&_external=1&_scheme=x"


@pytest.mark.parametrize(
    "address",
    [
        "/?language=",
        "/?language=xx",
        "/?language=..%2Fhi",
        "/?language=hi_IN",
        "/?Language=hi",
        "/?language=%00",
        "/static/site.css?language=hi",
    ],
)
def test_a_language_that_there_is_not_is_left_alone(stage: Stage, address: str) -> None:
    """Given an unknown language, when an address names it, then the answer is the usual one."""
    customer = Customer(stage)
    reply = customer.session.get(stage.url + address, timeout=5, allow_redirects=False)
    assert reply.status_code == 200
    assert language_of(customer.look("/")) == ("en", "ltr")


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example/finish", "/\\evil.example", "/%2f%2fevil.example"])
def test_no_address_leads_elsewhere(stage: Stage, path: str) -> None:
    """Given an address that looks like another site's, when it names a language, then it leads nowhere but here."""
    reply = requests.get(f"{stage.url}{path}?language=hi", timeout=5, allow_redirects=False)
    target = reply.headers.get("Location", "/")
    assert not target.startswith(("//", "/\\"))
    assert requests.compat.urlsplit(target).netloc in {"", stage.url.removeprefix("http://")}


def test_only_an_address_that_is_opened_changes_the_language(stage: Stage) -> None:
    """Given a form, when it is sent to an address with a language, then the form is taken and the language stays."""
    customer = Customer(stage)
    page = customer.send("/?language=hi", {**PERSON, **AGREED})
    assert (page.path, language_of(page)) == ("/otp", ("en", "ltr"))


def test_the_first_page_comes_back_in_the_new_language_with_what_was_typed(stage: Stage) -> None:
    """Given a form half filled in, when another language is chosen, it is back, neither judged, sent nor ticked."""
    customer = Customer(stage)
    typed = {"mobile_number": "98", "name": "<Aśhā>", "notification_modes": "WHATSAPP", "ip_origin": "OFFICE"}
    page = customer.send("/", {"adult": "YES", "consent": "y", **typed, "language": "ur"})
    assert (page.status, page.path, language_of(page)) == (200, "/", ("ur", "rtl"))
    assert {name: page.values[name] for name in typed} == typed
    assert page.values["adult"] == "YES"
    assert "consent" not in page.values
    assert 'class="error"' not in page.text
    assert set(customer.session.cookies.keys()) == {"onboarding", "language"}
    assert language_of(customer.look("/")) == ("ur", "rtl")


def test_a_form_that_could_be_sent_is_not_when_the_language_changes(stage: Stage) -> None:
    """Given a form that is in order, when another language is chosen, then no code is sent until it is sent again."""
    customer = Customer(stage)
    page = customer.start(language="hi")
    assert (page.path, language_of(page)) == ("/", ("hi", "ltr"))
    assert stage.messages(PERSON["mobile_number"]) == []
    assert language_of(customer.start()) == ("hi", "ltr")
    assert len(stage.messages(PERSON["mobile_number"])) == 1


def test_a_form_for_a_language_that_there_is_not_is_a_form_like_any_other(stage: Stage) -> None:
    """Given an unknown language in a form, when it is sent, then it is taken as if that were not there."""
    assert Customer(stage).start(language="xx").path == "/otp"


@pytest.mark.parametrize("typed", ["1234", "x", ""])
def test_the_code_page_comes_back_in_the_new_language_and_no_try_is_spent(stage: Stage, typed: str) -> None:
    """Given a code half typed, when another language is chosen, then it is still there and was not judged."""
    customer = Customer(stage)
    customer.start()
    token = customer.look("/otp").values["csrf_token"]
    page = customer.send("/otp", {"otp": typed, "language": "hi"}, token)
    assert (page.status, page.path, language_of(page)) == (200, "/otp", ("hi", "ltr"))
    assert page.values["otp"] == typed
    assert 'class="error"' not in page.text
    assert "5 tries left" in customer.look("/otp?language=en").text
    assert customer.enter_code().path == "/summary"


def test_a_wrong_code_is_still_said_to_be_wrong_in_the_new_language(stage: Stage) -> None:
    """Given a wrong code, when another language is chosen, then its error is told in it, and no further try spent."""
    customer = Customer(stage)
    customer.start()
    token = customer.enter_code("0000").values["csrf_token"]
    page = customer.send("/otp", {"otp": "", "language": "ur"}, token)
    assert 'id="otp-error"' in page.text
    assert "4 tries left" in customer.look("/otp?language=en").text


def test_the_choice_outlives_the_visit(stage: Stage) -> None:
    """Given a chosen language, when the visit is finished, then the last page and the next visit are in it."""
    customer = Customer(stage)
    customer.look("/?language=ur")
    customer.start()
    end = customer.send("/finish", {}, customer.enter_code().values["csrf_token"])
    assert (end.path, language_of(end)) == ("/finish", ("ur", "rtl"))
    assert language_of(customer.look("/")) == ("ur", "rtl")


@pytest.mark.parametrize("step", ["start", "verify"])
@pytest.mark.parametrize("way", ["link", "form"])
def test_a_late_answer_in_the_new_language_leaves_the_journey_its_token(stage: Stage, step: str, way: str) -> None:
    """Given a change of language that was asked for before a step, when its answer comes after the step's, which has
    renewed the token, then the customer is where the step led, in the new language."""
    customer = Customer(stage)
    path = "/"
    if step == "verify":
        path = customer.start().path
    page = customer.look(path)
    late = requests.request(
        "GET" if way == "link" else "POST",
        stage.url + path,
        params={"language": "ur"} if way == "link" else {},
        data=None if way == "link" else {"language": "ur", "csrf_token": page.values["csrf_token"]},
        cookies=customer.session.cookies.get_dict(),
        allow_redirects=False,
        timeout=5,
    )
    led_to = (customer.start() if step == "start" else customer.enter_code()).path
    customer.session.cookies.update(late.cookies)
    reached = customer.look(led_to)
    assert (reached.path, language_of(reached)) == ({"start": "/otp", "verify": "/summary"}[step], ("ur", "rtl"))


def test_a_cookie_with_a_language_that_there_is_not_says_nothing(stage: Stage) -> None:
    """Given a made-up language in the cookie, when a page is opened, then it is in the browser's language."""
    for made_up in ("xx", "", "../hi", '"hi"x', "\x7f"):
        reply = requests.get(stage.url, headers={"Cookie": f"language={made_up}", "Accept-Language": "hi"}, timeout=5)
        assert (reply.status_code, language_of(Page(reply))) == (200, ("hi", "ltr"))


def test_every_language_is_named_in_itself(stage: Stage) -> None:
    """Given a page, when its languages are read, each is marked as what it is, and the present one is no button."""
    text = Customer(stage).look("/").text
    assert '<li lang="en" dir="ltr">\n      <span class="button quiet" aria-current="true">English</span>' in text
    assert re.search(r'<li lang="ur" dir="rtl">\s*<button [^>]*value="ur"[^>]*>اردو</button>', text)
    assert re.search(r'<span class="hidden">Language:</span> <span>English</span>', text)


class _Buttons(HTMLParser):
    """The submit buttons of each form, in the order of the page: those within it, and those that name it."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.of_form: dict[str, list[str]] = {}
        self._form = ""
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = given.get("id", "")
        if tag == "button":
            self.of_form.setdefault(given.get("form", self._form), []).append(given.get("name", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""


def test_the_enter_key_presses_the_forms_own_button(stage: Stage) -> None:
    """Given the pages with text fields, then the first button of their form, which Enter presses, is not a language."""
    customer = Customer(stage)
    for page in (customer.look("/"), customer.start()):
        first, *others = _Buttons(page).of_form["answers"]
        assert first == ""
        assert others == ["language"] * 6
