"""What tests of withdrawal share: how customers withdraw, and what became of it."""

import re
import sqlite3
from collections import Counter
from typing import Any

from tests.servers import Stage
from tests.visitor import PERSON, Customer, Page

WITHDRAW, WITHDRAWN = "/consent/withdraw", "/consent/withdrawn"
OWN = {"own": "1"}
OTHER_NUMBER = "9876543210"
UNKNOWN = "K7F2-9QXM-4TBA"
CLOSED, RECEIVED = "Your consent is withdrawn", "We have received this"
_REFERENCE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){2}\b")
NONCE = re.compile(r'nonce(?:-|=")[\w-]+')
TIME = re.compile(r'<time datetime="[^"]+">[^<]+</time>')


def reference_of(customer: Customer) -> str:
    """Return the reference of the browser's own consent."""
    found = _REFERENCE.search(customer.look(WITHDRAW).text)
    assert found is not None
    return found[0]


def withdrawals(stage: Stage) -> Counter[str]:
    """Return how often the ledger has each reference as withdrawn."""
    with sqlite3.connect(stage.database) as connection:
        rows = connection.execute("SELECT subject FROM consent_entries WHERE event = 'withdrawn'")
        return Counter(subject for (subject,) in rows)


def withdraw_own(customer: Customer) -> Page:
    """Press the one button of the page for the browser's own consent."""
    return customer.send(WITHDRAW, OWN, customer.look(WITHDRAW).values["csrf_token"])


def withdraw_by(customer: Customer, reference: str, mobile_number: str = PERSON["mobile_number"]) -> Page:
    """Fill in the form for any consent."""
    token = customer.look(f"{WITHDRAW}?another=1").values["csrf_token"]
    return customer.send(WITHDRAW, {"reference": reference, "mobile_number": mobile_number}, token)


def another_window(customer: Customer) -> Customer:
    """Return another window of the customer's browser, as it stands."""
    window = Customer(customer.stage)
    window.session.cookies.update(customer.session.cookies)
    return window


def without_tokens(page: Page) -> str:
    """Return a page without what is new each time that it is sent."""
    text = page.text.replace(page.values.get("csrf_token", "(none)"), "(token)")
    return NONCE.sub("nonce", text)


def session_of(stage: Stage, customer: Customer) -> dict[str, Any]:
    """Return what the browser's session cookie holds."""
    serializer = stage.app.session_interface.get_signing_serializer(stage.app)  # type: ignore[attr-defined]
    return dict(serializer.loads(customer.session.cookies["onboarding"]))
