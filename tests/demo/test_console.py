"""The console: a story is filled in, played, resumed and reset; a presenter sees no other's customers."""

import re
from html import unescape
from pathlib import Path

import pytest
import requests

from tests.demo.presenter import Presenter
from tests.pages.test_privacy import captured_logs
from tests.servers import Stage, staged
from tests.visitor import Page
from webapp.demo.stories import CODE, FOUND, SOMEBODY, STORIES, UNKNOWN, WAITING
from webapp.journey.onboarding import Onboarding

STORY = {"scenario": "asha-ramanathan"}
OWN = {"person": "vikram-sethi", "channel": "WHATSAPP", "delay": "1", "verify": "verify-400-otp_expired"}


@pytest.fixture
def presenter(stage: Stage) -> Presenter:
    """A presenter's browser."""
    return Presenter(stage)


def test_a_story_is_filled_in_but_for_the_consent(presenter: Presenter) -> None:
    """Given a story, when its page is opened, then everything is filled in, and the box is not ticked."""
    page = presenter.begin(scenario="send-500-verification_failed")
    values = page.values
    assert re.fullmatch(r"69\d{8}", values["mobile_number"])
    assert values["name"] == SOMEBODY
    assert (values["adult"], values["notification_modes"], values["ip_origin"]) == ("YES", "SMS", "OTHERS")
    assert "consent" not in values


@pytest.mark.parametrize(
    ("keys", "name", "channel"),
    [(STORY, "Asha Ramanathan", "SMS"), (OWN, "Vikram Sethi", "WHATSAPP"),
     ({"scenario": "gurpreet-dhillon"}, "Asha Rao", "SMS"), ({"scenario": "guess-the-code"}, "Asha Ramanathan", "SMS")],
)  # fmt: skip
def test_each_fills_in_what_belongs_to_it(presenter: Presenter, keys: dict[str, str], name: str, channel: str) -> None:
    """Given a story or parts put together, when its page is opened, then name and channel are those."""
    values = presenter.begin(**keys).values
    assert (values["name"], values["notification_modes"]) == (name, channel)


@pytest.mark.parametrize(
    "keys",
    [STORY, {"scenario": "gurpreet-dhillon"}, {"scenario": "meera-kulkarni"}, {"scenario": "verify-400-otp_expired"},
     {"scenario": "verify-422-insufficient_balance"}, {"scenario": "verify-500-verification_failed"},
     {"scenario": "kabir-nair", "channel": "WHATSAPP"}],
    ids=lambda keys: keys["scenario"],
)  # fmt: skip
def test_a_story_leads_where_it_says(presenter: Presenter, keys: dict[str, str]) -> None:
    """Given a story, when the presenter goes through it with the code from the phone, then its page comes."""
    assert presenter.go_through(**keys).title == STORIES[keys["scenario"]].leads_to


def test_a_story_of_one_s_own_does_all_that_was_put_together(tmp_path: Path) -> None:
    """Given a person, a channel, a delay and an answer, when it is played, then the page is the answer's, the message
    came by that channel, and the trace shows how long each call took."""
    with staged(tmp_path, cashfree_timeout_seconds=5) as stage:
        presenter = Presenter(stage)
        assert presenter.go_through(**OWN).title == "Your code has expired"
        assert "WhatsApp" in presenter.phone().text
        assert len(re.findall(r'<span class="lasted">[1-9]\d*\.\d s</span>', presenter.trace().text)) == 2


def test_a_link_goes_on_with_the_visit_that_is_under_way(presenter: Presenter) -> None:
    """Given a story that stands at the code, when its link is opened once more, then it is still there; and a link to
    another story says that this one is under way, and starts it only when told to."""
    presenter.play(**STORY)
    presenter.agree(presenter.begin(**STORY))
    again = presenter.look("/demo/console?scenario=asha-ramanathan")
    assert (again.title, "under way in this browser" in again.text) == ("A full record", False)
    assert presenter.begin(**STORY).path == "/otp"
    other = presenter.look("/demo/console?scenario=vikram-sethi")
    assert "under way in this browser" in other.text
    assert presenter.begin(scenario="vikram-sethi").path == "/otp"
    played = presenter.play(scenario="vikram-sethi")
    assert (played.path, "under way" in played.text) == ("/demo/console?scenario=vikram-sethi", False)
    assert presenter.begin(scenario="vikram-sethi").values["name"] == "Vikram Sethi"
    assert "No message yet" in presenter.phone().text
    assert "Nothing has happened yet" in presenter.trace().text


def test_a_shared_link_shows_somebody_else_the_same_story(stage: Stage, presenter: Presenter) -> None:
    """Given the address of a story, when another browser opens it, then it shows the same, from its beginning."""
    path = presenter.play(**OWN).path
    presenter.agree(presenter.begin(**OWN))
    other = Presenter(stage)
    page = other.look(path)
    assert (page.status, page.path) == (200, path)
    assert other.begin(**OWN).values["name"] == "Vikram Sethi"
    assert "Vikram Sethi, by WhatsApp, 1 s before each answer, verify: 400 otp_expired." in page.text


