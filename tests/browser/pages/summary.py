"""The third page, in each of its kinds, and the page after it."""

from typing import Self

from playwright.sync_api import Locator, expect

from tests.browser.pages.consent import WithConsent
from tests.browser.pages.page import Page

UNUSED = "The page was closed because nobody had used it for two minutes."


class FinishedPage(Page):
    """The end."""

    heading = "You have finished"


class HiddenPage(Page):
    """In the place of the details, while others look on."""

    heading = "Your details are hidden"

    def show_again(self) -> "SummaryPage":
        """Go back to the details."""
        self.follow("Show them again")
        return SummaryPage(self.visit)

    def finish(self) -> FinishedPage:
        """End the journey."""
        self.press("Finish and clear")
        return FinishedPage(self.visit)


class ResultPage(WithConsent):
    """A page on which the journey ends."""

    finish_label = "Finish"

    @property
    def finish_button(self) -> Locator:
        """The button that ends the journey."""
        return self.button(self.finish_label)

    def finish(self) -> FinishedPage:
        """End the journey."""
        self.visit.leave_by(self.finish_button.click)
        return FinishedPage(self.visit)


class SummaryPage(ResultPage):
    """What was found, masked."""

    heading = "What was found"
    finish_label = "Finish and clear this page"

    def names_source(self, title: str, source: str) -> Self:
        """Check that a kind of data says where it comes from."""
        expect(self._kind(title).locator("small").first).to_contain_text(f"Source: {source}")
        return self

    def hide(self) -> HiddenPage:
        """Hide the details from whoever looks on."""
        self.follow("Hide now")
        return HiddenPage(self.visit)

    @property
    def warning(self) -> Locator:
        """The words that nobody seems to be there."""
        return self.window.get_by_role("alertdialog", name=self.visit.words("Are you still there?"))

    def lacks(self, *titles: str) -> Self:
        """Check that these kinds of data, and no others, are said not to have been found."""
        [missing] = self.window.get_by_role("list").filter(has_text=titles[0]).all()
        expect(missing.get_by_role("listitem")).to_have_text(list(titles))
        return self

    def keeps_closed(self, title: str, text: str) -> Self:
        """Check that a kind of data is there, and shows nothing until it is opened."""
        expect(self._kind(title).get_by_text(text, exact=True)).to_be_hidden()
        return self

    def open(self, title: str, text: str) -> Self:
        """Open a kind of data, and check that a text of it can then be read."""
        self._kind(title).locator("summary").click()
        expect(self._kind(title).get_by_text(text, exact=True)).to_be_visible()
        return self

    def open_all(self) -> Self:
        """Open every kind of data that is closed."""
        closed = self.window.locator("details:not([open]) > summary")
        while closed.count():
            closed.first.click()
        return self

    def _kind(self, title: str) -> Locator:
        heading = self.window.get_by_role("heading", level=3, name=title, exact=True)
        return self.window.locator(".fact").filter(has=heading)


class NameDiffersPage(ResultPage):
    """The record is somebody else's, as far as the name can tell."""

    heading = "The name does not match"


class NoNamePage(ResultPage):
    """The record bears no name."""

    heading = "Something was found, but no name"


class NotFoundPage(ResultPage):
    """Nothing is on record."""

    heading = "No details were found"
