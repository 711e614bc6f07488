"""The trace, and what it has in common with the phone: what it tells, and how it is told from what was there before."""

import json
import re
import sqlite3
from contextlib import closing
from html import unescape

import pytest

from tests.demo.presenter import Presenter
from tests.servers import Stage
from webapp.demo.stories import NAME_DIFFERS

STORY = {"scenario": "asha-ramanathan"}


@pytest.fixture
def presenter(stage: Stage) -> Presenter:
    """A presenter's browser."""
    return Presenter(stage)


def test_the_trace_tells_each_step_and_no_secret(presenter: Presenter) -> None:
    """Given a visit that came to its summary, when the trace is read, then consent, calls and showing are there in
    order, with a command whose secrets are variables, both sides of the record, and the limits."""
    begun = presenter.begin(**STORY)
    presenter.agree(begun)
    code = presenter.phone().values["otp"]
    presenter.press(presenter.fill_in())
    presenter.look("/summary")
    text = unescape(presenter.trace().text)
    steps = re.findall(r'<span class="what">(.+?)</span>', text)
    assert steps[0] == "Consent given"
    assert [step for step in steps if "Cashfree" in step] == [
        "Cashfree asked to send a code", "Cashfree asked to check the code",
    ]  # fmt: skip
    assert steps[-1] == "Summary shown"
    assert 'curl -X POST "$CASHFREE_BASE_URL/mobile360/otp/send"' in text
    assert '-H "x-client-secret: $CASHFREE_CLIENT_SECRET"' in text
    assert "embedded-client" not in text
    assert begun.values["mobile_number"] not in text
    assert code not in text
    assert "The customer sees" in text


def test_limits_are_told_as_they_stand(presenter: Presenter) -> None:
    """Given a visit at the code, when the trace is read, then each limit has its count, that of the number too."""
    presenter.agree(presenter.begin(**STORY))
    limits = re.findall(
        r'<label for="limit-\d+">(.+?)</label> <span class="count">(\d+) of (\d+) (.+?)</span>', presenter.trace().text
    )
    assert ("Codes to this number", "1", "100000", "a minute") in limits
    assert ("Codes entered for this number", "0", "100000", "a minute") in limits


def test_the_bodies_of_a_trace_are_json(presenter: Presenter) -> None:
    """Given a trace, when its bodies are read, then each is a JSON object."""
    presenter.go_through(**STORY)
    bodies = re.findall(r'<pre id="(?:request|reply|content)-\d+">(.+?)</pre>', presenter.trace().text, re.DOTALL)
    assert len(bodies) >= 8
    assert all(isinstance(json.loads(unescape(body)), dict) for body in bodies)


def test_the_trace_outlives_the_visit(presenter: Presenter) -> None:
    """Given a visit that the customer has finished, when the trace is looked at, then it is still there."""
    page = presenter.go_through(**STORY)
    presenter.send("/finish", {}, page.values["csrf_token"])
    text = presenter.trace().text
    assert "ended" in text
    assert text.count('class="call"') == 2


def test_news_are_told_from_what_is_the_same(presenter: Presenter) -> None:
    """Given phone and trace, when they are looked at twice, then they bear the same mark; after a step, another."""
    presenter.play(**STORY)

    def marks() -> list[str]:
        return [re.findall(r'data-news="(\w+)"', page.text)[0] for page in (presenter.phone(), presenter.trace())]

    before = marks()
    assert marks() == before
    presenter.agree(presenter.begin(**STORY))
    after = marks()
    assert after[0] != before[0]
    assert after[1] != before[1]
    assert marks() == after


def test_looking_at_phone_and_trace_changes_no_session(presenter: Presenter) -> None:
    """Given frames that are loaded while a form is on its way, when they answer, then they set no session, which the
    form's own answer might lose by it."""
    presenter.play(**STORY)
    presenter.agree(presenter.begin(**STORY))
    for page in (presenter.phone(), presenter.trace()):
        assert "Set-Cookie" not in page.reply.headers


def test_somebody_else_s_name_is_told_nothing(presenter: Presenter) -> None:
    """Given the story of a stranger, when it comes to its page, then the trace shows that the record was withheld."""
    assert presenter.go_through(scenario="gurpreet-dhillon").title == NAME_DIFFERS
    assert "the customer sees 0 of them" in presenter.trace().text


def test_a_ledger_that_was_tampered_with_is_said(presenter: Presenter, stage: Stage) -> None:
    """Given a visit whose entries were changed, when the trace is looked at, then it says so and shows its calls."""
    presenter.agree(presenter.begin(scenario="asha-ramanathan"))
    with closing(sqlite3.connect(stage.database)) as database, database:
        database.execute("DROP TRIGGER consent_entries_refuse_update")
        database.execute("UPDATE consent_entries SET at = '2020-01-01T00:00:00.000000+00:00'")
    page = presenter.trace()
    assert (page.status, "not as it was written" in page.text) == (200, True)
    assert "Cashfree asked to send a code" in page.text
    assert "Consent given" not in page.text


def test_a_call_that_was_never_made_is_told_as_such(presenter: Presenter, stage: Stage) -> None:
    """Given many who begin a story of failure at once, after which Mobile 360 is left alone, when the last of them asks
    for a code, then the trace says that nothing left, and has no command."""
    presenters = [*(Presenter(stage) for _ in range(5)), presenter]
    for each in presenters:
        each.play(scenario="send-500-verification_failed")
    pages = [each.begin(scenario="send-500-verification_failed") for each in presenters]
    for each, page in zip(presenters, pages, strict=True):
        each.agree(page)
    page = presenter.trace()
    assert "Cashfree not asked to send a code" in page.text
    assert "Nothing left this machine: circuit open." in page.text
    assert "curl -X POST" not in page.text
