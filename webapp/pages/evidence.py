"""What was recorded of a customer's device and network, shown to the customer in full: it is theirs."""

from dataclasses import dataclass, field

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.consent.evidence import Captured, Provenance
from webapp.languages.marks import N_
from webapp.pages.forms import IP_ORIGINS
from webapp.pages.language import gettext as _
from webapp.pages.moments import day
from webapp.pages.visitor import to_their_place, visitor

_GROUPS = {
    N_("Network"): {
        "ip": (N_("Internet address"), N_("It shows through which connection you agreed.")),
        "ip_origin": (N_("Where you were"), N_("It tells what kind of place the connection belongs to.")),
        "isp": (N_("Internet provider"), N_("It shows who runs the network that you used.")),
    },
    N_("Device"): {
        "device_id": (
            N_("Device ID"),
            N_("It shows that steps were taken in one browser. It is random, and in a cookie of this site alone."),
        ),
        "os_type": (N_("System"), N_("It shows with what kind of device you agreed.")),
        "model": (N_("Model"), N_("It shows with which model of device you agreed.")),
    },
}
"""Title and use of each value of `Evidence`, by the group that it is shown in."""

_SOURCES = {
    Provenance.CONNECTION: N_("Your connection to this site"),
    Provenance.CLIENT_HINT: N_("Your browser, which said so when asked"),
    Provenance.USER_AGENT: N_("The name that your browser gives itself"),
    Provenance.STATED: N_("You: your choice on the first page"),
    Provenance.NOT_STATED: N_("You named no place"),
    Provenance.ASSIGNED: N_("This site, which made it up for your browser"),
    Provenance.ASN_FILE: N_("A list of networks and who runs them, as of %(date)s"),
    Provenance.UNKNOWN: N_("Not known: nothing is claimed"),
}


@dataclass(frozen=True)
class _Value:
    """One value as the page shows it: its title, what it is for, and where it came from."""

    title: str
    use: str
    text: str | None = field(repr=False)
    source: str


def show() -> ResponseReturnValue:
    """Show the evidence of this browser's newest consent; whoever gave none is led to their place."""
    recorded = visitor().onboarding.evidence(visitor().token)
    if recorded is None:
        return to_their_place()
    captured: dict[str, Captured] = dict(recorded.evidence)
    groups = [
        (_(group), [_value(_(title), _(use), captured[name]) for name, (title, use) in about.items()])
        for group, about in _GROUPS.items()
    ]
    return render_template("consent/evidence.html", recorded=recorded, groups=groups)


def _value(title: str, use: str, captured: Captured) -> _Value:
    return _Value(title, use, _text(captured), _source(captured))


def _text(captured: Captured) -> str | None:
    choice = IP_ORIGINS.get(captured.value or "")
    return _(choice) if choice else captured.value


def _source(captured: Captured) -> str:
    return _(_SOURCES[captured.provenance], date=day(captured.as_of) if captured.as_of else "")
