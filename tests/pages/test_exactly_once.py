"""One form, one step: what browsers, proxies and people do to a page, and whoever knows an old cookie."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from tests.servers import Stage, staged
from tests.visitor import AGREED, PERSON, Customer


def same_browser(customer: Customer) -> Customer:
    """Return a window with a copy of the cookies that a browser has at this moment."""
    copy = Customer(customer.stage)
    copy.session.cookies.update(customer.session.cookies)
    return copy


def test_who_left_the_first_page_open_does_not_follow_the_next_person(stage: Stage) -> None:
    """Given a cookie that was copied before a customer started, when they have started, then it opens nothing."""
    somebody = Customer(stage)
    somebody.look("/")
    customer = same_browser(somebody)
    customer.start()
    customer.enter_code()
    assert customer.look("/summary").path == "/summary"
    for path in ("/otp", "/summary", "/consent/receipt", "/consent/evidence"):
        assert PERSON["name"][0] + "••• " not in somebody.look(path).text
        assert somebody.look(path).path == "/"


def test_who_left_a_journey_at_another_number_does_not_follow_the_next_person(stage: Stage) -> None:
    """Given a journey that was left at "Use another number", when somebody else goes on with it, then alone."""
    somebody = Customer(stage)
    somebody.start(mobile_number="9000000002", name="Vikram Sethi")
    somebody.send("/otp/change", {}, somebody.look("/otp").values["csrf_token"])
    customer = same_browser(somebody)
    stage.clock.pass_by(minutes=1)
    customer.start()
    customer.enter_code()
    assert customer.look("/summary").path == "/summary"
    assert somebody.look("/summary").path == "/"
    assert somebody.look("/consent/evidence").path == "/"


def test_the_anti_forgery_token_alone_is_worth_nothing(stage: Stage) -> None:
    """Given two customers, when one sends the other's whole form, then nothing is done with it."""
    one, other = Customer(stage), Customer(stage)
    one.start()
    page = one.look("/otp")
    code = stage.newest_code(PERSON["mobile_number"])
    taken = other.send("/otp", {"otp": code, "once": page.values["once"]}, page.values["csrf_token"])
    assert taken.path == "/"
    assert one.enter_code(code).path == "/summary"


def test_a_wrong_code_sent_again_is_not_judged_again(stage: Stage) -> None:
    """Given a wrong code, when the browser sends the same form once more, then it shows the same and counts once."""
    customer = Customer(stage)
    token = customer.start().values["csrf_token"]
    form = {"otp": "0000", "once": uuid4().hex}
    first = customer.send("/otp", form, token)
    again = customer.send("/otp", form, token)
    assert "4 tries left" in first.text
    assert (again.path, again.title) == ("/otp", "Enter your code")
    assert "4 tries left" in again.text
    assert "This is not the code we sent" in again.text


def test_the_right_code_pressed_twice_leads_to_the_summary(stage: Stage) -> None:
    """Given a slow answer, when the button is pressed twice, then the second answer, which is seen, leads on."""
    customer = Customer(stage)
    number = "6000000401"
    token = customer.start(mobile_number=number).values["csrf_token"]
    windows = [same_browser(customer), same_browser(customer)]
    form = {"otp": stage.newest_code(number), "once": uuid4().hex}
    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(lambda window: window.send("/otp", form, token), windows))
    assert {page.path for page in seen} <= {"/otp", "/summary"}
    assert [window.look("/summary").path for window in windows] == ["/summary", "/summary"]


def test_the_first_form_sent_again_after_the_journey_moved_on_sends_nothing(stage: Stage) -> None:
    """Given a proxy that repeats the first form with its old cookie, when it does so later, then no code goes out."""
    customer = Customer(stage)
    token = customer.token()
    proxy = same_browser(customer)
    form = {**PERSON, **AGREED, "notice": customer.notice(), "once": uuid4().hex}
    assert customer.send("/", form, token).path == "/otp"
    customer.look("/otp")
    stage.clock.pass_by(minutes=3)
    assert proxy.send("/", form, token).path == "/"
    assert len(stage.messages(PERSON["mobile_number"])) == 1


@pytest.mark.parametrize("limit", ["mobile", "device", "address", "prefix"])
def test_every_limit_refuses_alike_keeps_what_was_typed_and_says_until_when(tmp_path: Path, limit: str) -> None:
    """Given a limit that is reached, when one more code is asked for, then the page tells nothing but the moment."""
    with staged(tmp_path, **{f"limit_sends_per_{limit}": "1/hour"}) as stage:
        first = Customer(stage)
        first.start()
        again = Customer(stage)
        again.session.cookies.set("device", first.session.cookies["device"])
        page = again.start()
        assert (page.status, page.path) == (429, "/")
        assert 3000 <= int(page.reply.headers["Retry-After"]) <= 3600
        assert "We send only so many codes in a while, to keep everybody safe. You can ask again from" in page.text
        assert (page.values["mobile_number"], page.values["name"]) == (PERSON["mobile_number"], PERSON["name"])
        assert len(stage.messages(PERSON["mobile_number"])) == 1
        stage.clock.pass_by(minutes=61)
        assert again.start().path == "/otp"


