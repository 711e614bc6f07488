"""The traces of several presenters: each their own, bounded, and gone when they are told to be."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.servers import staged
from tests.visitor import Customer
from webapp.demo.traces import MOST_CALLS, MOST_JOURNEYS, MOST_PRESENTERS, Traces
from webapp.journey.state import LONGEST
from webapp.journey.watch import Call

CALL = Call(
    reference="first",
    verification_id="v-1",
    operation="send",
    began_at=datetime(2026, 3, 14, tzinfo=UTC),
    seconds=0.1,
    answer="200",
    path="/mobile360/otp/send",
    sent_headers={},
    request={},
    status=200,
    received_headers={},
    reply=None,
)


def test_a_presenter_finds_the_calls_of_the_newest_journey() -> None:
    traces = Traces(lambda: CALL.began_at)
    first, second = CALL, replace(CALL, reference="second", verification_id="v-2")
    again = replace(first, verification_id="v-3")
    for call in (first, second, again):
        traces.called(call)
    for reference in ("first", "second", "first"):
        traces.visited("a presenter", reference)

    assert traces.latest("a presenter") == "first"
    assert traces.calls("first") == (first, again)
    assert traces.verification_ids("first") == {"v-1", "v-3"}
    assert traces.calls("second") == (second,)


def test_presenters_do_not_see_each_other() -> None:
    traces = Traces(lambda: CALL.began_at)
    traces.visited("one", "first")
    traces.visited("other", "second")

    assert (traces.latest("one"), traces.latest("other"), traces.latest("nobody")) == ("first", "second", None)
    assert traces.calls("third") == ()
    assert traces.verification_ids("third") == frozenset()


def test_what_one_presenter_forgets_another_keeps() -> None:
    traces = Traces(lambda: CALL.began_at)
    for reference in ("own", "shared"):
        traces.called(replace(CALL, reference=reference))
        traces.visited("one", reference)
    traces.visited("other", "shared")

    traces.forget("one")
    traces.forget("nobody")

    assert traces.latest("one") is None
    assert traces.calls("own") == ()
    assert traces.latest("other") == "shared"
    assert len(traces.calls("shared")) == 1


def test_what_is_kept_is_bounded_and_what_was_used_last_stays() -> None:
    traces = Traces(lambda: CALL.began_at)
    traces.called(CALL)
    traces.visited("a presenter", "first")
    for number in range(MOST_JOURNEYS - 1):
        traces.called(replace(CALL, reference=f"journey {number}"))
    traces.visited("a presenter", "first")
    for number in range(MOST_PRESENTERS - 1):
        traces.called(replace(CALL, reference=f"another {number}"))
        traces.visited(f"another {number}", f"another {number}")
    for number in range(2 * MOST_CALLS):
        traces.called(replace(CALL, reference="busy", verification_id=f"v-{number}"))

    assert traces.latest("a presenter") == "first"
    assert traces.calls("first") == (CALL,)
    assert traces.calls("journey 0") == ()
    newest = [f"v-{number}" for number in range(MOST_CALLS, 2 * MOST_CALLS)]
    assert [call.verification_id for call in traces.calls("busy")] == newest
    traces.visited("one more", "another")
    assert traces.latest("a presenter") is None


def test_what_is_forgotten_does_not_come_back() -> None:
    traces = Traces(lambda: CALL.began_at)
    traces.called(CALL)
    traces.visited("a presenter", "first")

    traces.forget("a presenter")
    traces.called(replace(CALL, verification_id="under way meanwhile"))
    traces.visited("a presenter", "first")

    assert traces.latest("a presenter") is None
    assert traces.calls("first") == ()


def test_no_call_is_told_for_longer_than_a_journey_may_last() -> None:
    now = CALL.began_at
    traces = Traces(lambda: now)
    traces.called(CALL)
    now += LONGEST
    traces.called(replace(CALL, reference="second", began_at=now))
    assert traces.calls("first") == (CALL,)

    now += timedelta(seconds=1)

    assert traces.calls("first") == ()
    assert len(traces.calls("second")) == 1


def test_many_threads_use_it_at_once() -> None:
    traces = Traces(lambda: CALL.began_at)

    def present(number: int) -> None:
        for turn in range(200):
            reference = f"{number}-{turn}"
            traces.called(replace(CALL, reference=reference))
            traces.visited(f"presenter {number}", reference)
            assert traces.latest(f"presenter {number}") == reference
        traces.forget(f"presenter {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(present, range(8)))

    assert {traces.latest(f"presenter {number}") for number in range(8)} == {None}


def test_where_the_demonstration_is_on_the_calls_of_journeys_are_kept(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        customer = Customer(stage)
        customer.start()
        traces = stage.app.extensions["demonstration"].traces
        (calls,) = traces._calls.values()

        assert [(call.operation, call.answer) for call in calls] == [("send", "200")]


def test_where_it_is_off_nobody_watches(tmp_path: Path) -> None:
    with staged(tmp_path, demo=False) as stage:
        assert "traces" not in stage.app.extensions
        assert stage.app.extensions["visitor"].onboarding._calls._watch is None
