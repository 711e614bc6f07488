"""The console's three frames: the customer's page, the phone, and the trace."""

import re
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Locator, expect

from tests.browser.visit import Visit

NEWS = 30_000  # milliseconds: panes look for news once a second, and this machine may be busy
_FILL_IN = re.compile(r"Fill in \d+")


class Pane:
    """One of the console's three frames."""

    def __init__(self, visit: Visit, name: str) -> None:
        """Name the frame."""
        self.visit = visit
        self.name = name

    @property
    def frame(self) -> Frame:
        """The frame as it is now: with each page of the console there is another one."""
        found = self.visit.window.frame(name=self.name)
        assert found is not None
        return found

    @property
    def path(self) -> str:
        """Where the frame is."""
        return urlsplit(self.frame.url).path

    def locator(self, selector: str) -> Locator:
        """Return a place in the frame."""
        return self.frame.locator(selector)

    def leave_by(self, action: Callable[[], object]) -> None:
        """Do what leads the frame to another page, and wait until that is there."""
        with self.frame.expect_navigation():
            action()

    def is_at(self, heading: str) -> Self:
        """Check which page the frame shows; the heading is given in English."""
        expect(self.frame.get_by_role("heading", level=1)).to_have_text(self.visit.words(heading))
        return self

    def shows(self, *texts: str) -> Self:
        """Check that each text can be read, now or with the next news."""
        for text in texts:
            expect(self.frame.get_by_role("main")).to_contain_text(text, timeout=NEWS)
        return self

    def hides(self, *texts: str) -> Self:
        """Check that none of the texts stands anywhere in the frame's source."""
        source = self.frame.content()
        assert [text for text in texts if text in source] == []
        return self

    def look_again(self) -> Self:
        """Follow the link that is there without scripts; with them the frame looks by itself."""
        if not self.visit.variant.scripts:
            self.leave_by(self.frame.get_by_role("link", name="Look again").click)
        return self


class CustomerPane(Pane):
    """The customer's page."""

    @property
    def consent(self) -> Locator:
        """The box that is ticked to agree."""
        return self.frame.get_by_role("checkbox")

    @property
    def otp(self) -> Locator:
        """The field for the code."""
        return self.frame.get_by_role("textbox", name=self.visit.words("Code"))

    @property
    def mobile_number(self) -> Locator:
        """The field for the number."""
        return self.frame.get_by_role("textbox", name=self.visit.words("Mobile number"))

    @property
    def name_field(self) -> Locator:
        """The field for the name."""
        return self.frame.get_by_role("textbox", name=self.visit.words("Full name"))

    @property
    def errors(self) -> Locator:
        """What says that something has to be mended."""
        return self.frame.locator(".errors")

    @property
    def send_button(self) -> Locator:
        """The button that agrees and asks for the code."""
        return self.button("Agree and send my code")

    def button(self, name: str) -> Locator:
        """Return the button of this name in English."""
        return self.frame.get_by_role("button", name=self.visit.words(name), exact=True)

    def press(self, name: str) -> None:
        """Press a button, wherever it leads."""
        self.leave_by(self.button(name).click)

    def agree(self) -> None:
        """Tick the box, which nobody has ticked before, and send what is filled in, wherever that leads."""
        self.visit.private |= {self.mobile_number.input_value(), self.name_field.input_value()} - {""}
        expect(self.consent).not_to_be_checked()
        self.consent.check()
        self.leave_by(self.send_button.click)

    def check_code(self) -> None:
        """Send the code that is filled in, wherever that leads."""
        self.visit.private.add(self.otp.input_value())
        self.press("Check the code")

    def enter(self, code: str) -> None:
        """Type a code and send it, wherever that leads."""
        self.otp.fill(code)
        self.check_code()


class PhonePane(Pane):
    """The customer's phone."""

    @property
    def messages(self) -> Locator:
        """The messages, newest first."""
        return self.frame.get_by_role("main").get_by_role("listitem").filter(has=self.frame.locator(".text"))

    @property
    def codes(self) -> Locator:
        """The buttons that fill a code into the page."""
        return self.frame.get_by_role("button", name=_FILL_IN)

    def receives(self, number: int) -> Self:
        """Check that so many messages are there in all, or come by themselves; without scripts by looking again."""
        self.look_again()
        expect(self.messages).to_have_count(number, timeout=NEWS)
        return self

    def is_empty(self) -> Self:
        """Check that there is no message."""
        return self.look_again().shows("No message yet")

    def fill_in(self, page: Pane) -> str:
        """Press the newest code, which the page then has in its field; return it."""
        button = self.codes.first
        code = button.locator("b").inner_text()
        page.leave_by(button.click)
        self.visit.private.add(code)
        return code


class TracePane(Pane):
    """What goes on behind the page."""

    @property
    def steps(self) -> Locator:
        """The steps' titles, the oldest first."""
        return self.frame.locator(".timeline .what")

    @property
    def reference(self) -> str:
        """The reference of the visit that it tells of."""
        return self.frame.locator(".head bdi").inner_text()

    def step(self, title: str) -> Locator:
        """Return the newest step of this title."""
        return self.frame.locator(".timeline > li").filter(has=self.frame.get_by_text(title, exact=True)).last

    def open(self, title: str) -> Locator:
        """Open the newest step of this title, and return it."""
        step = self.step(title)
        step.locator("summary").click()
        return step

    def counts(self, title: str, used: int) -> Self:
        """Check how much of a limit is used."""
        limit = self.frame.locator(".limits li").filter(has_text=title)
        expect(limit.locator(".count")).to_have_text(re.compile(rf"^{used} of \d+ "), timeout=NEWS)
        expect(limit.get_by_role("progressbar", name=title)).to_have_attribute("value", str(used))
        return self

    def is_empty(self) -> Self:
        """Check that nothing is told."""
        return self.look_again().shows("Nothing has happened yet")