def test_who_has_to_wait_sees_how_long_and_goes_on(tmp_path: Path) -> None:
    """Given no free place, when a customer agrees, then the page says when their turn is, and then sends the code."""
    with staged(tmp_path, limit_calls_per_minute=24, limit_calls_for_verifies=12) as stage:
        stage.clock.stop()
        for number in range(3):  # one place is for the present moment; the next may begin meanwhile
            Customer(stage).start(mobile_number=f"987654321{number}")
        customer = Customer(stage)
        page = customer.start()
        assert (page.path, page.title) == ("/otp", "Your turn is coming")
        assert '<meta http-equiv="refresh"' in page.text
        early = customer.send("/otp/resend", {"notification_modes": "SMS"}, page.values["csrf_token"])
        assert (early.status, early.title) == (503, "Your turn is coming")
        assert "Retry-After" in early.reply.headers
        stage.clock.pass_by(seconds=20)
        ready = customer.look("/otp")
        assert ready.title == "It is your turn"
        sent = customer.send("/otp/resend", {"notification_modes": "SMS"}, ready.values["csrf_token"])
        assert (sent.path, sent.title) == ("/otp", "Enter your code")
        assert customer.enter_code().path == "/summary"


def test_a_code_that_has_to_wait_is_still_in_its_field(tmp_path: Path) -> None:
    """Given no call left for the moment, when a code is entered, then it stays in the field and is taken later."""
    with staged(tmp_path, limit_calls_per_minute=24, limit_calls_for_verifies=12) as stage:
        stage.clock.stop()
        customer = Customer(stage)
        page = customer.start()
        for _ in range(4):
            page = customer.enter_code("0000")
            if page.status == 503:
                break
        assert (page.status, page.title, page.values["otp"]) == (503, "Enter your code", "0000")
        assert "Your code was not used up" in page.text
        stage.clock.pass_by(seconds=5)
        assert customer.enter_code().path == "/summary"


def test_a_window_that_comes_late_takes_nothing_from_the_browser(stage: Stage) -> None:
    """Given a slow form of another window, when it is answered after the code page is there, then that stays open."""
    customer = Customer(stage)
    page = customer.look("/")
    late = same_browser(customer)
    form = {**PERSON, **AGREED, "notice": customer.notice()}
    customer.send("/", {**form, "once": uuid4().hex}, page.values["csrf_token"])
    answer = late.session.post(
        stage.url, data={**form, "once": uuid4().hex, "csrf_token": page.values["csrf_token"]}, allow_redirects=False
    )
    customer.session.cookies.update(answer.cookies)
    assert len(stage.messages(PERSON["mobile_number"])) == 1
    assert customer.look("/otp").title == "Enter your code"
    assert customer.enter_code().path == "/summary"


def test_who_lost_the_answer_to_the_code_waits_and_sees_the_result(stage: Stage) -> None:
    """Given an answer that was lost, when the customer comes back with the old cookie, then a page waits for them."""
    stage.clock.stop()
    customer = Customer(stage)
    customer.start()
    lost = same_browser(customer)
    customer.send(
        "/otp", {"otp": stage.newest_code(PERSON["mobile_number"])}, customer.look("/otp").values["csrf_token"]
    )
    never_arrived = Customer(stage)
    never_arrived.start(mobile_number="9876543210")
    before = same_browser(never_arrived)
    fields = {"otp": stage.newest_code("9876543210"), "csrf_token": never_arrived.look("/otp").values["csrf_token"]}
    never_arrived.session.post(f"{stage.url}/otp", data=fields, allow_redirects=False)
    assert lost.look("/otp").path == "/"
    for path in ("/otp", "/", "/summary"):
        page = before.look(path)
        assert (page.path, page.title) == ("/otp", "We are checking your code")
    stage.clock.pass_by(seconds=11)
    assert before.look("/otp").path == "/summary"


def test_who_lost_the_answer_can_withdraw_at_once(stage: Stage) -> None:
    """Given an answer that was lost, when the customer withdraws, then the journey is over, and stays withdrawn."""
    customer = Customer(stage)
    page = customer.look("/")
    before = same_browser(customer)
    fields = {**PERSON, **AGREED, "notice": customer.notice(), "csrf_token": page.values["csrf_token"], "once": "o"}
    customer.session.post(stage.url, data=fields, allow_redirects=False)
    withdrawn = before.send("/consent/withdraw", {"own": "y"}, page.values["csrf_token"])
    assert withdrawn.path == "/consent/withdrawn"


def test_a_form_without_a_place_to_begin_gets_one(stage: Stage) -> None:
    """Given a browser that has lost its token, when two such send the first form, then each begins on its own."""
    for number in ("9876543210", "9876543211"):
        customer = Customer(stage)
        page = customer.look("/")
        customer.send("/finish", {}, page.values["csrf_token"])
        token = customer.look("/consent/withdraw?another=1").values["csrf_token"]
        form = {**PERSON, **AGREED, "mobile_number": number}
        again = customer.send("/", form, token)
        assert (again.status, again.values["mobile_number"]) == (422, number)
        assert customer.send("/", form, again.values["csrf_token"]).path == "/otp"
        assert len(stage.messages(number)) == 1
