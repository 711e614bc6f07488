"""What the law asks for in a notice: the Act (s.) and the Rules (r.) on digital personal data, as we read them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from webapp.journey.itemised import itemised_list
from webapp.journey.notices import Notices
from webapp.languages.catalogues import ENGLISH, translations
from webapp.languages.marks import Translate

NAMES = {"Cashfree", "Payments", "PAN", "KYC", "ID", "UAN"}
"""What stays in Latin letters in whichever script; besides it, only what a business's settings say."""


@dataclass(frozen=True)
class Required:
    """One thing that the law asks for, as we read it: where it is asked for, the element that has it, and what it says.

    `says` are messages whose translations have to be in the element; `gives` returns what of the business's own.
    """

    law: str
    element: str
    says: tuple[str, ...] = ()
    gives: Callable[[Notices], tuple[str, ...]] = lambda _: ()


REQUIRED = (
    Required("s.5(1)(i), r.3(b)(i): itemised personal data", "items",
             says=tuple(title for _, titles in itemised_list() for title in titles)),
    Required("r.3(b)(ii): what each of them is for", "items", says=tuple(purpose for purpose, _ in itemised_list())),
    Required("s.5(1)(i), r.3(b)(i): what the person states", "items", says=("your mobile number and your name",)),
    Required("s.6(1): no more than is necessary", "items", says=(
        "Cashfree Payments may return more. It is discarded at once: nobody reads it, and it is not kept",)),
    Required("s.5(1)(i), r.3(b)(ii): specified purpose", "purpose", says=(
        "All of it is for KYC at %(business)s: a business has to know who its customers are. "
        "KYC includes checking that the record is yours and that you are 18 or over.",)),
    Required("s.6(1): nothing beyond the purpose", "purpose", says=(
        "Each kind of detail is fetched for what stands beside it above, and for nothing else.",)),
    Required("r.3(b)(ii): goods, services or uses", "service", says=(
        "You want to open an account with %(business)s.",)),
    Required("s.6(1): free and unconditional", "service", says=(
        "You are free to say no. Then nothing is fetched, "
        "and you can give your details to %(business)s in another way.",)),
    Required("s.5(1), s.6(10): who is responsible, who processes", "processor", says=(
        "Cashfree Payments sends you the code and fetches the details. It works for %(business)s, as its data "
        "processor. %(business)s answers to you for what is done with your data.",),
        gives=lambda notices: (notices.business, "Cashfree")),
    Required("s.11(1)(b): what the processor gets", "processor", says=(
        "Cashfree Payments gets your mobile number and name, how the code is to reach you, the code that you "
        "enter, when you agreed and to what purpose, your internet address and network provider, where you "
        "said you are, the device ID and the kind of device. It does not get your answer about your age.",)),
    Required("s.6(10): what proves the consent", "evidence", says=(
        "So that your consent can be proved, we record this. We do so only after you agree, never before:",
        "when you gave it, and the version and language of this notice", "that you said you are 18 or over",
        "Internet address", "Where you are", "Device ID", "Kind of device")),
    Required("s.8(7), r.8: how long", "retention", says=(
        "What is fetched is kept only in masked form. It can be seen only while this visit is open: an hour at most. "
        "It is erased within a day after that.",),
        gives=lambda notices: (str(notices.retention_days),)),
    Required("r.8(3): kept for a year, even after withdrawal", "retention", says=(
        "As we read the law, this record must be kept for at least a year, even if you withdraw your consent. "
        "Then it is erased.",)),
    Required("s.5(1)(ii), s.6(4), r.3(c)(i): withdrawal, as easy as consent", "withdrawal", says=(
        "You can withdraw your consent at any time, as easily as you gave it.",),
        gives=lambda notices: (notices.withdraw_url,)),
    Required("s.6(5), s.6(6): what withdrawal does", "withdrawal", says=(
        "Then everything stops: nothing more is fetched, and what this visit still shows is erased. "
        "What was done before that stays lawful.",
        "If you withdraw in this browser, the device ID is taken out of it too.")),
    Required("s.5(1)(ii), r.3(c)(ii): how rights are used", "rights",
             gives=lambda notices: (notices.rights_url, notices.business)),
    Required("s.11: access", "rights", says=("Access",)),
    Required("s.12: correction, completion, erasure", "rights", says=("Correction", "Completion", "Erasure")),
    Required("s.14: nomination", "rights", says=("Nomination",)),
    Required("s.8(10), s.13: grievance", "grievance", gives=lambda notices: (notices.grievance_url,)),
    Required("s.5(1)(iii), r.3(c)(iii): complaint to the Board", "board", says=(
        "Complain to the Data Protection Board of India",), gives=lambda notices: (notices.board_url,)),
    Required("s.6(3), s.8(9), r.9: who answers questions", "officer",
             gives=lambda notices: (notices.officer, notices.business)),
    Required("s.6(1): specific, informed, by a clear affirmative action", "act", says=(
        "I have read this notice. I agree that %(business)s, through Cashfree Payments, "
        "fetches the details listed in it by my mobile number, for KYC.",)),
)  # fmt: skip


class ShownNotice(HTMLParser):
    """What a page shows of a notice: its lines in order, the element of each, and whether it is folded away."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[tuple[str, str, bool]] = []
        self.sha256 = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "notice-text" in given.get("class", ""):
            self.sha256 = given["data-notice"]
            self._open = [(tag, given)]
        elif self._open:
            self._end_line(tag)
            self._open.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._end_line(tag)
            ended, given = self._open.pop()
            assert ended == tag
            if tag == "a":
                self._text = given["href"]
                self._end_line(tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text += data

    def of(self, element: str) -> list[str]:
        return [line for line, its, _ in self.lines if its == element]

    def _end_line(self, tag: str) -> None:
        if tag == "strong":
            return
        line = " ".join(self._text.split())
        tags = [name for name, _ in self._open]
        if line:
            element = next((given["data-element"] for _, given in self._open if "data-element" in given), "")
            self.lines.append((line, element, "details" in tags))
        self._text = ""


def translator(language: str) -> Translate:
    gettext = translations(language).gettext

    def translate(message: str, /, **values: object) -> str:
        return gettext(message) % values if values else gettext(message)

    return translate


def complaints(shown: ShownNotice, required: Required, notices: Notices, language: str) -> list[str]:
    """Return what is wrong with a required element of a notice, as it is shown in a language."""
    heading, *body = shown.of(required.element) or [""]
    if not heading or not body:
        return [f"{required.element}: absent or empty"]
    translate = translator(language)
    wanted = [*(translate(message, business=notices.business) for message in required.says), *required.gives(notices)]
    text = "\n".join(body)
    return [f"{required.element}: lacks {part!r}" for part in wanted if part not in text] + [
        f"{required.element}: left in English: {word!r}"
        for line in (heading, *body)
        for word in left_in_english(line, notices)
        if language != ENGLISH
    ]


def left_in_english(line: str, notices: Notices) -> Iterator[str]:
    """Yield the words in Latin letters that are not names; every language here but English has another script."""
    own = (notices.officer, notices.rights_url, notices.grievance_url, notices.board_url, notices.withdraw_url)
    for text in (*own, notices.business):
        line = line.replace(text, "")
    yield from (word for word in re.findall(r"[A-Za-z]+", line) if word not in NAMES)
