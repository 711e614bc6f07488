"""All that Prometheus is told. It is fed by events and by the request hook; no label has more than a few values.

Within one process the numbers are that process's own. Under gunicorn each worker writes its numbers to files in a
common folder (`share_between_workers`), and whichever is asked adds them up.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, values
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

# Each has a label: one without would be made at once, before it is known whether there is a common folder.
_requests = Histogram(
    "onboarding_request_seconds",
    "Requests: how long each took us, by method, rule and class of status.",
    ("method", "rule", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_calls = Histogram(
    "onboarding_upstream_seconds",
    "Calls to Mobile 360: how long each took.",
    ("operation",),
    buckets=(0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 30),
)
_events = Counter("onboarding_events", "Events, by the name that they have in the log.", ("event",))
_troubles = Gauge(
    "onboarding_troubles",
    "In how many workers a trouble is going on at present.",
    ("trouble",),
    multiprocess_mode="livesum",
)


def _counter(name: str, meaning: str, *fields: str) -> tuple[Counter, tuple[str, ...]]:
    return Counter(name, meaning, fields), fields


# Which fields of an event are counted; an event that is not here counts by its name alone.
_COUNTED = {
    "UpstreamAnswered": _counter("onboarding_upstream_answers", "Calls by how they ended.", "operation", "answer"),
    "MerchantActionNeeded": _counter("onboarding_merchant_actions", "What the merchant must mend.", "reason"),
    "JourneyEnded": _counter("onboarding_journeys_ended", "Journeys by how they ended.", "state"),
    "LimitHit": _counter("onboarding_limits_hit", "Refusals by the limit that was reached.", "limit"),
}
_BEGINS = {"CircuitOpened": "circuit_open", "LimitStorageAway": "limit_storage_away", "PumpingSuspected": "pumping"}
_ENDS = {"CircuitClosed": "circuit_open", "LimitStorageBack": "limit_storage_away", "PumpingOver": "pumping"}

_going_on: dict[str, set[str]] = {trouble: set() for trouble in _BEGINS.values()}
_lock = Lock()


def observe_request(method: str, rule: str, status: int, seconds: float) -> None:
    """Take note of one answered request; `method` and `rule` are of a bounded number."""
    _requests.labels(method, rule, f"{status // 100}xx").observe(seconds)


def observe_event(name: str, fields: Mapping[str, Any]) -> None:
    """Take note of one event: the name of its class in `webapp.telemetry.events`, and its fields."""
    _events.labels(name).inc()
    if name in _COUNTED:
        counter, labels = _COUNTED[name]
        counter.labels(*(fields[label] for label in labels)).inc()
    if name == "UpstreamAnswered":
        _calls.labels(fields["operation"]).observe(fields["seconds"])
    if name in _BEGINS or name in _ENDS:
        _note_trouble(_BEGINS.get(name) or _ENDS[name], fields.get("scope", ""), begins=name in _BEGINS)


def _note_trouble(trouble: str, scope: str, *, begins: bool) -> None:
    with _lock:
        scopes = _going_on[trouble]
        scopes.add(scope) if begins else scopes.discard(scope)
        _troubles.labels(trouble).set(bool(scopes))


def share_between_workers(folder: Path) -> None:
    """Have the numbers of all processes that are forked from now on added up. `folder` is empty, and theirs alone."""
    os.environ[_FOLDER] = str(folder)
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]


def forget_worker(process: int) -> None:
    """Take what a worker that has ended said of the present out of the sum; what it counted stays."""
    mark_process_dead(process)  # type: ignore[no-untyped-call]


def exposition() -> tuple[bytes, str]:
    """Return all numbers in Prometheus's text format, and its content type."""
    if _FOLDER not in os.environ:
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST
