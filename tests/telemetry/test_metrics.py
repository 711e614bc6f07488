"""What Prometheus reads is made of the events, and its labels are bounded."""

from dataclasses import fields
from typing import get_args

import pytest
from prometheus_client import REGISTRY

from webapp.telemetry import metrics
from webapp.telemetry.events import Event, JourneyEnded, UpstreamAnswered, emit

EVENTS = {event.__name__: event for event in get_args(Event)}
# What any line has; a field of that name would be lost or would hide it.
TAKEN = {"event", "level", "timestamp", "worker", "request"}


@pytest.mark.parametrize("event", EVENTS.values())
def test_no_event_s_field_takes_another_s_place(event: type) -> None:
    """Given an event, then none of its fields is named as what stands on every line."""
    assert not TAKEN & {field.name for field in fields(event)}


def test_what_is_counted_are_events_and_their_fields() -> None:
    """Given the table of what is counted, then each of its names is an event, and each label one of its fields."""
    for name, (_, labels) in metrics._COUNTED.items():
        assert set(labels) <= {field.name for field in fields(EVENTS[name])}
    assert {*metrics._BEGINS, *metrics._ENDS} <= EVENTS.keys()
    assert sorted(metrics._BEGINS.values()) == sorted(metrics._ENDS.values())


def test_events_are_counted_by_name_and_by_what_they_say() -> None:
    """Given a journey's end and a call's, when they are emitted, then the numbers grow by one."""
    samples = [
        ("onboarding_events_total", {"event": "JourneyEnded"}),
        ("onboarding_journeys_ended_total", {"state": "withdrawn"}),
        ("onboarding_upstream_answers_total", {"operation": "verify", "answer": "418 undocumented"}),
        ("onboarding_upstream_seconds_bucket", {"operation": "verify", "le": "3.0"}),
    ]
    before = [value_of(*sample) for sample in samples]
    emit(JourneyEnded("withdrawn", "K7F2-MNPQ"))
    emit(UpstreamAnswered("verify", "418 undocumented", "K7F2-MNPQ", 2.5))
    assert [value_of(*sample) for sample in samples] == [value + 1 for value in before]


def test_a_trouble_lasts_until_it_is_over_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given two prefixes under suspicion, when one is cleared, then the trouble goes on; with the other it ends."""
    # Troubles that other tests of this process have begun, and never ended, are none of this one's.
    monkeypatch.setattr(metrics, "_going_on", {trouble: set() for trouble in metrics._going_on})
    for trouble in ("pumping", "circuit_open"):
        metrics._troubles.labels(trouble).set(0)
    seen = []
    for name, scope in [
        ("PumpingSuspected", "90000"), ("PumpingSuspected", "90001"), ("PumpingSuspected", "90001"),
        ("PumpingOver", "90001"), ("PumpingOver", "90000"), ("CircuitOpened", ""), ("CircuitClosed", ""),
    ]:  # fmt: skip
        metrics.observe_event(name, {"scope": scope})
        seen.append([value_of("onboarding_troubles", {"trouble": trouble}) for trouble in ("pumping", "circuit_open")])
    assert seen == [[1, 0], [1, 0], [1, 0], [1, 0], [0, 0], [0, 1], [0, 0]]


def value_of(name: str, labels: dict[str, str]) -> float:
    """Return a number as it stands at present; 0 where nothing was counted yet."""
    return REGISTRY.get_sample_value(name, labels) or 0