def test_a_link_brings_its_language_and_its_type(presenter: Presenter) -> None:
    """Given a link with a language and bigger type, when it is opened, then the customer's page is in that language,
    the console stays in English, and the type is larger in all of it."""
    page = presenter.look("/demo/console?scenario=asha-ramanathan&type=big&language=ur")
    assert page.path == "/demo/console?scenario=asha-ramanathan&type=big"
    assert '<html lang="en" class="big">' in page.text
    assert '<html lang="ur" dir="rtl">' in presenter.begin(**STORY).text
    for frame in re.findall(r'src="(/demo/(?:phone|trace)[^"]*)"', page.text):
        assert 'class="big"' in presenter.look(unescape(frame)).text
    assert "type=big" in presenter.send("/demo/play", {**STORY, "type": "big"}, page.values["csrf_token"]).path


def test_a_code_is_filled_in_from_the_phone_and_not_yet_checked(presenter: Presenter) -> None:
    """Given a message on the phone, when its code is tapped, then it stands in the page, in its language, no try is
    spent and nothing was asked of Mobile 360; once it was checked, the phone offers it no more."""
    presenter.look("/?language=hi")
    presenter.agree(presenter.begin(**STORY))
    phone = presenter.phone()
    assert 'action="/otp" target="page"' in phone.text
    assert 'name="language" value="hi"' in phone.text
    page = presenter.fill_in()
    assert page.values["otp"] == phone.values["otp"]
    assert presenter.trace().text.count('class="call"') == 1
    presenter.press(page)
    assert "otp" not in presenter.phone().values


def test_no_story_stands_in_the_way_of_the_next(stage: Stage) -> None:
    """Given stories of calls that fail, one after the other, and of one that asks for a break, when the next presenter
    begins a story at once, then calls are made again, and nobody waits for a turn."""
    one, other = Presenter(stage), Presenter(stage)
    for _ in range(6):
        assert one.go_through(scenario="verify-connection-reset").title == UNKNOWN
    for _ in range(2):
        one.play(scenario="send-429-too_many_requests_per_ip")
        assert one.agree(one.begin(scenario="send-429-too_many_requests_per_ip")).title == WAITING
        other.play(**STORY)
        assert other.agree(other.begin(**STORY)).title == CODE


