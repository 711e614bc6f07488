"""The page in the place of the details, and the end of a visit that nobody used any more."""

import re

import pytest

from tests.servers import Stage
from tests.visitor import Customer, Page

UNUSED = "The page was closed because nobody had used it for two minutes."
HIDDEN = "Your details are hidden"


def _shown(stage: Stage, number: str, name: str) -> tuple[Customer, Page]:
    customer = Customer(stage)
    customer.start(mobile_number=number, name=name)
    return customer, customer.enter_code(mobile_number=number)


def test_nothing_of_the_details_stands_on_the_page_that_hides_them(stage: Stage) -> None:
    """Given a summary, when it is hidden, then the page holds the way back and the way out, and no value."""
    customer, summary = _shown(stage, "9000000001", "Asha Ramanathan")
    assert 'href="/summary/hidden"' in summary.text

    hidden = customer.look("/summary/hidden")

    assert (hidden.path, hidden.title, hidden.status) == ("/summary/hidden", HIDDEN, 200)
    assert 'href="/summary"' in hidden.text
    assert not [text for text in ("•", "0001", "Bengaluru", "ending") if text in hidden.text]
    assert customer.look("/summary").title == "What was found"


def test_numbers_alone_can_be_hidden_too(stage: Stage) -> None:
    """Given a record without a name, when it is hidden, then it is; its page says how."""
    customer, summary = _shown(stage, "9000000007", "Nobody Named")
    assert 'href="/summary/hidden"' in summary.text
    assert customer.look("/summary/hidden").title == HIDDEN


@pytest.mark.parametrize(
    ("number", "name", "title"),
    [
        ("9000000006", "Asha Rao", "The name does not match"),
        ("9000000003", "Meera Kulkarni", "No details were found"),
    ],
)
def test_where_nothing_is_shown_nothing_is_hidden(stage: Stage, number: str, name: str, title: str) -> None:
    """Given a result without details, when the page that hides them is asked for, then the result answers."""
    customer, result = _shown(stage, number, name)
    assert result.title == title
    assert "/summary/hidden" not in result.text
    hidden = customer.look("/summary/hidden")
    assert (hidden.path, hidden.title) == ("/summary", title)


def test_whoever_is_elsewhere_is_led_to_their_place(stage: Stage) -> None:
    """Given a customer before the code, or after the end, when that page is asked for, then theirs answers."""
    customer = Customer(stage)
    assert customer.look("/summary/hidden").path == "/"
    customer.start()
    assert customer.look("/summary/hidden").path == "/otp"
    customer.enter_code()
    customer.send("/finish", {})
    assert customer.look("/summary/hidden").path == "/"


def _reference(page: Page) -> str:
    found = re.search(r'data-visit="([^"]+)"', page.text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", ["/summary", "/summary/hidden"])
def test_a_visit_that_nobody_used_says_why_it_ended_until_the_next_begins(stage: Stage, path: str) -> None:
    """Given a summary, when it ends unused, then the last page says so, as often as it is read, and no other does."""
    customer, _ = _shown(stage, "9000000001", "Asha Ramanathan")
    idle = _reference(customer.look(path))
    assert UNUSED in customer.send("/finish", {"idle": idle}).text
    assert UNUSED in customer.look("/finish").text

    customer.start()
    assert UNUSED not in customer.send("/finish", {}).text


@pytest.mark.parametrize("other", ["AAAA-BBBB-CCCC", "else", "<b>"])
def test_a_page_that_nobody_used_ends_no_visit_but_its_own(stage: Stage, other: str) -> None:
    """Given a page left open by an earlier visit, when it closes unused, then the present visit goes on."""
    customer, page = _shown(stage, "9000000001", "Asha Ramanathan")
    end = customer.send("/finish", {"idle": other})
    assert (end.path, end.title) == ("/summary", page.title)
    assert "<b>" not in end.text
