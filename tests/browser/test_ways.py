"""Ways through the pages that nobody planned: closed tabs, the back button, long pauses, lost cookies."""

import pytest
from playwright.sync_api import expect

from tests.browser.customers import ASHA, VIKRAM
from tests.browser.pages.code import CodePage
from tests.browser.pages.start import OtherNumberPage, StartPage
from tests.browser.pages.summary import FinishedPage, SummaryPage
from tests.browser.visit import WITH_SCRIPTS, Visit
from tests.servers import Stage

OUTDATED = (
    "This page had been open for too long, or cookies are blocked. "
    "Nothing was sent. Check your answers and send them again"
)


def test_a_closed_tab_loses_nothing(visit: Visit) -> None:
    StartPage.opened_by(visit).give_details(VIKRAM)

    visit.close_tab_and_return("/")
    CodePage(visit).enter_right_code(VIKRAM)

    visit.close_tab_and_return("/")
    SummaryPage(visit).shows("V••• S•••")


def test_the_back_button_after_the_summary_stays_there(visit: Visit) -> None:
    StartPage.opened_by(visit).give_details(VIKRAM).enter_right_code(VIKRAM)

    visit.go_back()

    SummaryPage(visit).finish()


def test_the_back_button_after_the_end_brings_nothing_back(visit: Visit) -> None:
    StartPage.opened_by(visit).give_details(VIKRAM).enter_right_code(VIKRAM).finish()

    visit.go_back()

    StartPage(visit).is_empty().hides(*VIKRAM.identifiers(), "V••• S•••")


def test_the_back_button_after_a_mended_mistake(visit: Visit) -> None:
    code = StartPage.opened_by(visit).give_details(VIKRAM).enter_wrong_code(VIKRAM)
    code.enter_right_code(VIKRAM)

    visit.go_back()

    SummaryPage(visit)


@pytest.mark.parametrize("variant", WITH_SCRIPTS, ids=str)
def test_the_back_button_never_sends_a_form_again(visit: Visit) -> None:
    StartPage.opened_by(visit).send()
    assert StartPage(visit, status=422).errors
    visit.go("/nowhere")

    visit.go_back()

    assert StartPage(visit).is_empty().errors == []


@pytest.mark.parametrize("variant", WITH_SCRIPTS, ids=str)
def test_a_form_without_an_answer_can_be_sent_again_after_a_while(visit: Visit) -> None:
    start = StartPage.opened_by(visit).fill_in(VIKRAM)
    visit.hasten(2)
    visit.window.route("**/", lambda route: route.fulfill(status=204), times=1)
    start.send_button.click()
    expect(start.send_button).to_be_disabled()

    expect(start.send_button).to_be_enabled()

    start.send()
    CodePage(visit).enter_right_code(VIKRAM)


def test_whoever_takes_a_step_out_of_turn_is_led_to_their_place(visit: Visit) -> None:
    for path in ("/otp", "/summary", "/locked"):
        visit.go(path)
        StartPage(visit).is_empty()

    StartPage(visit).give_details(VIKRAM)
    for path in ("/", "/summary", "/locked", "/finish"):
        visit.go(path)
        CodePage(visit)

    CodePage(visit).enter_right_code(VIKRAM)
    for path in ("/", "/otp", "/locked", "/finish"):
        visit.go(path)
        SummaryPage(visit)


def test_a_second_tab_does_not_send_a_second_code(visit: Visit, stage: Stage) -> None:
    first = StartPage.opened_by(visit).fill_in(VIKRAM)
    beside = visit.in_another_tab("/")
    StartPage(beside).give_details(VIKRAM)

    first.send()

    CodePage(visit)
    assert len(stage.messages(VIKRAM.mobile_number)) == 1


def test_half_an_hour_of_nothing_ends_the_visit(visit: Visit, stage: Stage) -> None:
    code = StartPage.opened_by(visit).give_details(VIKRAM)
    stage.clock.pass_by(minutes=30)

    code.try_right_code(VIKRAM)

    start = StartPage(visit).is_empty().shows("Your visit timed out").pictured("start-timed-out")
    start.give_details(VIKRAM).enter_right_code(VIKRAM)


def test_an_open_summary_is_gone_after_half_an_hour(visit: Visit, stage: Stage) -> None:
    StartPage.opened_by(visit).give_details(VIKRAM).enter_right_code(VIKRAM)
    stage.clock.pass_by(minutes=30)

    visit.reload()

    StartPage(visit).is_empty().shows("Your visit timed out").hides("V••• S•••")


def test_a_form_of_a_visit_that_timed_out_comes_back_as_it_was_filled_in(visit: Visit, stage: Stage) -> None:
    other = OtherNumberPage.after(StartPage.opened_by(visit).give_details(VIKRAM)).fill_in(ASHA, "WhatsApp")
    other.choice("At work").check()
    stage.clock.pass_by(minutes=30)
    other.send()

    start = StartPage(visit, status=422).shows("Your visit timed out").keeps(ASHA).pictured("start-timed-out-form")
    expect(start.choice("WhatsApp")).to_be_checked()
    expect(start.choice("At work")).to_be_checked()
    assert stage.messages(ASHA.mobile_number) == []

    start.agree_and_send().sent_by("WhatsApp", ASHA).enter_right_code(ASHA)


def test_stopping_at_the_code_ends_the_visit(visit: Visit) -> None:
    StartPage.opened_by(visit).give_details(VIKRAM).press("Stop here")

    FinishedPage(visit).follow("Start again")

    StartPage(visit).is_empty()


def test_lost_cookies_keep_what_was_typed(visit: Visit) -> None:
    start = StartPage.opened_by(visit).fill_in(VIKRAM, "WhatsApp")
    visit.lose_cookies()
    start.send()

    start = StartPage(visit, status=400).keeps(VIKRAM).pictured("start-out-of-date")
    assert start.errors == [OUTDATED]

    start.agree_and_send().sent_by("WhatsApp", VIKRAM)


def test_a_code_on_an_outdated_page_costs_no_try(visit: Visit) -> None:
    code = StartPage.opened_by(visit).give_details(VIKRAM)
    visit.outdate_page()
    code.try_right_code(VIKRAM)

    code = CodePage(visit, status=400).has_tries_left(5).pictured("code-out-of-date")
    assert code.errors == [OUTDATED]
    code.enter_right_code(VIKRAM)