def test_whoever_lost_the_presenter_s_cookie_leaves_nothing_to_others(
    stage: Stage, presenter: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a visit of a browser that is no presenter's any more, when it is reset, even in vain, then browsers that
    are not known see nothing of it."""
    presenter.agree(presenter.begin(**STORY))
    del presenter.session.cookies["demo"]
    token = presenter.look("/otp").values["csrf_token"]
    with monkeypatch.context() as trouble:
        trouble.setattr(Onboarding, "finish", failing)
        assert presenter.send("/demo/reset", {}, token).status == 500
    other = Presenter(stage)
    assert "No message yet" in other.phone().text
    assert "Nothing has happened yet" in other.trace().text
    presenter.send("/demo/reset", {}, token)
    assert "No message yet" in presenter.phone().text


def failing(*_: object) -> None:
    raise RuntimeError


def test_two_presenters_see_nothing_of_each_other(stage: Stage) -> None:
    """Given two presenters in the same story, when each looks at phone and trace, then only their own visit is there;
    and one who resets takes nothing from the other."""
    one, other = Presenter(stage), Presenter(stage)
    for presenter in (one, other):
        presenter.play(**STORY)
        presenter.agree(presenter.begin(**STORY))
    codes = [presenter.phone().values["otp"] for presenter in (one, other)]
    references = [re.findall(r"Visit <bdi>(.+?)</bdi>", presenter.trace().text)[0] for presenter in (one, other)]
    assert references[0] != references[1]
    for presenter, theirs, reference in ((one, codes[1], references[1]), (other, codes[0], references[0])):
        assert len(re.findall(r'class="notice-card', presenter.phone().text)) == 1
        assert theirs not in presenter.phone().text
        assert reference not in presenter.trace().text
    one.reset()
    assert other.press(other.fill_in()).title == FOUND


def test_a_stranger_sees_nothing(stage: Stage, presenter: Presenter) -> None:
    """Given a presenter's visit, when another browser opens phone and trace, then there is nothing."""
    presenter.agree(presenter.begin(**STORY))
    stranger = Presenter(stage)
    assert "No message yet" in stranger.phone().text
    assert "Nothing has happened yet" in stranger.trace().text


def test_one_press_resets_everything(presenter: Presenter) -> None:
    """Given a visit that came to its end page, when it is reset, then visit, messages and trace are gone, and the
    gallery offers nothing to go on with."""
    presenter.go_through(**STORY)
    assert "Go on with the visit" in presenter.look("/demo").text
    page = presenter.reset()
    assert (page.path, "Go on with the visit" in page.text) == ("/demo", False)
    assert presenter.look("/summary").path == "/"
    assert "No message yet" in presenter.phone().text
    assert "Nothing has happened yet" in presenter.trace().text


def test_nothing_ends_without_the_token(stage: Stage, presenter: Presenter) -> None:
    """Given a visit under way, when another site's form asks to play or reset, then it goes on."""
    presenter.play(**STORY)
    presenter.agree(presenter.begin(**STORY))
    for path in ("/demo/play", "/demo/reset"):
        presenter.send(path, STORY, "forged")
        assert presenter.begin(**STORY).path == "/otp"
    page = presenter.session.post(f"{stage.url}/demo/reset", headers={"Sec-Fetch-Site": "cross-site"}, timeout=5)
    assert page.status_code == 403


@pytest.mark.parametrize(
    "query",
    ["scenario=nothing", "person=nobody", "send=verify-500-verification_failed", "delay=3", "channel=POST",
     "scenario=../x", "person=%00", "verify=" + "x" * 61, "scenario=asha-ramanathan&delay=99"],
)  # fmt: skip
@pytest.mark.parametrize("page", ["console", "begin"])
def test_what_cannot_be_shown_is_not_found(presenter: Presenter, page: str, query: str) -> None:
    """Given an address with something that is no key, when the page is opened, then it is not found."""
    assert presenter.look(f"/demo/{page}?{query}").status == 404


def test_no_number_name_or_code_stands_in_an_address_or_the_log(presenter: Presenter) -> None:
    """Given a story from its beginning to its end, when addresses, cookies and log are read, then they hold nothing
    that is filled in."""
    with captured_logs() as logs:
        console = presenter.play(**OWN)
        begun = presenter.begin(**OWN)
        pages: list[Page] = [console, begun, presenter.agree(begun), presenter.phone(), presenter.trace()]
        code = pages[3].values["otp"]
        filled = presenter.fill_in()
        pages += [filled, presenter.press(filled), presenter.trace()]
    written = logs.getvalue()
    for value in (begun.values["mobile_number"], begun.values["name"], code):
        assert value not in written
        for page in pages:
            assert value not in page.reply.url
            assert value not in " ".join(re.findall(r'(?:href|src|action)="(.*?)"', page.text))
        assert all(value not in (cookie.value or "") for cookie in presenter.session.cookies)


def test_a_customer_without_a_console_still_has_a_phone(presenter: Presenter) -> None:
    """Given a customer who came by the first page, when the phone is opened, then the message is there."""
    presenter.start()
    page = presenter.look("/demo/phone")
    assert presenter.stage.newest_code("9000000001") in page.text
    assert "otp" not in page.values


def test_the_banner_names_the_environment(presenter: Presenter) -> None:
    """Given a demonstration, when any page is opened, then its banner names the environment."""
    for path in ("/", "/nowhere", "/demo", "/demo/console?scenario=asha-ramanathan"):
        assert re.search(r'<p class="demonstration">[^§]*?\(embedded\)', presenter.look(path).text)


def test_a_press_that_comes_twice_sends_once(presenter: Presenter) -> None:
    """Given the story of the nervous finger, when the same form comes twice, then one message is on the phone."""
    keys = {"scenario": "press-twice"}
    presenter.play(**keys)
    page = presenter.begin(**keys)
    assert [presenter.agree(page).title for _ in range(2)] == [CODE, CODE]
    assert presenter.phone().text.count('class="notice-card') == 1


def test_without_the_demonstration_nothing_of_it_is_there(tmp_path: Path) -> None:
    """Given a service without the console, when its addresses and files are asked for, then they do not exist."""
    with staged(tmp_path, demo=False) as stage:
        for path in ("", "/console", "/begin", "/phone", "/trace", "/enter", "/components"):
            assert requests.get(f"{stage.url}/demo{path}", timeout=5).status_code == 404
        for path in ("/play", "/reset", "/enter"):
            assert requests.post(f"{stage.url}/demo{path}", timeout=5).status_code == 404
        for name in ("demo.css", "demo.js", "demo.00000000.css"):
            assert requests.get(f"{stage.url}/static/{name}", timeout=5).status_code == 404
        page = requests.get(stage.url, timeout=5)
        assert 'class="demonstration"' not in page.text
        assert "'self'" not in page.headers["Content-Security-Policy"].split("frame-ancestors")[1]


def test_reset_and_start_again_work_when_the_visit_has_ended(presenter: Presenter) -> None:
    """Given a console that was opened before the customer finished, when its buttons are pressed, then all that was
    shown is forgotten, and the story begins anew."""
    for path, keys in (("/demo/play", STORY), ("/demo/reset", {})):
        page = presenter.go_through(**STORY)
        token = presenter.look("/demo/console?scenario=asha-ramanathan").values["csrf_token"]
        assert presenter.send("/finish", {}, page.values["csrf_token"]).title == "You have finished"
        assert "Summary shown" in presenter.trace().text

        presenter.send(path, keys, token)

        assert "Nothing has happened yet" in presenter.trace().text
        assert "No message yet" in presenter.phone().text
