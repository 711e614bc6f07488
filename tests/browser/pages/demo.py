"""The staff console: its door, the gallery, and page, phone and trace side by side."""

from typing import Self
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, expect

from tests.browser.pages.panes import CustomerPane, PhonePane, TracePane
from tests.browser.visit import Visit


class StaffPage:
    """A page of the console's own, in English whatever the customer reads: making one claims the arrival."""

    def __init__(self, visit: Visit, heading: str, *, status: int = 200) -> None:
        """Check heading, status and address."""
        self.visit = visit
        self.window = visit.window
        expect(self.window.get_by_role("heading", level=1)).to_have_text(heading)
        expect(self.window.locator("html")).to_have_attribute("lang", "en")
        answer = visit.arrival
        assert answer is not None
        assert (answer.status, answer.headers["cache-control"]) == (status, "no-store")
        assert [text for text in visit.private if text in self.window.url] == []
        assert visit.trouble == []

    def button(self, name: str) -> Locator:
        """Return the button of this name."""
        return self.window.get_by_role("button", name=name, exact=True)

    def pictured(self, name: str) -> Self:
        """Keep a picture of the page."""
        self.visit.album.keep(self.window, self.visit.variant.width, name)
        return self


class Door(StaffPage):
    """Where the console asks for its password."""

    def __init__(self, visit: Visit, *, status: int = 200) -> None:
        """Check the arrival."""
        super().__init__(visit, "Demonstration", status=status)

    def enter(self, password: str) -> None:
        """Try a password, wherever it leads."""
        self.visit.private.add(password)
        self.window.get_by_label("Password").fill(password)
        self.visit.leave_by(self.button("Enter").click)


class Gallery(StaffPage):
    """All stories, and what one's own can be put together of."""

    def __init__(self, visit: Visit) -> None:
        """Check the arrival."""
        super().__init__(visit, "What would you like to show?")

    @classmethod
    def opened_by(cls, visit: Visit) -> Self:
        """Come to the console."""
        visit.private.clear()
        visit.go("/demo")
        return cls(visit)

    def card(self, key: str) -> Locator:
        """Return the card of a story."""
        return self.window.locator(f'[id="story-{key}"]')

    def show(self, key: str) -> "Console":
        """Begin a story from its card."""
        button = self.card(key).get_by_role("button", name="Show")
        self.visit.leave_by(button.click)
        return Console(self.visit)

    def choose(self, **choices: str) -> Self:
        """Choose what a story of one's own is put together of: the labels of its choices, by what they are for."""
        for name, label in choices.items():
            self.window.locator(f"#own-{name}").select_option(label=label)
        return self

    def show_own(self) -> "Console":
        """Begin the story that was put together."""
        self.visit.leave_by(self.window.locator("#own").get_by_role("button", name="Show").click)
        return Console(self.visit)


class Console(StaffPage):
    """Page, phone and trace, and the presenter's tools above them."""

    def __init__(self, visit: Visit) -> None:
        """Check the arrival; the heading is the story's title, which the gallery knows best."""
        super().__init__(visit, visit.window.locator("h1").inner_text())
        expect(self.window.locator("iframe")).to_have_count(3)
        self.page = CustomerPane(visit, "page")
        self.phone = PhonePane(visit, "phone")
        self.trace = TracePane(visit, "trace")

    @classmethod
    def opened_by(cls, visit: Visit, address: str) -> Self:
        """Open a link: a path and what follows it."""
        visit.go(address)
        return cls(visit)

    @property
    def address(self) -> str:
        """The link to this very story: path and query."""
        parts = urlsplit(self.window.url)
        return f"{parts.path}?{parts.query}"

    @property
    def keys(self) -> dict[str, list[str]]:
        """What stands in the address."""
        return parse_qs(urlsplit(self.window.url).query)

    @property
    def toast(self) -> Locator:
        """The words that tell what was done; gone after a few seconds."""
        return self.window.locator("#copied")

    def remember_toasts(self) -> None:
        """Keep them, one after the other, for stories whose clock makes them go before they can be read."""
        keep = "if (toast.textContent) toast.dataset.said = `${toast.dataset.said ?? ''} / ${toast.textContent}`"
        self.toast.evaluate(f"toast => new MutationObserver(() => {{ {keep} }}).observe(toast, {{ childList: true }})")

    def tab(self, label: str) -> Locator:
        """Return the choice of what a narrow window shows: Page, Phone or Trace."""
        return self.window.get_by_role("radio", name=label)

    def turn_to(self, label: str) -> None:
        """Have a pane shown, where only one of them is at a time."""
        tabs = self.window.locator(".tabs")
        if tabs.is_visible():
            tabs.locator("label", has_text=label).click()

    def press(self, name: str) -> None:
        """Press a tool that leads to another page, wherever that is."""
        self.visit.leave_by(self.button(name).click)

    def start_again(self) -> "Console":
        """Begin the story anew."""
        self.press("Start again")
        return Console(self.visit)

    def reset(self) -> Gallery:
        """Forget everything in one press."""
        self.press("Reset")
        self.visit.private.clear()
        return Gallery(self.visit)

    def reload(self) -> "Console":
        """Ask for the same link once more."""
        self.visit.reload()
        return Console(self.visit)

    def choose_language(self, code: str) -> "Console":
        """Choose the customer's language."""
        self.window.locator("details.menu summary").click()
        self.visit.leave_by(self.window.locator(f"details.menu a[lang={code}]").click)
        self.visit.language = code
        return Console(self.visit)

    def go_through(self) -> Self:
        """Play the customer up to where the code is checked, wherever that leads."""
        self.page.agree()
        self.turn_to("Phone")
        self.phone.receives(1).fill_in(self.page)
        self.turn_to("Page")
        self.page.check_code()
        return self
