"""The pages on a slow network, on none, and on one that goes and comes back."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.customers import ASHA, VIKRAM
from tests.browser.pages.code import CodePage
from tests.browser.pages.start import StartPage
from tests.browser.pages.summary import SummaryPage
from tests.browser.visit import Variant, Visit
from tests.servers import Stage, staged

LOST = "There is no connection to the internet"
FOUND = "You are connected again"
WORKING = "One moment please"

PHONE = Variant(360, scripts=True)
PLAIN = Variant(360, scripts=False)

_THIRD_GENERATION = {  # as in most of the country on a bad day: milliseconds, bytes in a second
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}

_NOTES = """() => {
  const button = document.querySelector("#answers .primary");
  let presses = 0;
  const look = () => {
    const place = document.querySelector("[role=status]");
    const said = place?.textContent ?? "";
    const { top, bottom } = place?.getBoundingClientRect() ?? {};
    const disabled = button.getAttribute("aria-disabled") ?? "";
    const focused = button === document.activeElement;
    note({ disabled, said, seen: top >= 0 && bottom <= innerHeight, focused, presses });
    if (said && !presses)
      setTimeout(() => {
        button.click();
        button.click();
        presses = 2;
        look();
      }, 50);
  };
  const everything = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document, everything);
}"""

Outage = Callable[[Visit], AbstractContextManager[None]]


@contextmanager
def offline(visit: Visit) -> Iterator[None]:
    """Take the network away; the browser knows that."""
    visit.browser.set_offline(True)
    try:
        yield
    finally:
        visit.browser.set_offline(False)
        _forgive(visit, "net::ERR_INTERNET_DISCONNECTED")


@contextmanager
def unreachable(visit: Visit) -> Iterator[None]:
    """Let nothing through, while the browser believes to be connected."""
    visit.browser.route("**", lambda route: route.abort("connectionrefused"))
    try:
        yield
    finally:
        visit.browser.unroute("**")
        _forgive(visit, "net::ERR_CONNECTION_REFUSED")


def _forgive(visit: Visit, failure: str) -> None:
    """Forget what the browser said of the outage: that looks for a connection failed, and no form but the last one."""
    known = re.compile(rf"{failure}: {visit.stage.url}/(healthz|static/|finish)")
    assert [line for line in visit.trouble if not known.match(line)] == []
    visit.trouble.clear()


OUTAGES = pytest.mark.parametrize("outage", [offline, unreachable], ids=lambda outage: outage.__name__)


@pytest.fixture
def variant() -> Variant:
    """A phone with scripts."""
    return PHONE


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An application of this story's own, whose messages can be counted."""
    with staged(tmp_path) as stage:
        yield stage


def press_in_vain(visit: Visit, button: Locator) -> None:
    """Press a button, and be told beside it that there is no connection, and that nothing was lost."""
    address = visit.window.url
    button.click()
    is_told(visit, LOST)
    expect(visit.window.get_by_role("alert").filter(has_text=LOST)).to_contain_text("nothing that you entered is lost")
    expect(button).to_be_enabled()
    expect(button).to_be_focused()
    assert visit.window.url == address


def is_told(visit: Visit, words: str) -> None:
    """Check that this is said once, where it is seen, and to a screen reader too."""
    told = visit.window.get_by_role("alert").filter(has_text=words)
    expect(told).to_have_count(1)
    expect(told).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("variant", [PHONE, PLAIN], ids=str)
def test_the_whole_journey_on_a_slow_network(visit: Visit, stage: Stage) -> None:
    """Given 3G, when a customer makes a mistake and mends it, then the summary is reached, and one message went out."""
    session = visit.browser.new_cdp_session(visit.window)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _THIRD_GENERATION)
    try:
        StartPage.opened_by(visit).send()
        code = StartPage(visit, status=422).give_details(ASHA, "WhatsApp").sent_by("WhatsApp", ASHA)
        code.enter_wrong_code(ASHA).enter_right_code(ASHA).finish()
    finally:
        session.detach()
    assert len(stage.messages(ASHA.mobile_number)) == 1


@OUTAGES
def test_no_connection_at_the_first_page(visit: Visit, stage: Stage, outage: Outage) -> None:
    """Given a filled-in page, when the connection is lost, then nothing is, and the same press goes through later."""
    start = StartPage.opened_by(visit).fill_in(ASHA, "WhatsApp")
    start.choice("At work").check()

    with outage(visit):
        press_in_vain(visit, start.send_button)
        press_in_vain(visit, start.send_button)
        start.keeps(ASHA, consent=True)
        expect(start.choice("WhatsApp")).to_be_checked()
        expect(start.choice("At work")).to_be_checked()
    assert stage.messages(ASHA.mobile_number) == []

    start.send()
    CodePage(visit).sent_by("WhatsApp", ASHA).enter_right_code(ASHA)
    assert len(stage.messages(ASHA.mobile_number)) == 1


@OUTAGES
def test_no_connection_at_the_code(visit: Visit, stage: Stage, outage: Outage) -> None:
    """Given a code in the field, when the connection is lost, then it stays there, and no try is spent."""
    code = StartPage.opened_by(visit).give_details(ASHA)
    digits = code.newest_code(ASHA)
    code.fill_in(digits)

    with outage(visit):
        press_in_vain(visit, code.check_button)
        code.otp.press("Enter")
        is_told(visit, LOST)
        expect(code.otp).to_have_value(digits)

    code.has_tries_left(5)
    visit.leave_by(code.check_button.click)
    SummaryPage(visit)
    assert len(stage.messages(ASHA.mobile_number)) == 1


