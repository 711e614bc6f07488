"""What a page weighs on the wire: heads and bodies of all answers that it needs, in bytes, as Chromium receives them.

The answers come from the application itself, served by Werkzeug: what it compresses, and each of its headers, are those
of a demonstration. By HTTPS a page's head has one line more, of 68 bytes; gunicorn's own lines are shorter by some 20
bytes an answer.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.visit import Visit

MOST = 14_600
"""What a page may weigh cold (bytes): ten segments of 1,460 bytes, which a server sends at once (RFC 6928)."""

_PATIENCE = 100  # times 20 ms, for what a page asks for after it is there

_again: dict[str, int] = {}


@dataclass(frozen=True)
class Weight:
    """`cold`: with nothing in the browser's cache. `warm`: with all in it that may be. Both in bytes."""

    cold: int
    warm: int
    requests: int


@dataclass
class Scales:
    """Weighs what a window loads, from one page to the next. Redirects on the way to a page are not the page's."""

    window: Page
    cached: bool = False
    """Whether the browser uses its cache; it does as if there were none otherwise."""
    loads: dict[str, str] = field(default_factory=dict)
    """The addresses of what the page in the window has asked for, by the browser's number for the request."""
    bytes_of: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    """How many pages there were in the window so far."""

    def __post_init__(self) -> None:
        """Begin."""
        wire = self.window.context.new_cdp_session(self.window)
        wire.on("Network.requestWillBeSent", self._on_request)
        wire.on("Network.loadingFinished", self._on_end)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": not self.cached})

    @property
    def weight(self) -> int:
        """What the page in the window has loaded so far."""
        return sum(self.bytes_of.get(number, 0) for number in self.loads)

    def settle(self) -> None:
        """Wait until the page has all that it asks for."""
        self.window.wait_for_load_state()
        for _ in range(_PATIENCE):
            if self.loads.keys() <= self.bytes_of.keys():
                return
            self.window.wait_for_timeout(20)
        missing = [address for number, address in self.loads.items() if number not in self.bytes_of]
        raise AssertionError(f"The page never got {missing}")

    def _on_request(self, event: dict[str, Any]) -> None:
        number = event["requestId"]
        if event["request"]["url"].startswith("data:"):
            return  # the icon, which stands in the page
        if event["type"] == "Document" and number == event["loaderId"]:
            self.pages += number not in self.loads  # a redirect keeps the number
            self.loads.clear()
        self.loads[number] = event["request"]["url"]

    def _on_end(self, event: dict[str, Any]) -> None:
        self.bytes_of[event["requestId"]] = int(event["encodedDataLength"])


def weigh(visit: Visit, scales: Scales) -> Weight:
    """Return the weight of the page that the visit has arrived on; the scales were at its window all the time."""
    scales.settle()
    page, *others = scales.loads.items()
    return Weight(
        cold=scales.weight,
        warm=scales.bytes_of[page[0]] + sum(_weight_again(visit, address) for _, address in others),
        requests=len(scales.loads),
    )


def _weight_again(visit: Visit, address: str) -> int:
    """Return what an address costs a browser that has just been there. It is the same for all, and found out once."""
    path = urlsplit(address).path
    if path not in _again:
        window = visit.browser.new_page()
        scales = Scales(window, cached=True)
        for place in (address, "about:blank", address):
            window.goto(place)
        _again[path] = scales.weight
        window.close()
    return _again[path]
