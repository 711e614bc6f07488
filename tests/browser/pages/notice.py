"""The notice: beside the consent box, and on a page of its own."""

from typing import Self

from playwright.sync_api import Locator, expect

from tests.browser.pages.page import Page
from tests.browser.visit import Visit

_OPEN = ("service", "items", "purpose")
_FOLDED = ("processor", "evidence", "retention", "withdrawal", "rights", "grievance", "board", "officer")


class NoticeText:
    """The text of the notice, wherever it stands."""

    def __init__(self, visit: Visit) -> None:
        """Find it on the page in the window."""
        self.visit = visit
        self.whole = visit.window.locator("[data-notice]")

    @property
    def sha256(self) -> str:
        """The hash under which the page sends it along."""
        return self.whole.get_attribute("data-notice") or ""

    @property
    def folds(self) -> Locator:
        """What opens the elements of which only the heading is shown at first."""
        return self.whole.locator("summary")

    def is_read_in_full(self) -> Self:
        """Check that everything can be read: what is agreed to at once, the rest after its fold is opened."""
        self._shows(_OPEN)
        expect(self.folds).to_have_count(len(_FOLDED))
        for key in _FOLDED:
            element = self._element(key)
            expect(element.get_by_role("heading")).to_be_visible()
            expect(element.get_by_role("paragraph").first).to_be_hidden()
            element.locator("summary").click()
        self._shows(_FOLDED)
        expect(self.whole.locator("[data-element]")).to_have_count(len(_OPEN) + len(_FOLDED))
        return self

    def comes_before(self, *others: Locator) -> Self:
        """Check that it ends above the first of the others, which stand one below the other."""
        boxes = [place.bounding_box() for place in (self.whole, *others)]
        edges = [edge for box in boxes if box for edge in (box["y"], box["y"] + box["height"])]
        assert len(edges) == 2 * len(boxes)
        assert edges == sorted(edges)
        return self

    def _shows(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            element = self._element(key)
            expect(element.get_by_role("heading")).to_be_visible()
            expect(element.get_by_role("paragraph").first).to_be_visible()

    def _element(self, key: str) -> Locator:
        return self.whole.locator(f"[data-element={key}]")


class NoticePage(Page):
    """The notice on a page of its own."""

    heading = "Notice: what %(business)s fetches about you, and why"

    @classmethod
    def after(cls, page: Page) -> Self:
        """Follow the link in any page's foot."""
        page.follow("What you consent to")
        return cls(page.visit)

    @property
    def notice(self) -> NoticeText:
        """The notice."""
        return NoticeText(self.visit)
