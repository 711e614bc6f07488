"""The problem page: what went wrong, and the one way on."""

from playwright.sync_api import Locator

from tests.browser.pages.page import Page


class ProblemPage(Page):
    """A page for what the customer cannot mend; its heading is the problem's."""

    @property
    def way_on(self) -> str:
        """The label of the page's one link."""
        return self._link.inner_text()

    def go_on(self) -> None:
        """Follow the page's one way on, wherever it leads."""
        self.visit.leave_by(self._link.click)

    @property
    def _link(self) -> Locator:
        return self.window.get_by_role("main").get_by_role("link")
