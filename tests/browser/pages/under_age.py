"""The page where the service ends for whoever is under 18."""

from tests.browser.expectations import UNDER_AGE
from tests.browser.pages.page import Page
from tests.browser.visit import Visit


class UnderAgePage(Page):
    """The end, before anything was fetched or after a record said so."""

    heading = UNDER_AGE

    def __init__(self, visit: Visit, *, status: int = 403, heading: str | None = None) -> None:
        """Check the arrival; its status is that of a refusal."""
        super().__init__(visit, status=status, heading=heading)
