"""The console's door: a password where other machines can reach it, and no way around it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.demo.presenter import Presenter
from tests.pages.test_privacy import captured_logs
from tests.servers import Stage, staged
from tests.visitor import Page

PASSWORD = "three blue pelicans"
INSIDE = ("", "/console?scenario=asha-ramanathan", "/begin?scenario=asha-ramanathan", "/phone?beside=1", "/trace",
          "/components")  # fmt: skip


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Stage]:
    """A demonstration with a password."""
    with staged(tmp_path, demo_password=PASSWORD) as stage:
        yield stage


@pytest.fixture
def presenter(guarded: Stage) -> Presenter:
    """Somebody before the door."""
    return Presenter(guarded)


def enter(presenter: Presenter, password: str, wanted: str = "/demo") -> Page:
    """Enter a password at the door that an address leads to."""
    door = presenter.look(wanted)
    form = {"csrf_token": door.values["csrf_token"], "password": password}
    return Page(presenter.session.post(presenter.stage.url + door.path, data=form, timeout=5))


@pytest.mark.parametrize("path", INSIDE)
def test_nothing_is_shown_before_the_password(presenter: Presenter, path: str) -> None:
    """Given a console with a password, when any address of it is opened, then the door is all there is."""
    page = presenter.look(f"/demo{path}")
    assert page.path.startswith("/demo/enter?next=")
    assert 'type="password"' in page.text
    assert "Asha" not in page.text


@pytest.mark.parametrize("path", ["/demo/play", "/demo/reset", "/demo/components"])
def test_nothing_is_done_before_the_password(presenter: Presenter, path: str) -> None:
    """Given a console with a password, when a form of it is sent, then it leads to the door."""
    presenter.start()
    page = presenter.send(path, {"scenario": "asha-ramanathan"})
    assert page.path.startswith("/demo/enter")
    assert presenter.look("/otp").path == "/otp"


def test_customers_need_none(presenter: Presenter) -> None:
    """Given a console with a password, when a customer goes the usual way, then nobody asks for it."""
    presenter.start()
    assert presenter.enter_code().title == "What was found"


@pytest.mark.parametrize("wanted", ["/demo", "/demo/console?scenario=asha-ramanathan&type=big", "/demo/trace"])
def test_the_password_opens_what_was_wanted(presenter: Presenter, wanted: str) -> None:
    """Given the right password, when it is entered, then the page that was wanted comes, and all others are open."""
    page = enter(presenter, PASSWORD, wanted)
    assert (page.status, page.path) == (200, wanted)
    assert [presenter.look(f"/demo{path}").path for path in INSIDE] == [f"/demo{path}" for path in INSIDE]


@pytest.mark.parametrize("password", ["", "three blue pelican", PASSWORD.upper(), f"{PASSWORD} ", "पासवर्ड", "x" * 5000])
def test_another_one_does_not(presenter: Presenter, password: str) -> None:
    """Given another password, when it is entered, then the door says so, stays shut, and writes nothing of it back."""
    page = enter(presenter, password)
    assert (page.status, "This is not the password" in page.text) == (403, True)
    assert not password or password not in page.text
    assert presenter.look("/demo").path.startswith("/demo/enter")


def test_tries_are_limited_for_all_of_an_address(guarded: Stage) -> None:
    """Given sixty wrong passwords from one address, when the right one follows, in another browser too, then it is not
    taken, and the answer says when it would be; an hour later it is."""
    guarded.clock.stop()
    for _ in range(60):
        assert enter(Presenter(guarded), "not the password").status == 403
    late = enter(Presenter(guarded), PASSWORD)
    assert (late.status, "Too many passwords" in late.text) == (429, True)
    assert 3500 < int(late.reply.headers["Retry-After"]) <= 3600
    guarded.clock.pass_by(hours=1)
    assert enter(Presenter(guarded), PASSWORD).path == "/demo"


def test_the_door_takes_only_its_own_form(presenter: Presenter, guarded: Stage) -> None:
    """Given the right password in a form of another site's, when it is sent, then the door stays shut."""
    data = {"password": PASSWORD, "csrf_token": "forged"}
    page = Page(presenter.session.post(f"{guarded.url}/demo/enter", data=data, timeout=5))
    assert page.status == 400
    assert presenter.look("/demo").path.startswith("/demo/enter")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/demo", "/demo/\\evil.example", "/demonstration", "/otp", "javascript:x",
     "/demo@evil.example", "\\\\evil.example"],
)  # fmt: skip
def test_the_door_leads_nowhere_else(presenter: Presenter, guarded: Stage, elsewhere: str) -> None:
    """Given an address that is none of the console's, when the password is entered, then the gallery comes."""
    door = Page(presenter.session.get(f"{guarded.url}/demo/enter", params={"next": elsewhere}, timeout=5))
    form = {"csrf_token": door.values["csrf_token"], "password": PASSWORD}
    answer = presenter.session.post(
        f"{guarded.url}/demo/enter", params={"next": elsewhere}, data=form, timeout=5, allow_redirects=False
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/demo")


def test_the_password_is_in_no_address_cookie_page_or_log(presenter: Presenter) -> None:
    """Given the way through the door, when all that it left is read, then the password is nowhere."""
    with captured_logs() as logs:
        page = enter(presenter, PASSWORD, "/demo/console?scenario=asha-ramanathan")
    said = f"{page.reply.url} {page.reply.headers} {page.text} {logs.getvalue()} {presenter.session.cookies}"
    assert PASSWORD not in said
    assert PASSWORD.replace(" ", "+") not in said


def test_an_entry_that_was_changed_or_is_for_another_password_is_none(
    presenter: Presenter, guarded: Stage, tmp_path: Path
) -> None:
    """Given an entry, when it was changed, or is for another password, then the door is shut again."""
    enter(presenter, PASSWORD)
    entry = presenter.session.cookies["demo-entry"] or ""
    changed = ("B" if entry[0] == "A" else "A") + entry[1:]
    forged = requests.get(f"{guarded.url}/demo", cookies={"demo-entry": changed}, timeout=5)
    assert "/demo/enter" in forged.url
    with staged(tmp_path / "another", demo_password="another password") as other:
        assert "/demo/enter" in requests.get(f"{other.url}/demo", cookies={"demo-entry": entry}, timeout=5).url


def test_without_a_password_there_is_no_door(stage: Stage) -> None:
    """Given a console for this machine alone, when the door is looked for, then the gallery comes."""
    assert Presenter(stage).look("/demo/enter").path == "/demo"


def test_a_customer_reads_the_own_code_without_the_password(presenter: Presenter) -> None:
    """Given a customer of a guarded demonstration, when the phone's link is followed, then the message is there."""
    code = presenter.start()
    assert "/demo/phone" in code.text
    assert "is your verification code" in presenter.look("/demo/phone").text


def test_whoever_has_entered_is_not_asked_again(presenter: Presenter) -> None:
    """Given somebody who has entered, when the door is opened once more, then it leads on."""
    enter(presenter, PASSWORD)
    assert presenter.look("/demo/enter?next=/demo/components").path == "/demo/components"


def test_a_wrong_password_is_told_to_the_business(presenter: Presenter) -> None:
    """Given a wrong password, when it is refused, then an event says so, and not which."""
    with captured_logs() as logs:
        enter(presenter, "not the password")
    assert "ConsoleRefused" in logs.getvalue()
    assert "not the password" not in logs.getvalue()


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP"])
def test_without_a_password_nobody_comes_through_a_proxy(stage: Stage, header: str) -> None:
    """Given a console for this machine alone, when a proxy passes on a request, then there is no such page."""
    for path in ("/demo", "/demo/phone?beside=1", "/demo/trace"):
        assert requests.get(stage.url + path, headers={header: "198.51.100.7"}, timeout=5).status_code == 404
    for path in ("/", "/demo/phone"):
        assert requests.get(stage.url + path, headers={header: "198.51.100.7"}, timeout=5).status_code == 200
