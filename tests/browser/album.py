"""The pictures of the pages, for people to look at: `artefacts/screenshots/<width>/<name>.png`."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "artefacts" / "screenshots"


@dataclass
class Album:
    """One picture of each page at each width: the first that a story of this run takes."""

    taken: set[Path] = field(default_factory=set)

    def keep(self, page: Page, width: int, name: str) -> None:
        """Keep a picture of the whole page."""
        path = FOLDER / str(width) / f"{name}.png"
        if path not in self.taken:
            page.screenshot(path=path, full_page=True, animations="disabled")
            self.taken.add(path)
