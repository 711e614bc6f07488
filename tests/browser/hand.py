"""A customer's hand: does one thing after the other, and counts."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator

from tests.browser.visit import Visit


@dataclass
class Hand:
    """What was done so far, in clicks, fields filled in, or keys pressed: `steps`."""

    visit: Visit = field(repr=False)
    steps: int = 0

    def check(self, target: Locator) -> None:
        """Tick a box, or choose an answer."""
        target.check()
        self.steps += 1

    def leave_by(self, target: Locator) -> None:
        """Click what leads to another page."""
        self.visit.leave_by(target.click)
        self.steps += 1

    def type(self, target: Locator, text: str) -> None:
        """Fill in a field; however much is typed, that is one step."""
        target.fill(text)
        self.steps += 1

    def press_on(self, target: Locator, key: str) -> None:
        """Press Tab until the target has the focus, then the key; each is a step."""
        self.steps += self.visit.tab_to(target) + 1
        self.visit.window.keyboard.press(key)

    def type_into(self, target: Locator, text: str) -> None:
        """Press Tab until the field has the focus, then type; each key is a step."""
        self.steps += self.visit.tab_to(target) + len(text)
        self.visit.window.keyboard.type(text)
