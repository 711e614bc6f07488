"""Phone and trace beside the page: what happens is seen there at once, and never more than may be seen."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.customers import ASHA
from tests.browser.pages.demo import Console, Gallery
from tests.browser.pages.panes import NEWS
from tests.browser.visit import Variant, Visit
from tests.servers import Stage
from webapp.demo.stories import CODE, FOUND

SCRIPTED, PLAIN = Variant(1280, scripts=True), Variant(1280, scripts=False)
BOTH = pytest.mark.parametrize("variant", [SCRIPTED, PLAIN], ids=str)

STORY = "asha-ramanathan"
SEND, VERIFY = "Cashfree asked to send a code", "Cashfree asked to check the code"
COMMAND = "As a command, secrets left out"
WHOLE_JOURNEY = ["Consent given", SEND, "Code sent", VERIFY, "Customer verified", "Summary shown"]


@pytest.fixture
def variant() -> Variant:
    """A wide window with scripts."""
    return SCRIPTED


def told_of_a_whole_journey(visit: Visit) -> tuple[Console, set[str]]:
    """Go from the first page to the summary; return the console, and what the trace may not tell."""
    console = Gallery.opened_by(visit).show(STORY)
    mobile_number = console.page.mobile_number.input_value()
    console.page.agree()
    code = console.phone.receives(1).fill_in(console.page)
    console.page.check_code()
    console.page.is_at(FOUND)
    console.trace.look_again().shows("Summary shown")
    assert re.fullmatch(r"\d{10}", mobile_number)
    assert re.fullmatch(r"\d{6}", code)
    return console, {code, mobile_number, ASHA.name, ASHA.name.upper(), ASHA.mobile_number, *ASHA.identifiers()}


@pytest.mark.parametrize(("channel", "app"), [("SMS", "Messages"), ("WHATSAPP", "WhatsApp")])
def test_a_message_arrives_beside_the_page_by_itself(visit: Visit, channel: str, app: str) -> None:
    """Given scripts, when a code is sent, then its message is on the phone a moment later; the console stays."""
    console = Console.opened_by(visit, f"/demo/console?scenario={STORY}&channel={channel}")
    visit.window.evaluate("window.same = true")
    console.phone.is_empty()

    console.page.agree()

    console.page.is_at(CODE)
    expect(console.phone.messages).to_have_count(1, timeout=NEWS)
    expect(console.phone.messages.first).to_contain_text(app)
    expect(console.phone.frame.get_by_role("link", name="Look again")).to_have_count(0)
    assert visit.window.evaluate("window.same")


def test_a_message_does_not_wait_for_the_next_look(timed: Visit) -> None:
    """Given that time stands still, so that no pane looks for news by itself, when the page has become the next one,
    then the message is on the phone and the step in the trace."""
    timed.window.clock.install()
    console = Gallery.opened_by(timed).show(STORY)
    timed.window.clock.pause_at(timed.window.evaluate("Date.now() / 1000 + 5"))

    console.page.agree()

    console.page.is_at(CODE)
    expect(console.phone.messages).to_have_count(1)
    console.trace.shows("Code sent")


@pytest.mark.parametrize("variant", [PLAIN], ids=str)
def test_without_scripts_a_message_is_there_on_looking_again(visit: Visit) -> None:
    """Given no scripts, when a code was sent, then the phone shows its message once it is looked at again."""
    console = Gallery.opened_by(visit).show(STORY)
    console.page.agree()
    expect(console.phone.messages).to_have_count(0)

    console.phone.look_again()

    expect(console.phone.messages).to_have_count(1)


@BOTH
def test_a_code_goes_from_the_phone_into_the_field_and_no_further(visit: Visit) -> None:
    """Given a message, when its code is pressed, then the page has it in its field, whatever was there before; nothing
    is sent, asked or counted by that."""
    console = Gallery.opened_by(visit).show(STORY)
    console.page.agree()
    console.page.otp.fill("12")
    console.phone.receives(1)

    code = console.phone.fill_in(console.page)

    console.page.is_at(CODE).shows("You have 5 tries left")
    expect(console.page.otp).to_have_value(code)
    assert console.page.path == "/otp"
    console.phone.receives(1)
    expect(console.phone.codes).to_have_count(1)
    console.trace.look_again().shows("Code sent").hides(VERIFY)
    console.page.check_code()
    console.page.is_at(FOUND)
    console.phone.receives(1)
    expect(console.phone.codes).to_have_count(0)


def test_the_newest_of_two_messages_is_on_top(visit: Visit, stage: Stage) -> None:
    """Given two codes, when the upper one is pressed, then it is the one that works."""
    console = Gallery.opened_by(visit).show(STORY)
    console.page.agree()
    stage.clock.pass_by(seconds=31)
    console.page.press("New code by WhatsApp")
    console.phone.receives(2)
    expect(console.phone.messages.first).to_contain_text("WhatsApp")
    expect(console.phone.messages.last).to_contain_text("Messages")

    console.phone.fill_in(console.page)

    console.page.check_code()
    console.page.is_at(FOUND)


@BOTH
def test_the_trace_tells_the_whole_journey(visit: Visit) -> None:
    """Given a visit that came to its summary, when the trace is read, then every step is there in its order, each call
    with its answer, each entry with its number and hash, and the limits with their counts."""
    console, _ = told_of_a_whole_journey(visit)
    trace = console.trace

    told = trace.steps.all_inner_texts()
    assert [title for title in told if title in WHOLE_JOURNEY] == WHOLE_JOURNEY
    for title in (SEND, VERIFY):
        expect(trace.step(title).locator(".answer")).to_have_text("200")
        expect(trace.step(title).locator(".lasted")).to_have_text(re.compile(r"\d+ ms|\d\.\d s"))
    given = trace.open("Consent given")
    expect(given.locator(".answer")).to_have_text(re.compile(r"entry \d+"))
    expect(given.locator(".hash bdi")).to_have_text(re.compile(r"[0-9a-f]{64}"))
    content = json.loads(given.locator("pre").inner_text())
    assert content["declared_adult"] is True
    assert content["notice"].keys() >= {"version", "language", "sha256"}
    trace.counts("Codes asked for in this browser", 1)


@BOTH
def test_a_call_is_told_as_a_command_without_its_secrets(visit: Visit) -> None:
    """Given a call, when it is opened, then it stands there as a command: secrets are variables, values are masked."""
    console, _ = told_of_a_whole_journey(visit)

    for title, path in ((SEND, "/mobile360/otp/send"), (VERIFY, "/mobile360/otp/verify")):
        told = console.trace.open(title).locator("pre").all_inner_texts()
        [command] = [text for text in told if text.startswith("curl")]
        assert f'curl -X POST "$CASHFREE_BASE_URL{path}"' in command
        assert '-H "x-client-id: $CASHFREE_CLIENT_ID"' in command
        assert '-H "x-client-secret: $CASHFREE_CLIENT_SECRET"' in command
        assert "-d '{" in command
        assert [text for text in told if json_of(text).get("verification_id")]
        assert "embedded-client" not in "".join(told)


def json_of(text: str) -> dict[str, object]:
    """Return a body that is told; nothing for what is no body."""
    found: dict[str, object] = json.loads(text) if text.startswith("{") else {}
    return found


@BOTH
def test_both_sides_of_the_record_stand_side_by_side(visit: Visit) -> None:
    """Given a full record, when the trace is read, then each kind that came has a line: how much, and what is seen."""
    console, _ = told_of_a_whole_journey(visit)
    table = console.trace.frame.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(["Cashfree answered", "The customer sees"])
    rows = table.locator("tbody tr")
    assert rows.count() > 10
    expect(rows.filter(has_text="Bank accounts").get_by_role("cell")).to_contain_text("••••2345")
    expect(rows.filter(has_text="nothing: ")).not_to_have_count(0)
    console.trace.shows(f"{rows.count()} kinds of data came, the customer sees ")
    for row in rows.all():
        expect(row.locator(".size")).to_have_text(re.compile(r"\d+"))

    rows.first.locator("summary").click()

    expect(rows.first.locator("code").first).to_be_visible()


@BOTH
def test_the_trace_holds_no_raw_value(visit: Visit) -> None:
    """Given a full record, when the trace's source is searched, then nothing of the person, no code and no whole number
    is in it, opened or closed."""
    console, private = told_of_a_whole_journey(visit)
    assert len(private) > 20
    console.trace.frame.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")

    console.trace.hides(*private)

    assert [value for value in private if value in console.trace.frame.get_by_role("main").inner_text()] == []
    asked = visit.browser.request.get(console.trace.frame.url).text()
    assert "Summary shown" in asked
    assert [value for value in private if value in asked] == []


def test_a_stranger_s_record_is_withheld_from_the_trace_too(visit: Visit) -> None:
    """Given a name that differs from the record's, when the trace is read, then nothing of the record was seen."""
    console = Gallery.opened_by(visit).show("gurpreet-dhillon").go_through()

    console.trace.shows("the customer sees 0 of them").hides("Gurpreet", "GURPREET")


def test_whoever_reads_the_trace_by_keyboard_goes_on_reading(calm: Visit) -> None:
    """Given the keyboard's focus on a step in the trace, when the next steps come, then it is still there."""
    console = Gallery.opened_by(calm).show(STORY)
    console.page.agree()
    console.phone.receives(1)
    console.trace.shows("Code sent")
    console.trace.step(SEND).locator("summary").focus()

    calm.window.keyboard.press("s")
    expect(console.page.otp).not_to_have_value("")
    calm.window.keyboard.press("s")
    console.trace.shows("Customer verified")

    expect(console.trace.step(SEND).locator("summary")).to_be_focused()


def test_what_was_opened_in_the_trace_stays_open(visit: Visit) -> None:
    """Given a step that the presenter has opened, when the next ones come, then it is still open."""
    console = Gallery.opened_by(visit).show(STORY)
    console.page.agree()
    console.trace.shows("Code sent")
    console.trace.open(SEND)
    expect(console.trace.step(SEND).locator("strong", has_text=COMMAND)).to_be_visible()

    console.phone.receives(1).fill_in(console.page)
    console.page.check_code()
    console.trace.shows("Customer verified")

    expect(console.trace.step(SEND).locator("strong", has_text=COMMAND)).to_be_visible()
