"""Nobody under 18 gets through: not who says so, and not whose record says so."""

from pathlib import Path

import pytest

from tests.servers import Stage, running, staged
from tests.upstream import Upstream
from tests.visitor import PERSON, Customer

UNDER_AGE = "/under-age"
TITLE = "This service is for people of 18 or over"


def test_who_says_to_be_under_18_ends_before_anything_is_sent(stage: Stage) -> None:
    """Given the first page, when somebody says to be under 18, then nothing is sent, and the page says so."""
    customer = Customer(stage)
    page = customer.start(adult="NO")
    assert (page.status, page.path, page.title) == (403, UNDER_AGE, TITLE)
    assert "neither sent nor recorded" in page.text
    assert not stage.messages(PERSON["mobile_number"])
    assert "device" not in customer.session.cookies
    assert customer.start().path == "/otp"


def test_who_says_so_with_another_number_ends_too(stage: Stage) -> None:
    """Given a code that was asked for, when the customer says so on the way to another number, then it is over."""
    customer = Customer(stage)
    customer.start()
    customer.send("/otp/change", {}, customer.look("/otp").values["csrf_token"])
    page = customer.start(adult="NO")
    assert (page.status, page.path) == (403, UNDER_AGE)
    assert "You told us" in page.text
    assert customer.look("/otp").path in {"/", UNDER_AGE}


@pytest.mark.parametrize("about", [{"dob": "2015-01-01"}, {"dob": "2015-01-01", "age": "30"}, {"age": "12"}])
def test_a_record_of_a_minor_is_not_shown(tmp_path: Path, about: dict[str, str]) -> None:
    """Given a record that says under 18, when the code is right, then every step leads to the page that says so."""
    upstream = Upstream()
    upstream.record = {"personal_details": {"full_name": PERSON["name"].upper(), **about}}
    with running(upstream.app) as url, staged(tmp_path, cashfree_base_url=f"{url}/verification") as stage:
        customer = Customer(stage)
        customer.start()
        page = customer.enter_code("123456")
        assert (page.status, page.path, page.title) == (403, UNDER_AGE, TITLE)
        assert "We keep none of it but this" in page.text
        assert customer.look("/summary").path == UNDER_AGE
        assert customer.start().path == "/otp"


def test_whose_journey_goes_on_is_led_back_to_it(stage: Stage) -> None:
    """Given an open journey, when the page is asked for, then the customer is led to where they are."""
    customer = Customer(stage)
    customer.start()
    assert customer.look(UNDER_AGE).path == "/otp"
