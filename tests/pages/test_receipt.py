"""The receipt as its customer sees, downloads and checks it; nobody else sees any."""

import html
import json
import re
from collections.abc import Iterator

import pytest

from tests.consent.legal_elements import ShownNotice
from tests.servers import Stage
from tests.visitor import PERSON, Customer
from webapp.consent.receipt import check
from webapp.identity.fields import Purpose
from webapp.identity.purposes import WORDS

RECEIPT, FILE, KEY = "/consent/receipt", "/consent/receipt.json", "/consent/receipt-key.pem"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def customer(stage: Stage) -> Customer:
    """A customer who has agreed."""
    customer = Customer(stage)
    customer.start()
    return customer


def download(customer: Customer, path: str = FILE, accept: str = "*/*") -> bytes:
    """Return what an address answers with."""
    reply = customer.session.get(customer.stage.url + path, headers={"Accept": accept}, timeout=10)
    assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-store")
    return reply.content


def test_the_file_is_genuine(customer: Customer) -> None:
    """Given a customer who agreed, when the receipt and the key are downloaded, then the one fits the other."""
    fields = check(download(customer), download(customer, KEY))
    assert fields["channel"] == "SMS"
    assert PERSON["mobile_number"] not in str(fields)


def test_the_file_is_to_be_kept(customer: Customer) -> None:
    """Given a receipt, when it is downloaded, then it is a file with a name that its reference is in."""
    reply = customer.session.get(customer.stage.url + FILE, timeout=10)
    name = f"consent-receipt-{reply.json()['receipt_id']}.json"
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert reply.headers["Content-Type"] == "application/json"


def test_the_key_is_a_pem_file(customer: Customer) -> None:
    """Given the application, when its key is asked for, by anybody, then it comes as PEM."""
    reply = Customer(customer.stage).session.get(customer.stage.url + KEY, timeout=10)
    assert reply.headers["Content-Type"] == "application/x-pem-file"
    assert reply.text.startswith("-----BEGIN PUBLIC KEY-----\n")


@pytest.mark.parametrize(("accept", "is_json"), [("application/json", True), (BROWSER, False), ("*/*", False)])
def test_the_page_s_address_gives_what_is_preferred(customer: Customer, accept: str, is_json: bool) -> None:
    """Given a client that prefers JSON, or not, when the page is asked for, then the file's bytes come, or the page."""
    answer = download(customer, RECEIPT, accept)
    assert (answer == download(customer)) is is_json


def values(found: object) -> Iterator[str]:
    """Yield every value in a JSON value."""
    if isinstance(found, dict | list):
        for inner in found.values() if isinstance(found, dict) else found:
            yield from values(inner)
    else:
        yield str(found)


def test_the_page_shows_every_field(customer: Customer) -> None:
    """Given a receipt, when the page is read, then all that the receipt says is on it, as it is or in plain words."""
    receipt = json.loads(download(customer))
    page = html.unescape(customer.look(RECEIPT).text)
    in_words = {
        "given": "You ticked the box and pressed the button",
        "box ticked and button pressed": "You ticked the box and pressed the button",
        "True": "You declared that you are 18 or over",
        "HMAC-SHA-256": "Fingerprint of your mobile number",
        "data fiduciary": "Answers for your data",
        "data processor": "Fetches it on their behalf",
        "en": 'in <bdi lang="en">English</bdi>',
        "age": "To check that you are 18 or over",
        "address": "To know where you live",
        "bank_account": "To know your bank account",
        "contact": "To know how to reach you",
        "employment": "To know where you work",
        "family": "To know of your family",
        "identity": "To check who you are",
        "income": "To know your income",
        "mobile_connection": "To know your mobile connection",
    }
    missing = [value for value in values(receipt) if in_words.get(value, value) not in page]
    assert missing == []


def test_the_receipt_says_what_the_notice_said(customer: Customer) -> None:
    """Given a receipt, when the notice is read, then its list has those purposes and data items and no others."""
    receipt = json.loads(download(customer))
    purposes = {WORDS[Purpose(purpose)] for purpose in receipt["purposes"]}
    items = sorted(receipt["pii_information"], key=len, reverse=True)
    _heading, _intro, *listed = ShownNotice(customer.look("/consent/notice").text).of("items")
    told = dict(line.split(": ", 1) for line in listed)
    titles = ", ".join(told.pop(purpose) for purpose in purposes)
    assert set(told) == {"What you give us yourself", "Anything else"}
    assert [item for item in items if item not in titles] == []
    assert set(re.split(r"\W+", re.sub("|".join(items), "", titles))) == {"", "and"}
    page = html.unescape(customer.look(RECEIPT).text)
    assert [text for text in (*purposes, *items) if f"<li>{text}</li>" not in page] == []


def test_the_page_leads_on(customer: Customer) -> None:
    """Given a receipt, when the page is read, then it links to all that belongs to it."""
    page = customer.look(RECEIPT).text
    receipt = json.loads(download(customer))
    withdrawal = f"/consent/withdraw?reference={receipt['receipt_id']}"
    notice = f"/consent/notice/{receipt['privacy_notice']['sha256']}.txt"
    for address in (FILE, KEY, withdrawal, notice, "/consent/evidence", "/"):
        assert f'href="{address}"' in page


def test_the_page_is_translated(customer: Customer) -> None:
    """Given a customer who reads Hindi, when the page is shown, then it is in Hindi, and the file is what it was."""
    before = download(customer)
    page = customer.look(f"{RECEIPT}?language=hi").text
    assert '<html lang="hi"' in page
    assert "You ticked the box" not in page
    assert download(customer) == before


def test_another_consent_has_another_receipt(customer: Customer) -> None:
    """Given a receipt, when another browser agrees too, then each sees its own."""
    other = Customer(customer.stage)
    other.start(mobile_number="9000000002", name="Vikram Sethi")
    assert json.loads(download(other))["receipt_id"] != json.loads(download(customer))["receipt_id"]


@pytest.mark.parametrize("path", [RECEIPT, FILE])
def test_without_a_consent_there_is_none(stage: Stage, path: str) -> None:
    """Given a browser that agreed to nothing, when it asks for a receipt, then it is led to the first page."""
    assert Customer(stage).look(path).path == "/"
