"""The second page: the code, in each of its states."""

from typing import Self

from playwright.sync_api import Locator, expect

from tests.browser.customers import Customer
from tests.browser.pages.consent import WithConsent
from tests.browser.pages.phone import PhonePage
from tests.browser.pages.summary import SummaryPage

WRONG = "This is not the code we sent. Check the newest message and enter it again"


class CodePage(WithConsent):
    """Where a customer enters the code, asks for another, or leaves."""

    heading = "Enter your code"

    @property
    def otp(self) -> Locator:
        """The field for the code."""
        return self.window.get_by_role("textbox", name=self.visit.words("Code"))

    @property
    def consent(self) -> Locator:
        """The box that is ticked to agree again; absent while the first consent is fresh."""
        return self.window.get_by_role("checkbox")

    def newest_code(self, customer: Customer) -> str:
        """Read the newest message on the customer's phone."""
        code = self.visit.stage.newest_code(customer.mobile_number)
        self.visit.private.add(code)
        return code

    def wrong_code(self, customer: Customer) -> str:
        """Return a code that is not the one that was sent."""
        return str((int(self.newest_code(customer)) + 1) % 1_000_000).zfill(6)

    @property
    def check_button(self) -> Locator:
        """The button that has the code judged."""
        return self.button("Check the code")

    def fill_in(self, code: str) -> Self:
        """Type a code."""
        self.visit.private |= {code} - {""}
        self.otp.fill(code)
        return self

    def try_code(self, code: str) -> None:
        """Enter a code, wherever that leads."""
        self.fill_in(code)
        self.visit.leave_by(self.check_button.click)

    def enter_wrong_code(self, customer: Customer) -> "CodePage":
        """Enter a wrong code, and be told so."""
        self.try_code(self.wrong_code(customer))
        return CodePage(self.visit).calls_code_wrong()

    def calls_code_wrong(self) -> Self:
        """Check that the page says that the code was another, beside the field too."""
        assert self.errors == [WRONG]
        self.has_field_error(self.otp, WRONG)
        return self

    def try_right_code(self, customer: Customer) -> None:
        """Enter the code of the newest message, wherever that leads."""
        self.try_code(self.newest_code(customer))

    def enter_right_code(self, customer: Customer) -> SummaryPage:
        """Enter the code of the newest message and go on to the summary."""
        self.try_right_code(customer)
        return SummaryPage(self.visit)

    def ask_again(self, channel: str) -> None:
        """Ask for another code, wherever that leads."""
        self.press(f"New code by {channel}")

    def ask_again_with_consent(self, channel: str) -> None:
        """Agree once more, and ask for another code."""
        self.consent.check()
        self.ask_again(channel)

    def sent_by(self, channel: str, customer: Customer) -> Self:
        """Check what the page says of where the code went, and that it does not say the whole number."""
        self.shows(f"by {channel} to ", f"••••{customer.mobile_number[-4:]}")
        return self.hides(customer.mobile_number)

    def has_tries_left(self, number: int) -> Self:
        """Check how many tries the page promises."""
        return self.shows(f"You have {number} {'try' if number == 1 else 'tries'} left")

    def has_no_consent_box(self) -> Self:
        """Check that consent is not asked for."""
        expect(self.consent).to_have_count(0)
        return self

    def offers_no_new_code(self) -> Self:
        """Check that there is no button for another code, nor for another number, which would need one."""
        expect(self.window.get_by_role("button", name="New code")).to_have_count(0)
        expect(self.button("Use another number")).to_have_count(0)
        return self

    def open_phone(self) -> PhonePage:
        """Open the demonstration phone in a tab of its own."""
        link = self.link("Open the demonstration phone")
        return PhonePage(self.visit.follow_to_new_tab(link))


class CodelessPage(CodePage):
    """The page while no code can be entered."""

    def takes_no_code(self) -> Self:
        """Check that there is no field for a code."""
        expect(self.otp).to_have_count(0)
        return self


class WaitingPage(CodelessPage):
    """The page while Cashfree is being asked: it comes again by itself, and offers nothing that would cross that."""

    def offers_only_to_look_again(self) -> Self:
        """Check that there is nothing to do but to see whether it is done."""
        expect(self.window.get_by_role("main").get_by_role("button")).to_have_count(0)
        expect(self.window.get_by_role("main").get_by_role("link")).to_have_text(["See whether it is done"])
        return self.takes_no_code()

    def look_again(self) -> None:
        """Follow the link, wherever it leads by now."""
        self.follow("See whether it is done")


class SendingPage(WaitingPage):
    """A code is being sent."""

    heading = "We are sending your code"


class CheckingPage(WaitingPage):
    """A code is being judged."""

    heading = "We are checking your code"


class ExpiredCodePage(CodelessPage):
    """The code is too old."""

    heading = "Your code has expired"


class ExhaustedCodePage(CodelessPage):
    """Five wrong tries were made with the code."""

    heading = "Too many wrong tries with this code"


class UsedCodePage(CodelessPage):
    """The code had been taken before."""

    heading = "This code has been used already"


class QueuePage(CodelessPage):
    """The page while the customer's turn is still to come."""

    heading = "Your turn is coming"

    def says_when(self) -> Self:
        """Check that the page tells the moment, and that nothing has to be done until then."""
        self.shows("Only so many codes are sent at a time. Yours can be sent from ", "Your place is kept")
        expect(self.button("Send my code")).to_have_count(0)
        return self.takes_no_code()

    def wait_for_turn(self) -> CodePage:
        """Do nothing until the turn has come; without scripts the button is then pressed by hand."""
        if not self.visit.variant.scripts:
            self.visit.wait_for_refresh()
            TurnPage(self.visit).pictured("code-turn").press("Send my code")
            return CodePage(self.visit)
        self.window.get_by_role("heading", level=1, name=CodePage.heading).wait_for(timeout=60_000)
        self.visit.reload()
        return CodePage(self.visit)


class TurnPage(CodelessPage):
    """The page when the customer's turn has come."""

    heading = "It is your turn"
