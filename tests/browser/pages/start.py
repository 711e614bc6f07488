"""The first page: age, number, name, channel and consent."""

from typing import Self

from playwright.sync_api import Locator, expect

from tests.browser.customers import Customer
from tests.browser.pages.code import CodePage
from tests.browser.pages.notice import NoticeText
from tests.browser.pages.page import Page
from tests.browser.visit import Visit


class StartPage(Page):
    """Where a customer gives details and consent."""

    heading = "Confirm your details by mobile"

    @classmethod
    def opened_by(cls, visit: Visit) -> Self:
        """Come to the site."""
        visit.go("/")
        return cls(visit)

    @property
    def mobile_number(self) -> Locator:
        """The field for the number."""
        return self.window.get_by_role("textbox", name=self.visit.words("Mobile number"))

    @property
    def name(self) -> Locator:
        """The field for the name."""
        return self.window.get_by_role("textbox", name=self.visit.words("Full name"))

    @property
    def consent(self) -> Locator:
        """The box that is ticked to agree."""
        return self.window.get_by_role("checkbox")

    @property
    def send_button(self) -> Locator:
        """The button that agrees and asks for the code."""
        return self.button("Agree and send my code")

    @property
    def age(self) -> Locator:
        """The question whether the customer is of age."""
        return self.window.get_by_role("group", name=self.visit.words("Are you 18 or over?"))

    @property
    def notice(self) -> NoticeText:
        """The notice beside the box."""
        return NoticeText(self.visit)

    def choice(self, label: str) -> Locator:
        """Return one of the answers of which one is chosen, given in English."""
        return self.window.get_by_label(self.visit.words(label), exact=True)

    def fill_in(self, customer: Customer, channel: str = "SMS", *, adult: str = "Yes") -> Self:
        """Answer the question on the age, type the details, choose the channel, and tick the box."""
        self.visit.private |= {customer.mobile_number, customer.name}
        self.choice(adult).check()
        self.mobile_number.fill(customer.mobile_number)
        self.name.fill(customer.name)
        self.choice(channel).check()
        self.consent.check()
        return self

    def agree_and_send(self) -> CodePage:
        """Tick the box and go on to the code."""
        self.consent.check()
        self.send()
        return CodePage(self.visit)

    def send(self) -> None:
        """Agree and ask for the code, wherever that leads."""
        self.visit.leave_by(self.send_button.click)

    def give_details(self, customer: Customer, channel: str = "SMS") -> CodePage:
        """Fill in the page and go on to the code."""
        self.fill_in(customer, channel).send()
        return CodePage(self.visit)

    def keeps(self, customer: Customer, *, adult: bool = True, consent: bool = False) -> Self:
        """Check that number and name are still there; that age and consent are too, or else have to be given anew."""
        expect(self.choice("Yes")).to_be_checked(checked=adult)
        return self._holds(customer, consent=consent)

    def is_empty(self) -> Self:
        """Check that nothing is filled in."""
        expect(self.choice("Yes")).not_to_be_checked()
        expect(self.choice("No")).not_to_be_checked()
        return self._holds(Customer("", ""), consent=False)

    def _holds(self, customer: Customer, *, consent: bool) -> Self:
        expect(self.mobile_number).to_have_value(customer.mobile_number)
        expect(self.name).to_have_value(customer.name)
        expect(self.consent).to_be_checked(checked=consent)
        return self


class OtherNumberPage(StartPage):
    """The first page again, for another number."""

    heading = "Use another number"

    @classmethod
    def after(cls, code: CodePage) -> Self:
        """Come from the page for the code."""
        code.press("Use another number")
        return cls(code.visit)

    def go_back_to_code(self) -> CodePage:
        """Think better of it."""
        self.follow("Back to the code")
        return CodePage(self.visit)
