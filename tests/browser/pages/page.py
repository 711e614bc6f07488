"""What all pages have in common, checked on each arrival."""

import re
from typing import ClassVar, Self
from urllib.parse import urlsplit

from playwright.sync_api import Locator, expect

from tests.browser.axe import findings_once
from tests.browser.visit import Visit
from webapp.languages.catalogues import languages

_FACTS = """() => {
  const all = (query) => [...document.querySelectorAll(query)];
  const ids = all("[id]").map((element) => element.id);
  const mentioned = (name) => all(`[${name}]`).flatMap((element) => element.getAttribute(name).split(/\\s+/));
  const references = ["for", "aria-describedby", "aria-labelledby"].flatMap(mentioned);
  const root = document.documentElement;
  return {
    headings: all("h1").map((heading) => heading.innerText.trim()),
    "repeated ids": ids.filter((id, index) => ids.indexOf(id) !== index),
    "references to nothing": references.filter((id) => !ids.includes(id)),
    "unlabelled fields": all("input:not([type=hidden])").filter((field) => !field.labels.length).length,
    language: root.lang,
    direction: root.dir,
    mains: all("main").length,
    "overhang in px": root.scrollWidth - root.clientWidth,
    title: document.title,
    "error summaries": all("[role=alert]").length,
  };
}"""

BUSINESS = "Sample Bank"
TOO_SOON = re.compile(r"A code was sent a moment ago\. You can ask for another from \d\d?:\d\d:\d\d [ap]m")


class Page:
    """A page that the visitor has arrived on: making one claims that, and checks what holds for every page."""

    heading: ClassVar[str]
    queries: ClassVar[str] = ""
    """The pattern of what may follow the path in the page's address."""

    def __init__(self, visit: Visit, *, status: int = 200, heading: str | None = None) -> None:
        """Check the arrival: the page's own heading (or the one given, in English) and the answer's status."""
        self.visit = visit
        self.window = visit.window
        self._heading = heading or self.heading
        heading = visit.words(self._heading, business=BUSINESS)
        expect(self.window.get_by_role("heading", level=1)).to_have_text(heading)
        facts = self.window.evaluate(_FACTS)
        title, error_summaries = facts.pop("title"), facts.pop("error summaries")
        assert facts == {
            "headings": [heading],
            "repeated ids": [],
            "references to nothing": [],
            "unlabelled fields": 0,
            "language": visit.language,
            "direction": languages()[visit.language].direction,
            "mains": 1,
            "overhang in px": 0,
        }
        self._check_answer(status)
        self._check_privacy(title)
        self._check_error_summary(title, error_summaries)
        if visit.variant.scripts:
            assert findings_once(self.window) == []
        assert visit.trouble == []

    def pictured(self, name: str) -> Self:
        """Keep a picture of the page, under a name of its own in each language."""
        suffix = "" if self.visit.language == "en" else f"-{self.visit.language}"
        self.visit.album.keep(self.window, self.visit.variant.width, f"{name}{suffix}")
        return self

    def shows(self, *texts: str) -> Self:
        """Check that each text can be read on the page."""
        for text in texts:
            expect(self.window.get_by_role("main")).to_contain_text(text)
        return self

    def hides(self, *texts: str) -> Self:
        """Check that none of the texts stands anywhere in the page's source."""
        source = self.window.content()
        assert [text for text in texts if text in source] == []
        return self

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return self._error_summary.get_by_role("listitem").all_inner_texts()

    def is_too_soon(self, *, seconds: int) -> Self:
        """Check that the page says from when on a code may be asked for; its answer says how long that is."""
        assert [TOO_SOON.fullmatch(error) is not None for error in self.errors] == [True]
        return self.is_to_be_tried_again_within(seconds)

    def is_to_be_tried_again_within(self, seconds: int) -> Self:
        """Check that the answer tells a program how long to wait."""
        assert self.visit.arrival is not None
        assert 0 < int(self.visit.arrival.headers["retry-after"]) <= seconds
        return self

    def follow_error(self, message: str) -> None:
        """Follow a line of the error summary to its field."""
        self._error_summary.get_by_role("link", name=message).click()

    def has_field_error(self, field: Locator, message: str) -> None:
        """Check that a field is marked as wrong, and says so to a screen reader too."""
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(message) + "$"))

    def has_focus(self, field: Locator) -> None:
        """Check that what is typed now goes into the field."""
        expect(field).to_be_focused()

    def button(self, name: str) -> Locator:
        """Return the button of this name in English."""
        return self.window.get_by_role("button", name=self.visit.words(name), exact=True)

    def link(self, name: str) -> Locator:
        """Return the link of this name in English."""
        return self.window.get_by_role("link", name=self.visit.words(name), exact=True)

    def press(self, name: str) -> None:
        """Press a button, wherever it leads."""
        self.visit.leave_by(self.button(name).click)

    def follow(self, name: str) -> None:
        """Follow a link, wherever it leads."""
        self.visit.leave_by(self.link(name).click)

    def press_enter_in(self, field: Locator) -> None:
        """Press the Enter key in a field, wherever that leads."""
        self.visit.leave_by(lambda: field.press("Enter"))

    def change_language(self, code: str, *, status: int = 200) -> Self:
        """Choose a language at the page's foot, and be on the same page in it."""
        path = urlsplit(self.window.url).path
        self.choose_language(code)
        assert urlsplit(self.window.url).path == path
        return type(self)(self.visit, status=status, heading=self._heading)

    def choose_language(self, code: str) -> None:
        """Choose a language at the page's foot, wherever that leads."""
        choice = self.window.locator(f"button[name=language][value={code}], a[hreflang={code}]")
        self.visit.leave_by(choice.click)
        self.visit.language = code

    @property
    def _error_summary(self) -> Locator:
        return self.window.get_by_role("alert")

    def _check_answer(self, status: int) -> None:
        answer = self.visit.arrival
        assert answer is not None
        assert answer.status == status
        assert answer.headers["cache-control"] == "no-store"

    def _check_privacy(self, title: str) -> None:
        address = self.window.url
        assert re.fullmatch(self.queries, urlsplit(address).query)
        assert [text for text in self.visit.private if text in address or text in title] == []

    def _check_error_summary(self, title: str, number: int) -> None:
        """An error summary has the focus, and only a page with one says so in its title."""
        words = self.visit.words
        marked = (words("Error: Your details"), words("Error: %(title)s", title=words(self._heading)))
        assert number == title.startswith(marked)
        if number:
            expect(self._error_summary).to_be_focused()
