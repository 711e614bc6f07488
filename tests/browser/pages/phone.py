"""The demonstration phone."""

from tests.browser.pages.page import Page


class PhonePage(Page):
    """The messages that the customer's phone would have received."""

    heading = "Demonstration phone"

    @property
    def messages(self) -> list[str]:
        """The messages, newest first."""
        return self.window.get_by_role("main").get_by_role("listitem").all_inner_texts()
