"""Withdrawing the browser's own consent, which is as easy as giving it."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import request

from tests.pages.withdrawals import (
    CLOSED,
    OTHER_NUMBER,
    OWN,
    TIME,
    WITHDRAW,
    WITHDRAWN,
    another_window,
    reference_of,
    session_of,
    withdraw_own,
    withdrawals,
    without_tokens,
)
from tests.servers import Stage, running, staged
from tests.upstream import Upstream
from tests.visitor import AGREED, PERSON, Customer


def _changing(stage: Stage, customer: Customer) -> None:
    customer.start()
    customer.send("/otp/change", {}, customer.look("/otp").values["csrf_token"])


def _locked(stage: Stage, customer: Customer) -> None:
    token = customer.start().values["csrf_token"]
    for _ in range(5):
        customer.send("/otp", {"otp": "0000"}, token)
    stage.clock.pass_by(seconds=31)
    customer.send("/otp/resend", {"notification_modes": "SMS"}, token)
    for _ in range(5):
        page = customer.send("/otp", {"otp": "0000"}, token)
    assert page.path == "/locked"


def _summary(stage: Stage, customer: Customer) -> None:
    customer.start()
    assert customer.enter_code().title == "What was found"


def _nothing_found(stage: Stage, customer: Customer) -> None:
    customer.start(mobile_number="9000000003", name="Meera Kulkarni")
    assert customer.enter_code(mobile_number="9000000003").title == "No details were found"


def _expired(stage: Stage, customer: Customer) -> None:
    customer.start()
    stage.clock.pass_by(minutes=31)


STAGES: dict[str, Callable[[Stage, Customer], object]] = {
    "code asked for": lambda _stage, customer: customer.start(),
    "code not sent": lambda _stage, customer: customer.start(mobile_number="6000000117"),
    "changing the number": _changing,
    "summary": _summary,
    "nothing found": _nothing_found,
    "locked": _locked,
    "timed out": _expired,
}


@pytest.mark.parametrize("advance", STAGES.values(), ids=STAGES.keys())
def test_the_own_consent_is_withdrawn_with_one_button(
    stage: Stage, advance: Callable[[Stage, Customer], object]
) -> None:
    """Given a journey at any stage, when the one button is pressed, then it is over, recorded and acknowledged."""
    customer = Customer(stage)
    advance(stage, customer)
    page = customer.look(WITHDRAW)
    assert set(page.values) == {"own", "csrf_token"}
    assert page.text.count('<button class="button primary"') == 1
    reference = reference_of(customer)
    done = withdraw_own(customer)
    assert (done.status, done.path, done.title) == (200, WITHDRAWN, CLOSED)
    assert reference in done.text
    assert re.search(r"stopped and locked, kept only as evidence; erased on [^<.]*\d{4}", done.text)
    assert "delete" not in done.text.lower()
    assert withdrawals(stage) == {reference: 1}
    for path in ("/", "/otp", "/summary", "/locked"):
        assert customer.look(path).path == "/"


def test_the_session_keeps_the_acknowledgement_and_nothing_of_the_journey(stage: Stage) -> None:
    """Given a withdrawal, when the cookie is read, then the journey's token is gone and the page can be reloaded."""
    customer = Customer(stage)
    customer.start()
    done = withdraw_own(customer)
    kept = session_of(stage, customer)
    assert "journey" not in kept
    assert not [value for value in PERSON.values() if value in str(kept)]
    assert without_tokens(customer.look(WITHDRAWN)) == without_tokens(done)
    assert customer.look(WITHDRAW).values["reference"] == ""
    assert customer.start(mobile_number=OTHER_NUMBER).path == "/otp"
    assert reference_of(customer) not in done.text


def test_the_acknowledgement_is_in_the_language_that_was_chosen(stage: Stage) -> None:
    """Given a journey in Hindi, when its consent is withdrawn, then what follows is in Hindi too."""
    customer = Customer(stage)
    customer.start()
    customer.look(f"{WITHDRAW}?language=hi")
    assert '<html lang="hi"' in withdraw_own(customer).text


def test_there_is_no_acknowledgement_without_a_withdrawal(stage: Stage) -> None:
    """Given a new browser, when the last page is asked for, then it is led to the form."""
    assert Customer(stage).look(WITHDRAWN).path == WITHDRAW


def test_a_withdrawn_journey_can_do_nothing_more(tmp_path: Path) -> None:
    """Given a second window on a withdrawn journey, when any step is tried there, then Cashfree is not called."""
    upstream, calls = Upstream(), Counter[str]()
    upstream.app.before_request(lambda: calls.update([request.path]))
    with running(upstream.app) as url, staged(tmp_path, cashfree_base_url=f"{url}/verification") as stage:
        customer = Customer(stage)
        token = customer.start().values["csrf_token"]
        windows = [another_window(customer) for _ in range(5)]
        withdraw_own(customer)
        stage.clock.pass_by(seconds=31)
        assert windows[0].send("/otp", {"otp": "123456"}, token).path == "/"
        assert windows[1].send("/otp/resend", {"notification_modes": "SMS"}, token).path == "/"
        assert windows[2].send("/otp/change", {}, token).path == "/"
        assert windows[3].send("/", {**PERSON, **AGREED}, token).path == "/"
        assert windows[4].look("/summary").path == "/"
    assert calls == {"/verification/mobile360/otp/send": 1}


