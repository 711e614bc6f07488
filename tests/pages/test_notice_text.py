"""The notice's plain text, found by its hash: the present one, and whichever somebody agreed to."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.servers import Stage, staged
from tests.visitor import Customer


def text_of(customer: Customer, sha256: str) -> requests.Response:
    """Ask for the text of a hash."""
    return customer.session.get(f"{customer.stage.url}/consent/notice/{sha256}.txt", timeout=10)


def agreed_to(customer: Customer) -> str:
    """Return the hash that the customer's receipt names."""
    receipt = customer.session.get(f"{customer.stage.url}/consent/receipt.json", timeout=10)
    return str(receipt.json()["privacy_notice"]["sha256"])


def assert_is_the_text_of(sha256: str, reply: requests.Response) -> None:
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert hashlib.sha256(reply.content).hexdigest() == sha256


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_present_text_is_there_before_anybody_agrees(stage: Stage, language: str) -> None:
    """Given a notice in a language, when the link beside its hash is followed, then the text of that hash comes."""
    customer = Customer(stage)
    page = customer.look(f"/consent/notice?language={language}").text
    sha256 = customer.notice()
    assert f'href="/consent/notice/{sha256}.txt"' in page
    assert_is_the_text_of(sha256, text_of(customer, sha256))


def test_what_somebody_agreed_to_is_there_in_whichever_language_it_is_read(stage: Stage) -> None:
    """Given a consent in Hindi, when its notice is asked for in English, then the Hindi text comes, with the act."""
    customer = Customer(stage)
    customer.look("/?language=hi")
    customer.start()
    sha256 = agreed_to(customer)
    customer.look("/?language=en")
    assert customer.notice() != sha256
    assert_is_the_text_of(sha256, text_of(customer, sha256))


def test_what_somebody_agreed_to_outlives_a_change_of_the_notice(tmp_path: Path) -> None:
    """Given a consent, when the business has another officer since, then the text that was agreed to is still there."""
    with staged(tmp_path, notice_officer="Asha Rao, asha@kaveri.example") as before:
        customer = Customer(before)
        customer.start()
        sha256 = agreed_to(customer)
    with staged(tmp_path, notice_officer="Meera Kulkarni, meera@kaveri.example") as after:
        reader = Customer(after)
        reply = text_of(reader, sha256)
        assert reader.notice() != sha256
    assert_is_the_text_of(sha256, reply)
    assert "asha@kaveri.example" in reply.text


@pytest.mark.parametrize(
    "change", [str.upper, lambda sha256: sha256[:-1], lambda sha256: sha256 + "0", lambda _: "0" * 64]
)
def test_nothing_else_is_found(stage: Stage, change: Callable[[str], str]) -> None:
    """Given the present notice, when its hash is written in another way or is another, then there is no such page."""
    customer = Customer(stage)
    assert text_of(customer, change(customer.notice())).status_code == 404
