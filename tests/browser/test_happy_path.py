"""From the first page to the last, as it should go."""

import base64
import contextlib
import zlib

import pytest

from tests.browser.customers import ASHA, VIKRAM
from tests.browser.pages.code import CodePage
from tests.browser.pages.start import StartPage
from tests.browser.pages.summary import FinishedPage, SummaryPage
from tests.browser.visit import EVERY_WAY, Visit
from tests.servers import Stage


@pytest.mark.parametrize("variant", EVERY_WAY, ids=str)
@pytest.mark.parametrize(("channel", "mode"), [("SMS", "SMS"), ("WhatsApp", "WHATSAPP")])
def test_a_customer_confirms_the_number_and_sees_what_was_found(visit: Visit, channel: str, mode: str) -> None:
    start = StartPage.opened_by(visit).is_empty().pictured("start")
    code = start.give_details(ASHA, channel).sent_by(channel, ASHA).pictured("code")
    assert visit.stage.messages(ASHA.mobile_number)[0]["notification_mode"] == mode

    summary = code.enter_right_code(ASHA).pictured("summary")
    summary.shows("A••• R•••", "••••0001", "18 or over", "Bengaluru").hides(*ASHA.identifiers())

    summary.finish().pictured("finished").hides(*ASHA.identifiers())


def test_what_identifies_most_stays_closed_until_it_is_opened(visit: Visit) -> None:
    summary = StartPage.opened_by(visit).give_details(ASHA).enter_right_code(ASHA)

    summary.names_source("Aadhaar", "PAN").names_source("Addresses", "PAN")
    summary.keeps_closed("Bank accounts", "••••2345").open("Bank accounts", "••••2345")

    summary.open_all().pictured("summary-opened").hides(*ASHA.identifiers())


def test_the_code_is_read_on_the_demonstration_phone(visit: Visit, stage: Stage) -> None:
    code = StartPage.opened_by(visit).give_details(VIKRAM)

    phone = code.open_phone().pictured("demonstration-phone")
    assert code.newest_code(VIKRAM) in phone.messages[0]
    phone.hides(VIKRAM.mobile_number)

    phone.follow("Enter the code")
    CodePage(phone.visit).enter_right_code(VIKRAM)


def test_the_demonstration_phone_shows_no_messages_of_an_earlier_visit(visit: Visit, stage: Stage) -> None:
    StartPage.opened_by(visit).give_details(VIKRAM).press("Stop here")
    FinishedPage(visit).follow("Start again")

    code = StartPage(visit).give_details(VIKRAM)

    [message] = code.open_phone().messages
    assert code.newest_code(VIKRAM) in message
    assert len(stage.messages(VIKRAM.mobile_number)) == 2


@pytest.mark.parametrize("variant", EVERY_WAY, ids=str)
def test_the_keyboard_is_enough(visit: Visit) -> None:
    start, keyboard = StartPage.opened_by(visit), visit.window.keyboard
    visit.tab_to(start.choice("Yes"))
    keyboard.press("Space")
    visit.tab_to(start.mobile_number)
    keyboard.type(VIKRAM.mobile_number)
    visit.tab_to(start.name)
    keyboard.type(VIKRAM.name)
    visit.tab_to(start.choice("SMS"))
    keyboard.press("ArrowDown")
    visit.tab_to(start.consent)
    keyboard.press("Space")
    visit.leave_by(lambda: keyboard.press("Enter"))

    code = CodePage(visit).sent_by("WhatsApp", VIKRAM)
    visit.tab_to(code.otp)
    keyboard.type(code.newest_code(VIKRAM))
    visit.leave_by(lambda: keyboard.press("Enter"))

    summary = SummaryPage(visit)
    visit.tab_to(summary.finish_button)
    visit.leave_by(lambda: keyboard.press("Enter"))
    FinishedPage(visit)


@pytest.mark.parametrize("variant", EVERY_WAY, ids=str)
def test_nothing_personal_stays_in_the_browser(visit: Visit) -> None:
    code = StartPage.opened_by(visit).give_details(ASHA)
    during_code = _cookies(visit)
    summary = code.enter_right_code(ASHA)
    during_summary = _cookies(visit)
    summary.finish()

    kept = " ".join([*during_code, *during_summary, *_cookies(visit)])
    personal = visit.private | ASHA.identifiers()
    assert personal > {ASHA.mobile_number, ASHA.name}
    assert [value for value in personal if value in kept] == []
    assert visit.window.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def _cookies(visit: Visit) -> list[str]:
    """Return every cookie as it is, and what its parts say once they are decoded."""
    values = [f"{cookie['name']}={cookie['value']}" for cookie in visit.browser.cookies()]
    assert values
    return [*values, *(_decoded(part) for value in values for part in value.partition("=")[2].split("."))]


def _decoded(part: str) -> str:
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    with contextlib.suppress(zlib.error):  # only a long session is compressed
        raw = zlib.decompress(raw)
    return raw.decode("latin-1")