@pytest.mark.parametrize("ended_by", ["withdrawal", "finish", "no visit"])
def test_a_button_of_a_visit_that_is_over_leads_to_the_form(stage: Stage, ended_by: str) -> None:
    """Given the one button in a second window, when the visit has ended meanwhile, then the form for any is there."""
    customer = Customer(stage)
    if ended_by != "no visit":
        customer.start()
    token = customer.look(WITHDRAW).values["csrf_token"]
    if ended_by == "withdrawal":
        withdraw_own(customer)
    if ended_by == "finish":
        customer.send("/finish", {}, token)
    page = customer.send(WITHDRAW, OWN, token)
    assert (page.status, page.path) == (200, WITHDRAW)
    assert "mobile_number" in page.values


def test_the_device_cookie_goes_with_the_consent(stage: Stage) -> None:
    """Given a device id in the browser, when the consent is withdrawn there, then it is taken out."""
    customer = Customer(stage)
    customer.start()
    assert "device" in customer.session.cookies
    withdraw_own(customer)
    assert "device" not in customer.session.cookies


def test_pressing_the_button_often_withdraws_once(stage: Stage) -> None:
    """Given the one button, when it is pressed often at once, then there is one withdrawal, acknowledged each time."""
    customer = Customer(stage)
    customer.start()
    reference = reference_of(customer)
    token = customer.look(WITHDRAW).values["csrf_token"]
    windows = [another_window(customer) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda window: window.send(WITHDRAW, OWN, token), windows))
    assert {(page.path, page.title) for page in pages} == {(WITHDRAWN, CLOSED)}
    assert len({tuple(TIME.findall(page.text)) for page in pages}) == 1
    assert withdrawals(stage) == {reference: 1}


def test_the_record_is_acknowledged_to_be_erased_after_its_retention(stage: Stage) -> None:
    """Given a withdrawal, when the day of erasure is read, then it is a year later, and not earlier."""
    customer = Customer(stage)
    customer.start()
    withdraw_own(customer)
    day = (stage.clock() + timedelta(days=366)).date()
    reference, at, erased_on = session_of(stage, customer)["withdrawn"]
    assert day <= date.fromisoformat(erased_on) <= day + timedelta(days=1)  # by the calendar of whoever reads it
    assert at.startswith(stage.clock().date().isoformat())
    assert withdrawals(stage) == {reference: 1}


@pytest.mark.parametrize("token", ["", "forged", None])
@pytest.mark.parametrize("own", [True, False], ids=["own", "by reference"])
def test_nothing_is_withdrawn_without_this_browsers_token(stage: Stage, own: bool, token: str | None) -> None:
    """Given each form, when its token is missing, forged or another's, then it comes back and nothing is done."""
    customer = Customer(stage)
    customer.start()
    typed = {"reference": reference_of(customer), "mobile_number": PERSON["mobile_number"]}
    token = Customer(stage).token() if token is None else token
    page = customer.send(WITHDRAW, OWN if own else typed, token)
    assert (page.status, page.title) == (400, "Withdraw your consent")
    assert "had been open for too long" in page.text
    assert not withdrawals(stage)
    sent_again = {name: value for name, value in page.values.items() if name != "csrf_token"}
    assert sent_again == (OWN if own else typed)
    assert customer.send(WITHDRAW, sent_again, page.values["csrf_token"]).path == WITHDRAWN
    assert sum(withdrawals(stage).values()) == 1


def test_the_one_button_in_a_browser_without_a_journey_leads_to_the_form(stage: Stage) -> None:
    """Given no journey, when the own consent is to be withdrawn, then the reference is asked for."""
    customer = Customer(stage)
    page = customer.send(WITHDRAW, OWN, customer.look(WITHDRAW).values["csrf_token"])
    assert (page.status, page.path, page.values["reference"]) == (200, WITHDRAW, "")


def test_the_link_of_the_own_receipt_leads_to_the_one_button(stage: Stage) -> None:
    """Given an open journey, when the link of its own receipt is followed, then nothing has to be typed."""
    customer = Customer(stage)
    customer.start()
    assert "own" in customer.look(f"{WITHDRAW}?reference={reference_of(customer)}").values


@pytest.mark.parametrize("path", ["/otp", "/summary", "/finish"])
def test_the_way_to_withdraw_is_on_every_page_that_follows_consent(stage: Stage, path: str) -> None:
    """Given a journey, when its pages are read, then each leads to the withdrawal."""
    customer = Customer(stage)
    page = customer.start()
    if path != "/otp":
        page = customer.enter_code()
    if path == "/finish":
        page = customer.send("/finish", {}, page.values["csrf_token"])
    assert page.path == path
    assert f'href="{WITHDRAW}' in page.text.split("<footer")[0]


@pytest.mark.parametrize("path", ["/", "/nowhere", "/under-age"])
def test_every_page_leads_to_withdrawal_and_notice(stage: Stage, path: str) -> None:
    """Given any page, when its foot is read, then it leads to the notice and to the withdrawal."""
    foot = Customer(stage).look(path).text.split("<footer")[1]
    assert f'href="{WITHDRAW}"' in foot
    assert 'href="/consent/notice"' in foot
