"""What a page offers to whoever has given a consent."""

from tests.browser.pages.page import Page
from tests.browser.pages.receipt import ReceiptPage
from tests.browser.pages.withdrawal import WithdrawPage


class WithConsent(Page):
    """A page from which the customer's own consent can be seen and withdrawn."""

    def see_receipt(self) -> ReceiptPage:
        """Open the receipt."""
        self.follow("See my receipt")
        return ReceiptPage(self.visit)

    def think_of_withdrawing(self) -> WithdrawPage:
        """Open the page on which one button withdraws."""
        self.follow("Withdraw my consent")
        return WithdrawPage(self.visit)
