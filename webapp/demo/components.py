"""Every component of the pages in all its states, side by side: for staff to look at, and for tests to photograph."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from itertools import count

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import Field

from webapp.demo.specimen import MOBILE_NUMBER, NAME, RECORD
from webapp.identity import masks
from webapp.identity.masks import Masked
from webapp.identity.summary import Summary, summarise
from webapp.journey.inputs import Fault, InputRefused
from webapp.pages.forms import CodeForm, StartForm
from webapp.pages.language import changes_language, gettext
from webapp.pages.notice import current_notice
from webapp.pages.words import NOT_A_CHOICE, words_for

_MOMENT = datetime(2027, 11, 21, 8, 35, 9, tzinfo=UTC)
_DAY = date(2027, 11, 21)

_ID = re.compile(r'(?<=\s)id="([^"]+)"')
_REFERENCE = re.compile(r'(?<=\s)(id|for|form|aria-labelledby|aria-describedby|aria-controls)="([^"]+)"')
_RADIO = re.compile(r'(<input type="radio"[^>]*\sname="[^"]+)"')
_LANDMARK = re.compile(r'<(nav|section)\b([^>]*\s)aria-labelledby="')
_FOCUS_AT_FIRST = re.compile(r'\s(?:autofocus|tabindex="-1")(?=[\s>])')


def components() -> ResponseReturnValue:
    """Show the components. No form of theirs does anything, but that a button for a language chooses it."""
    if request.method == "POST":
        changes_language()
        return redirect(url_for("demo.components"), 303)
    return render_template(
        "demo/components.html",
        apart=apart,
        next_number=count(1).__next__,
        empty=StartForm(formdata=None),
        filled=_filled(),
        refused=_refused(),
        code=CodeForm(formdata=None),
        consent_notice=current_notice(),
        problems=_problems(),
        summary=_summary(),
        values=_values(),
        moment=_MOMENT,
    )


def apart(html: Markup, number: int) -> Markup:
    """Return a specimen fit to stand on one page with others: its number is at the end of all that has to be unique.

    What is shown beside it, at the id `specimen-<number>`, becomes the first part of its landmarks' names. It does not
    take the focus as the page opens, and leaves the page's first heading to the page.
    """
    own = set(_ID.findall(html))

    def renamed(found: re.Match[str]) -> str:
        names = (f"{name}-{number}" if name in own else name for name in found[2].split())
        return f'{found[1]}="{" ".join(names)}"'

    text = _FOCUS_AT_FIRST.sub("", _REFERENCE.sub(renamed, html))
    text = _RADIO.sub(rf'\1-{number}"', text)
    for name in own:
        text = text.replace(f'href="#{name}"', f'href="#{name}-{number}"')
    text = _LANDMARK.sub(rf'<\1\2aria-labelledby="specimen-{number} ', text)
    text = text.replace("<h1", "<h2").replace("</h1>", "</h2>")
    return Markup(text)  # noqa: S704 - markup of ours, with nothing new in it but numbers


def _filled() -> StartForm:
    return StartForm(
        formdata=None,
        adult="YES",
        mobile_number="98765 43210",
        name="Asha Ramanathan",
        notification_modes="WHATSAPP",
        ip_origin="HOME",
        consent=True,
    )


def _refused() -> StartForm:
    form = StartForm(formdata=None, mobile_number="98765")
    for name, fault in (("mobile_number", Fault.TOO_SHORT), ("name", Fault.MISSING), ("consent", Fault.MISSING)):
        form.refuse(InputRefused(name, fault))
    _say(form.adult, NOT_A_CHOICE)
    return form


def _say(field: Field, message: str) -> None:
    field.errors = [gettext(message)]


def _problems() -> list[tuple[str, str]]:
    """Return the lines of an error summary; the first leads nowhere, as that of an outdated page does."""
    return [("", gettext(NOT_A_CHOICE)), ("main", words_for("name", Fault.MISSING))]


def _summary() -> Summary:
    """Return what is shown of somebody with something of every kind on record."""
    return summarise(RECORD, stated_name=NAME, verified_mobile=MOBILE_NUMBER, today=_DAY)


def _values() -> Iterable[tuple[str, Masked]]:
    """Return every way in which a value is masked, by what it is in English. All of them are invented."""
    ways: dict[str, tuple[Callable[[str], Masked], str]] = {
        "the last four of a number": (masks.tail(4), "000111222333"),
        "a number too short to be cut": (masks.tail(4), "1234"),
        "an Aadhaar number": (masks.aadhaar, "012345678848"),
        "an Aadhaar number, all of it masked": (masks.aadhaar, "XXXX"),
        "an address at a public provider": (masks.email, "asha@gmail.com"),
        "an address at a domain of its own": (masks.email, "asha@example.com"),
        "initials": (masks.initials, "Asha Ramanathan"),
        "a public word": (masks.word, "Bengaluru"),
        "a pincode": (masks.pincode, "560001"),
        "a bank": (masks.bank_name, "SBIN0000000"),
        "a yes": (masks.yes_no, "true"),
        "on record": (masks.on_record, "anything"),
    }
    yield from ((what, mask(value)) for what, (mask, value) in ways.items())
    yield "a number of people", masks.people(2)
    yield "how many more there are", masks.further(3)