@OUTAGES
def test_no_connection_when_asking_for_another_code(visit: Visit, stage: Stage, outage: Outage) -> None:
    """Given half a code, when another is asked for in vain, then the same press later has one sent, and only one."""
    code = StartPage.opened_by(visit).give_details(ASHA)
    code.otp.fill("12")
    stage.clock.pass_by(seconds=31)

    with outage(visit):
        press_in_vain(visit, code.button("New code by SMS"))
        press_in_vain(visit, code.button("New code by WhatsApp"))
        expect(code.otp).to_have_value("12")
    assert len(stage.messages(ASHA.mobile_number)) == 1

    code.ask_again("WhatsApp")
    CodePage(visit).sent_by("WhatsApp", ASHA).enter_right_code(ASHA)
    assert len(stage.messages(ASHA.mobile_number)) == 2


@OUTAGES
def test_no_connection_at_the_end(visit: Visit, outage: Outage) -> None:
    """Given the summary, when it is finished in vain, then nothing of it stays on the screen, and it can be later."""
    summary = StartPage.opened_by(visit).give_details(VIKRAM).enter_right_code(VIKRAM)

    with outage(visit):
        summary.finish_button.click(no_wait_after=True)
        expect(visit.window.get_by_text("V••• S•••")).not_to_be_visible()
        visit.window.wait_for_url("chrome-error:**")

    visit.go("/summary")
    SummaryPage(visit).finish()


@OUTAGES
def test_no_connection_when_choosing_a_language(visit: Visit, outage: Outage) -> None:
    """Given half a code, when another language is asked for in vain, then that is said where it was asked for."""
    code = StartPage.opened_by(visit).give_details(VIKRAM)
    code.otp.fill("12")

    with outage(visit):
        press_in_vain(visit, visit.window.locator("button[name=language][value=hi]"))

    assert code.change_language("hi").otp.input_value() == "12"


def test_a_connection_that_is_back_is_told(visit: Visit) -> None:
    """Given that there was no connection, when it comes back, then the page says so, and what to do."""
    start = StartPage.opened_by(visit).fill_in(VIKRAM)
    with offline(visit):
        press_in_vain(visit, start.send_button)

    is_told(visit, FOUND)

    expect(start.send_button).to_be_focused()
    start.send()
    CodePage(visit)
    expect(visit.window.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("held", ["HEAD", "POST"])
def test_a_slow_answer_shows_that_something_happens(visit: Visit, stage: Stage, held: str) -> None:
    """Given an answer that takes its time, then that is said, and no second press counts."""
    visit = visit.in_another_tab("/")
    start = StartPage(visit).fill_in(VIKRAM)
    moments = _watched(visit)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == held:
            waiting.append(route)
        else:
            route.continue_()

    visit.window.route("**", hold)

    with visit.leaving_by(lambda: start.send_button.click(no_wait_after=True)):
        for _ in range(600):
            visit.window.wait_for_timeout(50)
            if [moment for moment in moments if moment["presses"] == 2]:
                break
        visit.window.wait_for_timeout(100)
        [only] = waiting
        only.continue_()
        visit.window.unroute("**")

    CodePage(visit).enter_right_code(VIKRAM)
    assert len(stage.messages(VIKRAM.mobile_number)) == 1
    first, last = moments[0], moments[-1]
    assert (first["disabled"], first["said"]) == ("true", "")
    assert last == {"disabled": "true", "said": last["said"], "seen": True, "focused": True, "presses": 2}
    assert last["said"].startswith(WORKING)
    assert len({moment["said"] for moment in moments}) == 2


def test_a_quick_answer_is_not_announced(visit: Visit) -> None:
    """Given an answer before the page would say so, then nobody is told to wait."""
    visit = visit.in_another_tab("/")
    start = StartPage(visit).fill_in(VIKRAM)
    visit.hasten(1 / 20)  # so that the answer is in time on a busy machine too
    moments = _watched(visit)

    start.send()

    CodePage(visit)
    assert {moment["said"] for moment in moments} == {""}


def _watched(visit: Visit) -> list[dict[str, Any]]:
    """Return a list that grows by how the page is after each change, for as long as it is there.

    A page whose answer is awaited cannot be asked: it has to tell by itself. When it says something, its button is
    pressed again, twice.
    """
    moments: list[dict[str, Any]] = []
    visit.window.expose_binding("note", lambda _, moment: moments.append(moment))
    visit.window.evaluate(_NOTES)
    return moments


def test_a_button_comes_back_when_no_answer_does(visit: Visit, stage: Stage) -> None:
    """Given a form that is lost on its way, when it is sent again, then it counts once."""
    start = StartPage.opened_by(visit).fill_in(VIKRAM)
    visit.hasten(2)
    visit.window.route(visit.stage.url + "/", lambda route: route.fulfill(status=204), times=1)

    start.send_button.click()
    expect(start.send_button).to_be_disabled()
    expect(start.send_button).to_be_enabled()

    start.send()
    CodePage(visit).enter_right_code(VIKRAM)
    assert len(stage.messages(VIKRAM.mobile_number)) == 1


def test_a_browser_that_cannot_look_first_sends_its_forms_by_itself(visit: Visit, stage: Stage) -> None:
    """Given an old browser, when its customer fills in the pages, then they pass, and it asks for nothing else."""
    visit = visit.in_another_tab("/")
    visit.window.add_init_script("delete HTMLFormElement.prototype.requestSubmit")
    visit.reload()
    looks: list[str] = []
    visit.window.on("request", lambda request: looks.append(request.url) if request.method == "HEAD" else None)

    StartPage(visit).give_details(VIKRAM).enter_right_code(VIKRAM).finish()

    assert looks == []
    assert len(stage.messages(VIKRAM.mobile_number)) == 1
