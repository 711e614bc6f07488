"""The browser's windows. Opening one takes as long as a short story, so they are handed on from story to story."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.visit import Variant

PATIENCE = 30_000  # milliseconds: whatever is waited for comes at once, if the machine is not busy
_HEIGHTS = {360: 740, 1280: 800}


@dataclass
class Windows:
    """Windows for each way of looking at the pages, each in a profile of its own."""

    chromium: Browser
    idle: dict[Variant, list[Page]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def lend(self, variant: Variant) -> Iterator[Page]:
        """Yield a window without cookies; the tabs that are opened beside it are closed at the end."""
        window = self.idle[variant].pop() if self.idle[variant] else self._opened(variant)
        profile = window.context
        yield window
        last, *others = profile.pages
        for page in others:
            page.close()
        last.goto("about:blank")  # a page that is still being answered could bring a cookie after they are cleared
        profile.clear_cookies()
        self.idle[variant].append(last)

    def _opened(self, variant: Variant) -> Page:
        size = ViewportSize(width=variant.width, height=_HEIGHTS[variant.width])
        profile = self.chromium.new_context(viewport=size, java_script_enabled=variant.scripts, locale="en-IN")
        profile.set_default_timeout(PATIENCE)
        return profile.new_page()
