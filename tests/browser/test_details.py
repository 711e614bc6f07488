"""Filling in the first page: mistakes, refusals, and another number."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.customers import ASHA, VIKRAM, Customer, at
from tests.browser.pages.code import CodePage
from tests.browser.pages.problem import ProblemPage
from tests.browser.pages.start import OtherNumberPage, StartPage
from tests.browser.pages.summary import FinishedPage
from tests.browser.visit import Visit
from tests.servers import Stage

NO_AGE = "Say whether you are 18 or over"
NO_NUMBER = "Enter your mobile number"
NO_NAME = "Enter your full name"
NO_CONSENT = "Tick the box if you agree. We cannot go on without your consent"


def test_an_empty_form_names_each_mistake_and_leads_to_its_field(visit: Visit) -> None:
    StartPage.opened_by(visit).send()

    start = StartPage(visit, status=422).pictured("start-empty")
    assert start.errors == [NO_AGE, NO_NUMBER, NO_NAME, NO_CONSENT]
    expect(start.age).to_have_accessible_description(re.compile(NO_AGE))
    start.follow_error(NO_AGE)
    start.has_focus(start.choice("Yes"))
    fields = (start.mobile_number, start.name, start.consent)
    for field, message in zip(fields, start.errors[1:], strict=True):
        start.has_field_error(field, message)
        start.follow_error(message)
        start.has_focus(field)


def test_a_mistake_keeps_everything_else(visit: Visit) -> None:
    start = StartPage.opened_by(visit).fill_in(Customer("98765", VIKRAM.name), "WhatsApp")
    start.choice("At work").check()
    start.send()

    start = StartPage(visit, status=422).pictured("start-mistake")
    assert start.errors == ["Your mobile number is too short: it must have 10 digits"]
    expect(start.mobile_number).to_have_value("98765")
    expect(start.name).to_have_value(VIKRAM.name)
    expect(start.choice("WhatsApp")).to_be_checked()
    expect(start.choice("At work")).to_be_checked()
    expect(start.consent).to_be_checked()

    start.mobile_number.fill(VIKRAM.mobile_number)
    start.send()
    CodePage(visit).sent_by("WhatsApp", VIKRAM)


def test_a_number_may_be_typed_as_people_write_it(visit: Visit) -> None:
    number = VIKRAM.mobile_number
    StartPage.opened_by(visit).fill_in(Customer(f"+91 ({number[:5]}) {number[5:]}", VIKRAM.name)).send()

    CodePage(visit).sent_by("SMS", VIKRAM)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("mobile_number", "This mobile number was not accepted. Check it, or use another one"),
        ("name", "This name was not accepted. Enter it as on your PAN card"),
    ],
)
def test_what_the_service_refuses_can_be_mended(visit: Visit, field: str, message: str) -> None:
    refused = at("send", f"400 {field}_value_invalid")
    StartPage.opened_by(visit).fill_in(refused).send()

    start = StartPage(visit, status=422).pictured(f"start-refused-{field}")
    assert start.errors == [message]

    start.give_details(VIKRAM).enter_right_code(VIKRAM)


def test_after_a_failed_send_the_form_is_still_filled_in(visit: Visit) -> None:
    unlucky = at("send", "502 verification_failed")
    StartPage.opened_by(visit).fill_in(unlucky).send()
    ProblemPage(visit, heading="The checking service did not answer properly", status=502).go_on()

    start = StartPage(visit).keeps(unlucky).shows("Your code was not sent").pictured("start-after-failure")

    start.give_details(VIKRAM).enter_right_code(VIKRAM)


def test_another_number_without_typing_the_rest_again(visit: Visit, stage: Stage) -> None:
    start = StartPage.opened_by(visit).fill_in(VIKRAM, "WhatsApp")
    start.choice("At home").check()
    start.send()

    other = OtherNumberPage.after(CodePage(visit)).pictured("start-other-number")
    other.keeps(Customer("", VIKRAM.name), adult=False)
    expect(other.choice("WhatsApp")).to_be_checked()
    expect(other.choice("At home")).to_be_checked()
    other.hides(VIKRAM.mobile_number)
    stage.clock.pass_by(seconds=31)
    other.give_details(ASHA).sent_by("SMS", ASHA).enter_right_code(ASHA)


def test_another_number_has_to_wait_like_another_code(visit: Visit, stage: Stage) -> None:
    other = OtherNumberPage.after(StartPage.opened_by(visit).give_details(VIKRAM))
    other.fill_in(ASHA, "WhatsApp").send()

    too_soon = OtherNumberPage(visit, status=429).is_too_soon(seconds=30).pictured("start-other-number-too-soon")
    too_soon.has_field_error(too_soon.mobile_number, too_soon.errors[0])
    too_soon.keeps(ASHA, consent=True)
    expect(too_soon.choice("WhatsApp")).to_be_checked()
    assert stage.messages(ASHA.mobile_number) == []

    stage.clock.pass_by(seconds=31)
    too_soon.send()
    CodePage(visit).sent_by("WhatsApp", ASHA).enter_right_code(ASHA)


def test_from_another_number_back_to_the_code(visit: Visit) -> None:
    other = OtherNumberPage.after(StartPage.opened_by(visit).give_details(VIKRAM))

    other.go_back_to_code().sent_by("SMS", VIKRAM).has_tries_left(5).enter_right_code(VIKRAM)


def test_stopping_while_changing_the_number_ends_the_visit(visit: Visit) -> None:
    OtherNumberPage.after(StartPage.opened_by(visit).give_details(VIKRAM)).press("Stop here")

    FinishedPage(visit).follow("Start again")

    StartPage(visit).is_empty()


def test_stopping_after_a_failed_send_ends_the_visit(visit: Visit) -> None:
    unlucky = at("send", "502 verification_failed")
    StartPage.opened_by(visit).fill_in(unlucky).send()
    ProblemPage(visit, heading="The checking service did not answer properly", status=502).go_on()
    StartPage(visit).press("Stop here")

    FinishedPage(visit).follow("Start again")

    StartPage(visit).is_empty().hides("Your code was not sent", "Stop here")
