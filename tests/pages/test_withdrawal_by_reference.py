"""Withdrawing any consent by its reference and mobile number, which tells nothing to whoever does not know them."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.pages.withdrawals import (
    NONCE,
    OTHER_NUMBER,
    RECEIVED,
    TIME,
    UNKNOWN,
    WITHDRAW,
    WITHDRAWN,
    reference_of,
    session_of,
    withdraw_by,
    withdrawals,
    without_tokens,
)
from tests.servers import Stage
from tests.visitor import PERSON, Customer


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda reference: reference.replace("-", " "),
        lambda reference: reference.replace("-", "").lower(),
        lambda reference: f" {reference.replace('-', '–')}. ",
        lambda reference: "".join(chr(ord(c) + 0xFEE0) for c in reference),
    ],
    ids=["small", "spaces", "run together", "dashes", "full width"],
)
def test_a_reference_may_be_typed_in_many_ways(stage: Stage, typed: Callable[[str], str]) -> None:
    """Given a reference read off a receipt, when it is typed with its number in another browser, then it is taken."""
    customer = Customer(stage)
    customer.start()
    reference = reference_of(customer)
    page = withdraw_by(Customer(stage), typed(reference), "+91 90000 00001")
    assert (page.status, page.path, page.title) == (200, WITHDRAWN, RECEIVED)
    assert reference in page.text
    assert withdrawals(stage) == {reference: 1}
    back = customer.look("/otp")
    assert back.path == "/"
    assert "Your consent is withdrawn" in back.text


@dataclass(frozen=True)
class _Seen:
    """All that whoever withdraws by reference can see, but for the reference typed and the moment."""

    status: int
    headers: dict[str, str]
    cookie: str
    kept: dict[str, int]
    page: str


def _seen(stage: Stage, reference: str, mobile_number: str) -> _Seen:
    customer = Customer(stage)
    token = customer.look(WITHDRAW).values["csrf_token"]
    fields = {"reference": reference, "mobile_number": mobile_number, "csrf_token": token}
    answer = customer.session.post(stage.url + WITHDRAW, fields, allow_redirects=False, timeout=10)
    its_own = {"Date", "Set-Cookie", "X-Request-Id"}
    headers = {name: NONCE.sub("nonce", value) for name, value in answer.headers.items() if name not in its_own}
    kept = {name: len(str(value)) for name, value in session_of(stage, customer).items()}
    page = customer.look(WITHDRAWN)
    assert page.title == RECEIVED
    text = TIME.sub("(then)", without_tokens(page)).replace(reference, "(reference)")
    attributes = answer.headers["Set-Cookie"].partition(";")[2]
    return _Seen(answer.status_code, headers, attributes, kept, text)


def test_no_answer_tells_whether_reference_and_number_belong_together(stage: Stage) -> None:
    """Given a match and everything that is none, when they are sent, then nobody can tell the answers apart."""
    one, other = Customer(stage), Customer(stage)
    one.start()
    other.start(mobile_number=OTHER_NUMBER)
    reference, erased = reference_of(one), reference_of(other)
    with sqlite3.connect(stage.database) as connection:
        connection.execute("DELETE FROM consent_subjects WHERE subject = ?", (erased,))
    answers = {
        "wrong number": _seen(stage, reference, OTHER_NUMBER),
        "unknown": _seen(stage, UNKNOWN, PERSON["mobile_number"]),
        "erased": _seen(stage, erased, OTHER_NUMBER),
    }
    assert not withdrawals(stage)
    answers["match"] = _seen(stage, reference, PERSON["mobile_number"])
    assert withdrawals(stage) == {reference: 1}
    answers["withdrawn before"] = _seen(stage, reference, PERSON["mobile_number"])
    assert withdrawals(stage) == {reference: 1}
    for case, answer in answers.items():
        assert answer == answers["match"], case
    assert answers["match"].status == 303
    assert re.search(r"erased 365 days after its last use", answers["match"].page)


def test_another_consent_leaves_the_own_journey_alone(stage: Stage) -> None:
    """Given an open journey, when another's consent is withdrawn from its browser, then it goes on."""
    other, customer = Customer(stage), Customer(stage)
    other.start(mobile_number=OTHER_NUMBER)
    reference = reference_of(other)
    customer.start()
    assert withdraw_by(customer, reference_of(customer), OTHER_NUMBER).title == RECEIVED
    assert withdraw_by(customer, reference, OTHER_NUMBER).title == RECEIVED
    assert withdrawals(stage) == {reference: 1}
    assert customer.enter_code().path == "/summary"
    assert other.look("/otp").path == "/"


