"""What is told of the calls of a journey, of its consent and its limits: everything but what is personal."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.databases import Database
from tests.identity.records import FIELDS_OF_THE_CONTRACT, MOBILE, NAME, TODAY, place
from tests.identity.test_leaks import marker, shaped_replies
from tests.journey.conftest import AFFIRMED, HERE, PERSON, Room, watched
from webapp.consent.evidence import Captured, Evidence, Provenance
from webapp.identity.outline import outline
from webapp.identity.summary import Verdict, summarise
from webapp.journey import calls
from webapp.journey.inputs import InputRefused
from webapp.journey.problems import Stopped
from webapp.journey.state import Affirmation, State
from webapp.journey.telling import SEALED
from webapp.journey.watch import OTHER_HEADERS, About, Call, Listener
from webapp.mobile360.client import HIDDEN, Head
from webapp.mobile360.messages import VerifyOtpRequest, VerifyStatus
from webapp.protection.limits import Source
from webapp.sandbox.answers import Operation
from webapp.sandbox.scenarios import SCENARIOS

EVIDENCE = Evidence(
    ip=Captured(value="203.0.113.77", provenance=Provenance.CONNECTION),
    ip_origin=Captured(value="HOME", provenance=Provenance.STATED),
    isp=Captured(value="Quietnet", provenance=Provenance.ASN_FILE),
    device_id=Captured(value="device-of-asha", provenance=Provenance.ASSIGNED),
    os_type=Captured(value="Plan9", provenance=Provenance.CLIENT_HINT),
    model=Captured(value="Loudphone", provenance=Provenance.CLIENT_HINT),
)
WITH_EVIDENCE = Affirmation(AFFIRMED.notice, EVIDENCE)
CAPTURED = ("203.0.113.77", "Quietnet", "device-of-asha", "Plan9", "Loudphone")


@dataclass
class Shown:
    """A journey that somebody watches, and what was told of it."""

    room: Room
    calls: list[Call] = field(default_factory=list)


@pytest.fixture
def shown(database: Database, caplog: pytest.LogCaptureFixture) -> Iterator[Shown]:
    """The use cases, watched."""
    told: list[Call] = []
    with watched(database, caplog, told.append, {}) as room:
        yield Shown(room, told)


def number_of(operation: str, name: str) -> str:
    """Return the special number of an answer or a fault."""
    return next(row.mobile_number for row in SCENARIOS if (row.operation, row.name) == (Operation(operation), name))


def said(told: object) -> str:
    """Return all that is told, in what a page could show and in what a log could."""
    return json.dumps(asdict(told), ensure_ascii=False, default=str) + repr(told)  # type: ignore[call-overload]


def test_a_send_is_told_with_what_is_personal_masked(shown: Shown) -> None:
    """Given somebody who watches, when a code is sent, then the call is told as a log of a careful business has it."""
    room = shown.room
    room.start(affirmed=WITH_EVIDENCE)
    (call,), journey = shown.calls, room.now()
    assert (call.reference, call.verification_id) == (journey.reference, journey.verification_id)
    assert (call.operation, call.path, call.answer, call.status) == ("send", "/mobile360/otp/send", "200", 200)
    assert abs((call.began_at - journey.sent_at).total_seconds()) < 5
    assert 0 < call.seconds < 5
    assert call.request == {
        "verification_id": journey.verification_id,
        "mobile_number": "••••0001",
        "name": "A••• R•••",
        "notification_modes": ["SMS"],
        "user_consent": {
            "timestamp": call.request["user_consent"]["timestamp"],  # type: ignore[index]
            "purpose": "Fetch identity details for a test",
            "obtained": True,
            "type": "EXPLICIT",
            "network_details": {"ip": "(ip)", "ip_origin": "HOME", "isp": "(isp)"},
            "device_details": {"device_id": "(device id)", "os_type": "(os type)", "model": "(model)"},
        },
    }
    assert call.reply == {
        "verification_id": journey.verification_id,
        "reference_id": "(dropped)",
        "status": "OTP_GENERATED",
    }
    assert call.outline is None
    assert not [word for word in (*PERSON, *CAPTURED, "Asha") if word in said(call)]


def test_headers_are_told_without_secrets(shown: Shown) -> None:
    """Given a call, when it is told, then all its headers are named, and of the secret ones no more than that."""
    shown.room.start()
    (call,) = shown.calls
    assert call.sent_headers["x-client-id"] == call.sent_headers["x-client-secret"] == HIDDEN
    assert call.sent_headers["x-api-version"] == "2024-12-01"
    assert call.sent_headers["Content-Type"] == "application/json"
    assert call.received_headers["Content-Type"].startswith("application/json")
    assert "embedded-client" not in said(call)


def test_a_verified_record_is_told_in_outline(shown: Shown) -> None:
    """Given a code that is right, when the record comes, then its shape is told, and of its values the masks."""
    shown.room.start()
    code = shown.room.codes()[0]
    shown.room.verify()
    call, summary = shown.calls[1], shown.room.now().summary
    assert summary is not None
    assert (call.operation, call.answer, call.status) == ("verify", "200", 200)
    assert call.request == {"verification_id": shown.calls[0].verification_id, "otp": "••••••"}
    assert call.outline is not None
    assert call.outline.verdict == Verdict.SHOWN
    assert {row.key for row in call.outline.rows if row.seen} == {
        part.key for group in summary.groups for part in group.sections if part.key != "verified_mobile"
    }
    assert call.reply == {
        "verification_id": call.verification_id, "reference_id": "(dropped)", "status": "SUCCESS", **call.outline.body
    }  # fmt: skip
    assert not [word for word in (code, *PERSON, "Asha") if word in said(shown.calls[0]) + said(call)]


def test_nothing_on_record_is_told_without_an_outline(shown: Shown) -> None:
    """Given a number of which nothing is known, when its code is right, then the status is what is told."""
    number = number_of("verify", "200 DETAILS_NOT_FOUND")
    shown.room.start(number)
    shown.room.verify(shown.room.codes(number)[0])
    assert shown.calls[1].reply == {
        "verification_id": shown.calls[1].verification_id, "reference_id": "(dropped)", "status": "DETAILS_NOT_FOUND"
    }  # fmt: skip
    assert shown.calls[1].outline is None


_REFUSED: dict[str, object] = {"type": "validation_error"}
FAILURES: list[tuple[str, str, str, int | None, dict[str, object] | None]] = [
    ("send", "400 name_value_invalid", "400 name_value_invalid", 400, _REFUSED),
    ("send", "409 verification_id_already_exists", "409 verification_id_already_exists", 409, _REFUSED),
    ("send", "422 insufficient_balance", "422 insufficient_balance", 422, _REFUSED),
    ("send", "429 too_many_requests_per_ip", "429 too_many_requests_per_ip", 429, {"type": "rate_limit_error"}),
    ("send", "418 teapot_boiled_over", "418 undocumented", 418, None),
    ("send", "connection reset", "connection lost", None, None),
    ("verify", "400 otp_expired", "400 otp_expired", 400, _REFUSED),
    ("verify", "500 verification_failed", "500 verification_failed", 500, {"type": "internal_error"}),
    ("verify", "HTML with status 200", "unreadable", 200, None),
]


@pytest.mark.parametrize(("operation", "name", "answer", "status", "reply"), FAILURES)
def test_a_failure_is_told_in_the_words_that_are_known(  # noqa: PLR0917 - a row of the table
    shown: Shown, operation: str, name: str, answer: str, status: int | None, reply: dict[str, object] | None
) -> None:
    """Given an answer without a reply, when it comes, then its status and its documented words are told."""
    number = number_of(operation, name)
    with suppress(Stopped, InputRefused):
        shown.room.start(number)
        if operation == "verify":
            shown.room.verify(shown.room.codes(number)[0])
    call = shown.calls[-1]
    assert (call.operation, call.answer, call.status) == (operation, answer, status)
    assert call.reply == (reply and {**reply, "code": name.split()[1]})
    assert call.seconds > 0


def test_a_rate_that_is_spent_is_told_in_the_headers(shown: Shown) -> None:
    """Given an answer that names the account's rate, when it is told, then the headers that say so are there."""
    with pytest.raises(Stopped) as stop:
        shown.room.start(number_of("send", "500 verification_failed"))
    assert stop.value.until is None
    shown.room.start(number_of("send", "429 too_many_requests_per_ip"), token="another")
    headers = {name.lower(): value for name, value in shown.calls[1].received_headers.items()}
    assert (headers["x-ratelimit-remaining"], headers["retry-after"]) == ("0", "30")


