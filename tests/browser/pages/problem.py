"""The problem page: what went wrong, and the one way on."""

from playwright.sync_api import Locator

from tests.browser.pages.page import Page


class ProblemPage(Page):
    """A page for what the customer cannot mend; its heading is the problem's."""

    queries = r"(language=[a-z]+)?"  # a page that does not exist has no address to lead back to

    @property
    def way_on(self) -> str:
        """The label of the link that leads on."""
        return self._link.inner_text()

    def go_on(self) -> None:
        """Follow the page's one way on, wherever it leads."""
        self.visit.leave_by(self._link.click)

    @property
    def _link(self) -> Locator:
        return self.window.get_by_role("main").locator("a.primary")