def test_the_own_consent_can_be_withdrawn_by_reference_too(stage: Stage) -> None:
    """Given an open journey, when its own reference and number are entered, then it ends as by the button."""
    customer = Customer(stage)
    customer.start()
    reference = reference_of(customer)
    withdraw_by(customer, reference)
    assert withdrawals(stage) == {reference: 1}
    assert customer.look("/otp").path == "/"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reference": ""}, "Enter the reference of your consent"),
        ({"reference": "K7F2-9QXM"}, "Enter 12 letters and digits"),
        ({"reference": "K7F2-9QXM-4TB0"}, "A reference never has 0, 1, I or O in it"),
        ({"reference": "आशा"}, "Enter 12 letters and digits"),
        ({"reference": "<script>alert(1)</script>"}, "Enter 12 letters and digits"),
        ({"mobile_number": ""}, "Enter your mobile number"),
        ({"mobile_number": "12345"}, "too short"),
    ],
)
def test_a_mistake_is_said_in_words_and_nothing_typed_is_lost(
    stage: Stage, changes: dict[str, str], message: str
) -> None:
    """Given one wrong field, when the form is sent, then it comes back with 422, the error twice, the input kept."""
    typed = {"reference": UNKNOWN, "mobile_number": PERSON["mobile_number"], **changes}
    page = withdraw_by(Customer(stage), **typed)
    assert (page.status, page.path) == (422, WITHDRAW)
    assert page.text.count(message) == 2
    assert "Error: " in page.text.split("</title>")[0]
    assert {name: page.values[name] for name in typed} == typed
    assert "<script>alert" not in page.text


def test_a_field_sent_twice_is_an_error(stage: Stage) -> None:
    """Given two references, when they are sent at once, then neither is taken."""
    customer = Customer(stage)
    fields = [("reference", UNKNOWN), ("reference", UNKNOWN), ("mobile_number", OTHER_NUMBER)]
    assert customer.send(WITHDRAW, fields, customer.look(WITHDRAW).values["csrf_token"]).status == 422


@pytest.mark.parametrize(
    ("query", "reference"),
    [
        ("reference=k7f2%209qxm%204tba", UNKNOWN),
        ("reference=K7F2-9QXM-4TBA", UNKNOWN),
        ("reference=%3Cscript%3E", ""),
        ("reference=", ""),
        ("another=1", ""),
    ],
)
@pytest.mark.parametrize("known", [True, False], ids=["own journey", "no journey"])
def test_a_receipts_link_fills_in_its_reference(stage: Stage, query: str, reference: str, known: bool) -> None:
    """Given the link of a receipt, when it is followed, then its reference is in the form, unless it is none."""
    customer = Customer(stage)
    if known:
        customer.start()
    page = customer.look(f"{WITHDRAW}?{query}")
    one_button = known and not reference and "another" not in query
    assert ("own" in page.values) == one_button
    assert one_button or (page.values["reference"], page.values["mobile_number"]) == (reference, "")


def test_another_language_keeps_what_was_typed(stage: Stage) -> None:
    """Given a half-filled form, when only the language is changed, then it comes back as it was, without errors."""
    customer = Customer(stage)
    typed = {"reference": "k7f2", "mobile_number": "98"}
    page = customer.send(WITHDRAW, {**typed, "language": "hi"}, customer.look(WITHDRAW).values["csrf_token"])
    assert (page.status, page.path) == (200, WITHDRAW)
    assert '<html lang="hi"' in page.text
    assert {name: page.values[name] for name in typed} == typed
    assert 'class="error"' not in page.text
    assert not withdrawals(stage)
