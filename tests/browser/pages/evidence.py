"""What was recorded about the device."""

from typing import Self

from playwright.sync_api import expect

from tests.browser.pages.page import Page


class EvidencePage(Page):
    """Every value that was captured with the consent, and where it came from."""

    heading = "What we recorded about your device"

    def tells(self, title: str, value: str, source: str) -> Self:
        """Check what is said of a value, and of its source; title and source are given in English."""
        heading = self.window.get_by_role("heading", level=3, name=self.visit.words(title), exact=True)
        told = self.window.locator(".kind").filter(has=heading).get_by_role("definition")
        expect(told).to_have_text([value, self.visit.words(source)])
        return self