def test_where_nobody_watches_nothing_is_made_of_what_came(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given nobody who watches, when a record comes, then no outline is made of it."""
    made: list[object] = []
    monkeypatch.setattr(calls, "outline", lambda *given: made.append(given))
    room.start()
    room.verify()
    assert room.now().state is State.VERIFIED
    assert not made


def listened(head: Head, reply: dict[str, object], stated_name: str = NAME) -> tuple[Verdict, Call]:
    """Return what is told of a verify call that brought this."""
    told: list[Call] = []
    request = VerifyOtpRequest(verification_id="v-1", otp="482913")
    listener = Listener(About({}, "a reference", request, datetime(2026, 3, 14, tzinfo=UTC)), told.append)
    assert listener.hear is not None
    listener.hear(head)
    summary = summarise(reply, stated_name=stated_name, verified_mobile=MOBILE, today=TODAY)
    listener.verified(VerifyStatus.SUCCESS, outline(reply, summary))
    return summary.verdict, told[0]


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    drawn=shaped_replies(),
    personal=st.sampled_from([{}, {"full_name": "Somebody Else"}, {"full_name": NAME, "age": 16}]),
)
def test_no_marker_is_in_anything_that_is_told_of_a_record_that_is_not_shown(
    drawn: tuple[dict[str, str], dict[str, object], list[str]], personal: dict[str, object]
) -> None:
    """Given a record with markers everywhere, when it is withheld for any reason, then no marker is told."""
    _, reply, unknown = drawn
    for path in [path for path in FIELDS_OF_THE_CONTRACT if path.startswith("personal_details.")]:
        place(reply, path, personal.get(path.removeprefix("personal_details."), marker(0)))
    headers = {"Content-Type": "application/json", "X-Name": marker(1), "Content-Length": marker(2)}

    verdict, call = listened(Head(200, headers), reply)

    assert verdict is not Verdict.SHOWN
    markers = set("".join(map(marker, range(len(FIELDS_OF_THE_CONTRACT)))) + "".join(unknown))
    assert markers.isdisjoint(said(call))
    told = {"Content-Type": "application/json", "Content-Length": HIDDEN, OTHER_HEADERS: "1"}
    assert call.received_headers == told


def test_headers_that_nobody_expects_are_counted() -> None:
    """Given an answer with many headers and odd ones, when it is told, then their number is, and no name of theirs."""
    headers = {f"X-{number}": "1" for number in range(500)} | {"a name of asha's": "1", "Retry-After": "30"}
    _, call = listened(Head(200, headers), {})
    assert call.received_headers == {"Retry-After": "30", OTHER_HEADERS: "501"}


def test_the_consent_is_told_entry_by_entry_without_what_is_personal(room: Room) -> None:
    """Given a consent and what followed, when its entries are told, then they stand in the chain as in the ledger."""
    room.start(affirmed=WITH_EVIDENCE)
    reference, code = room.now().reference, room.codes()[0]
    room.verify()
    room.show()
    told = room.onboarding.told_entries(reference)
    assert [entry.event for entry in told] == [
        "given", "receipt", "code_sent", "code_entered", "verified", "shown",
    ]  # fmt: skip
    kept = room.database.ledger().entries(reference)
    assert [(entry.sequence, entry.hash, entry.at) for entry in told] == [
        (entry.sequence, entry.hash, entry.at) for entry in kept
    ]
    given_then = dict(told[0].content)
    assert given_then["notice"] == AFFIRMED.notice.reference.model_dump()
    assert given_then["declared_adult"] is True
    assert given_then["notification_mode"] == "SMS"
    assert [name for name, value in given_then.items() if value == SEALED] == ["mobile_number", "name", "evidence"]
    assert told[1].content == {"receipt": SEALED}
    assert told[5].content["verdict"] == "SHOWN"
    assert not [word for word in (code, *PERSON, *CAPTURED, "Asha") if any(word in said(entry) for entry in told)]


def test_what_is_spent_is_told_and_nothing_is_spent_by_it(room: Room) -> None:
    """Given a code that was sent, when the limits are asked, again and again, then it is what is counted."""
    room.start()
    asked = [room.onboarding.usage(room.token, HERE) for _ in range(3)]
    used = {usage.limit: usage.used for usage in asked[2]}
    assert asked[0] == asked[2]
    assert used == {
        "sends_per_mobile": 1, "sends_per_prefix": 1, "sends_per_address": 1, "sends_in_all": 1, "tries_per_mobile": 0
    }  # fmt: skip
    room.verify()
    after = room.onboarding.usage(room.token, Source("203.0.113.10", "a-device"))
    assert {usage.limit: usage.used for usage in after} == {
        "sends_per_device": 0, "sends_per_address": 0, "sends_in_all": 1
    }  # fmt: skip
