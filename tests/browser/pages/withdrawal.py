"""Withdrawing: by one button, or by reference and number, and the page that acknowledges it."""

import re
from typing import Self

from playwright.sync_api import Locator, expect

from tests.browser.customers import Customer
from tests.browser.pages.page import Page

REFERENCE = re.compile(r"^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}$")


class _AcknowledgementPage(Page):
    """What was withdrawn, when, and what that means."""

    def names(self, reference: str) -> Self:
        """Check the reference of what was withdrawn."""
        return self.shows(reference)


class WithdrawnPage(_AcknowledgementPage):
    """The browser's own consent is withdrawn."""

    heading = "Your consent is withdrawn"


class ReceivedPage(_AcknowledgementPage):
    """A withdrawal by reference and number is taken, whether or not they belong together."""

    heading = "We have received this"


class _WithdrawalPage(Page):
    heading = "Withdraw your consent"
    queries = r"another=1|(reference=[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2})?"

    @property
    def withdraw_button(self) -> Locator:
        """The button that withdraws."""
        return self.button("Withdraw my consent")


class WithdrawPage(_WithdrawalPage):
    """Where the browser's own consent is withdrawn, with nothing to fill in."""

    @property
    def reference(self) -> str:
        """The reference of the consent."""
        return self.window.get_by_text(REFERENCE).inner_text()

    def withdraw(self) -> WithdrawnPage:
        """Press the one button."""
        expect(self.window.get_by_role("main").get_by_role("button")).to_have_count(1)
        expect(self.window.get_by_role("textbox")).to_have_count(0)
        self.visit.leave_by(self.withdraw_button.click)
        return WithdrawnPage(self.visit)

    def choose_another(self) -> "WithdrawByReferencePage":
        """Turn to a consent that was given elsewhere."""
        self.follow("Withdraw another consent")
        return WithdrawByReferencePage(self.visit)


class WithdrawByReferencePage(_WithdrawalPage):
    """Where any consent is withdrawn by its reference and the mobile number."""

    @classmethod
    def after(cls, page: Page) -> Self:
        """Follow the link in any page's foot, in a browser without a consent."""
        page.follow("Withdraw a consent")
        return cls(page.visit)

    @property
    def reference(self) -> Locator:
        """The field for the reference."""
        return self.window.get_by_role("textbox", name=self.visit.words("Reference"))

    @property
    def mobile_number(self) -> Locator:
        """The field for the number."""
        return self.window.get_by_role("textbox", name=self.visit.words("Mobile number"))

    def fill_in(self, reference: str, customer: Customer) -> Self:
        """Type both."""
        self.visit.private.add(customer.mobile_number)
        self.reference.fill(reference)
        self.mobile_number.fill(customer.mobile_number)
        return self

    def keeps(self, reference: str, customer: Customer) -> Self:
        """Check that both are still there."""
        expect(self.reference).to_have_value(reference)
        expect(self.mobile_number).to_have_value(customer.mobile_number)
        return self

    def withdraw(self) -> ReceivedPage:
        """Press the button."""
        self.visit.leave_by(self.withdraw_button.click)
        return ReceivedPage(self.visit)
