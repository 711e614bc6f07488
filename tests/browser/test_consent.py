"""A consent as its customer meets it: given in a language of choice, seen, kept, and withdrawn."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.customers import ASHA, VIKRAM
from tests.browser.outside import Outside
from tests.browser.pages.code import CodePage
from tests.browser.pages.notice import NoticePage
from tests.browser.pages.start import StartPage
from tests.browser.visit import EVERY_WAY, WITH_SCRIPTS, Visit
from tests.servers import Stage

LANGUAGES = ["en", "hi", "ur"]
NOTICE_CHANGED = "The notice has changed. Read it once more, then tick the box if you agree"


def in_chosen_language(visit: Visit, language: str) -> StartPage:
    """Come to the site with another language, fill in the form, and only then choose the language."""
    start = StartPage.opened_by(visit)
    if language == "en":
        start = start.change_language("hi")
    return start.fill_in(ASHA, "WhatsApp").change_language(language)


@pytest.mark.parametrize("variant", EVERY_WAY, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_consent_is_given_seen_kept_and_withdrawn(visit: Visit, stage: Stage, language: str, tmp_path: Path) -> None:
    """Given a form filled in, when the language is chosen, then all that follows is in it, up to the withdrawal."""
    start = in_chosen_language(visit, language).keeps(ASHA)
    expect(start.choice("WhatsApp")).to_be_checked()
    assert stage.messages(ASHA.mobile_number) == []
    start.notice.is_read_in_full().comes_before(start.consent, start.send_button)
    shown = start.notice.sha256
    code = start.pictured("start").agree_and_send().pictured("code")

    receipt = code.see_receipt().pictured("receipt")
    outside = Outside(tmp_path)
    receipt.download(outside.receipt).download_key(outside.key)
    kept = json.loads(outside.receipt.read_bytes())
    assert (kept["privacy_notice"]["language"], kept["privacy_notice"]["sha256"]) == (language, shown)
    assert outside.verdict() == f"genuine: {receipt.reference}\n"
    outside.change_one_byte()
    assert outside.verdict() == ""

    receipt.follow("Back")
    summary = CodePage(visit).enter_right_code(ASHA).pictured("summary").hides(*ASHA.identifiers())
    withdraw = summary.think_of_withdrawing().pictured("withdraw")
    assert withdraw.reference == receipt.reference
    withdraw.withdraw().names(receipt.reference).pictured("withdrawn")
    visit.go("/summary")
    StartPage(visit).is_empty()


def test_the_receipt_says_what_the_page_says(visit: Visit, tmp_path: Path) -> None:
    """Given a consent, when the receipt is opened, then page and file tell the same, and neither the number."""
    receipt = StartPage.opened_by(visit).give_details(VIKRAM).see_receipt().hides(VIKRAM.mobile_number, VIKRAM.name)

    receipt.download(tmp_path / "receipt.json")
    raw = (tmp_path / "receipt.json").read_bytes()
    kept = json.loads(raw)
    assert VIKRAM.mobile_number.encode() not in raw
    assert kept["receipt_id"] == receipt.reference
    receipt.shows(kept["privacy_notice"]["sha256"], kept["anchor"]["ledger_hash"], kept["signature"]["value"])
    receipt.shows(*kept["pii_information"])


def test_the_notice_is_there_to_read_again(visit: Visit) -> None:
    """Given any page, when the link in its foot is followed, then the notice is there, whole and under its hash."""
    start = StartPage.opened_by(visit)
    shown = start.notice.sha256

    page = NoticePage.after(start).pictured("notice").shows(shown)

    assert page.notice.sha256 == shown
    expect(page.notice.folds).to_have_count(0)
    page.follow("Back")
    StartPage(visit)


@pytest.mark.parametrize("variant", WITH_SCRIPTS, ids=str)
def test_a_notice_that_changed_meanwhile_is_read_again(visit: Visit, stage: Stage) -> None:
    """Given a page with an older notice, when the form is sent, then it comes back to be ticked beside the new one."""
    start = StartPage.opened_by(visit).fill_in(VIKRAM)
    shown = start.notice.sha256
    visit.window.locator("input[name=notice]").evaluate("field => { field.value = '0'.repeat(64) }")
    start.send()

    start = StartPage(visit, status=422).keeps(VIKRAM).pictured("start-notice-changed")
    assert start.errors == [NOTICE_CHANGED]
    start.has_field_error(start.consent, NOTICE_CHANGED)
    assert start.notice.sha256 == shown
    assert stage.messages(VIKRAM.mobile_number) == []
    start.agree_and_send().enter_right_code(VIKRAM)


def test_a_phone_that_names_itself_is_shown_what_it_said(visit: Visit) -> None:
    """Given a browser that tells model and system when it is asked, then the page names both, and who said so."""
    with visit.from_phone("Pixel 9 Test", "Android"):
        start = StartPage.opened_by(visit).fill_in(VIKRAM)
        start.choice("At home").check()
        evidence = start.agree_and_send().see_receipt().see_evidence().pictured("evidence")

    evidence.tells("Model", "Pixel 9 Test", "Your browser, which said so when asked")
    evidence.tells("System", "Android", "Your browser, which said so when asked")
    evidence.tells("Internet address", "127.0.0.1", "Your connection to this site")
    evidence.tells("Where you were", "At home", "You: your choice on the first page")
    evidence.tells("Internet provider", "Nothing", "Not known: nothing is claimed")
