"""The trace: what happened in a visit behind the customer's page, step by step, as the business could see it."""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.clock import INDIA
from webapp.demo.demonstration import demonstration
from webapp.demo.news import news
from webapp.demo.presenters import open_journey, shown_reference
from webapp.demo.scene import is_big
from webapp.identity.outline import Outline
from webapp.journey.problems import Stopped
from webapp.journey.telling import ToldEntry
from webapp.journey.watch import Call
from webapp.mobile360.client import HIDDEN
from webapp.pages.capture import known_device
from webapp.pages.visitor import visitor
from webapp.protection.limits import Source, Usage

_EVENTS = {
    "given": "Consent given",
    "reaffirmed": "Consent given once more",
    "receipt": "Receipt signed",
    "code_asked": "About to ask for a code",
    "code_sent": "Code sent",
    "code_not_sent": "Code not sent",
    "code_entered": "Code entered",
    "verified": "Customer verified",
    "not_verified": "Not verified",
    "shown": "Summary shown",
    "withdrawn": "Consent withdrawn",
    "erased": "Record erased",
}
_OPERATIONS = {"send": "Cashfree asked to send a code", "verify": "Cashfree asked to check the code"}
_KEPT_BACK = {"send": "Cashfree not asked to send a code", "verify": "Cashfree not asked to check the code"}
_VARIABLES = {
    "x-client-id": "$CASHFREE_CLIENT_ID",
    "x-client-secret": "$CASHFREE_CLIENT_SECRET",
    "x-cf-signature": "$CASHFREE_SIGNATURE",
}
_LIMITS = {
    "sends_per_mobile": "Codes to this number",
    "sends_per_device": "Codes asked for in this browser",
    "sends_per_address": "Codes asked for from this address",
    "sends_per_prefix": "Codes to numbers that begin alike",
    "sends_in_all": "Codes in all",
    "tries_per_mobile": "Codes entered for this number",
}
_PERIODS = {60: "a minute", 3600: "an hour", 86400: "a day"}


@dataclass(frozen=True)
class Step:
    """One step of a visit: a call to Cashfree, or an entry of the consent ledger. at: Indian Standard Time."""

    at: datetime
    after: str
    title: str
    call: Call | None = None
    entry: ToldEntry | None = None


@dataclass(frozen=True)
class Limit:
    """A limit as it stands: so many of so many within a period."""

    title: str
    used: int
    amount: int
    period: str


def trace() -> ResponseReturnValue:
    """Show what happened in this presenter's visit, the one under way or the last one."""
    reference = shown_reference()
    calls = demonstration().traces.calls(reference) if reference else ()
    broken = False
    try:
        entries = visitor().onboarding.told_entries(reference) if reference else ()
    except Stopped:
        entries, broken = (), True
    journey = open_journey()
    return render_template(
        "demo/trace.html",
        reference=reference,
        state=journey.state.value.replace("_", " ") if journey else "ended" if reference else "not begun",
        steps=list(_steps(calls, entries)),
        broken=broken,
        outlines=[call.outline for call in calls if call.outline],
        limits=list(_limits()) if reference else [],
        as_json=as_json,
        curl=curl,
        lines=lines,
        duration=duration,
        kinds_seen=kinds_seen,
        big=is_big(),
        news=news,
    )


def curl(call: Call) -> str:
    """Return a call as a command; what is secret in it is a variable, what is private is masked."""
    parts = [f'curl -X POST "$CASHFREE_BASE_URL{call.path}"']
    for name, value in call.sent_headers.items():
        known = _VARIABLES.get(name.lower(), "$HIDDEN") if HIDDEN in value else value
        parts.append(f'-H "{name}: {known}"')
    parts.append(f"-d {shlex.quote(as_json(call.request))}")
    return " \\\n  ".join(parts)


def as_json(value: object) -> str:
    """Return a body as text with a line for each value."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def lines(headers: Mapping[str, str]) -> str:
    """Return headers as text, one a line."""
    return "\n".join(f"{name}: {value}" for name, value in headers.items())


def duration(seconds: float) -> str:
    """Return a duration as staff read it: `132 ms`, `2.4 s`."""
    return f"{round(seconds * 1000)} ms" if seconds < 1 else f"{seconds:.1f} s"


def kinds_seen(outline: Outline) -> str:
    """Return in a line how many kinds came, and of how many the customer sees anything."""
    seen = sum(1 for row in outline.rows if row.seen)
    return f"{len(outline.rows)} kinds of data came, the customer sees {seen} of them"


def _steps(calls: Iterable[Call], entries: Iterable[ToldEntry]) -> Iterator[Step]:
    happened: list[tuple[datetime, Call | ToldEntry]] = [(entry.at, entry) for entry in entries]
    happened += [(call.began_at, call) for call in calls]
    happened.sort(key=lambda pair: pair[0])
    for at, what in happened:
        after = f"+{(at - happened[0][0]).total_seconds():.1f} s"
        local = at.astimezone(INDIA)
        if isinstance(what, Call):
            yield Step(local, after, (_OPERATIONS if what.left else _KEPT_BACK)[what.operation], call=what)
        else:
            yield Step(local, after, _title(what), entry=what)


def _title(entry: ToldEntry) -> str:
    if entry.event == "code_sent" and entry.content.get("sent") == "unknown":
        return "Code sent, or perhaps not"
    return _EVENTS.get(entry.event, entry.event)


def _limits() -> Iterator[Limit]:
    source = Source(request.remote_addr, known_device() or None)
    spent: tuple[Usage, ...] = visitor().onboarding.usage(visitor().token, source)
    for usage in spent:
        period = _PERIODS.get(usage.seconds, f"{usage.seconds} seconds")
        yield Limit(_LIMITS.get(usage.limit, usage.limit), usage.used, usage.amount, period)
