"""More people than codes may be sent: a customer waits for a turn, and is served in it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.browser.customers import ASHA
from tests.browser.pages.code import QueuePage
from tests.browser.pages.start import StartPage
from tests.browser.visit import Variant, Visit
from tests.servers import Stage, staged
from tests.visitor import Customer
from webapp.protection.limits import LimitReached


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """An application whose account may send one code in five seconds; its clock stands still until it is moved."""
    with staged(tmp_path, limit_calls_per_minute=24, limit_calls_for_verifies=12) as stage:
        stage.clock.stop()
        yield stage


def test_a_customer_waits_for_a_turn_and_gets_the_code(visit: Visit, stage: Stage) -> None:
    start = StartPage.opened_by(visit).fill_in(ASHA)
    for number in ("9876543210", "9876543211"):  # one place is for the present moment, the other for the next
        Customer(stage).start(mobile_number=number)
    start.send()

    queue = QueuePage(visit).pictured("code-queue").says_when()
    stage.clock.pass_by(seconds=10)

    queue.wait_for_turn().sent_by("SMS", ASHA).enter_right_code(ASHA)
    assert len(stage.messages(ASHA.mobile_number)) == 1


def test_a_customer_who_waits_can_stop(visit: Visit, stage: Stage) -> None:
    start = StartPage.opened_by(visit).fill_in(ASHA)
    for number in ("9876543210", "9876543211"):  # one place is for the present moment, the other for the next
        Customer(stage).start(mobile_number=number)
    start.send()

    QueuePage(visit).press("Stop here")

    assert stage.messages(ASHA.mobile_number) == []


@pytest.mark.parametrize("variant", [Variant(360, scripts=True)], ids=str)
def test_a_turn_that_is_refused_is_not_asked_for_again_and_again(
    visit: Visit, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a turn whose send is refused when it comes, when the page has pressed its button, then it leaves the next
    press to the customer."""
    start = StartPage.opened_by(visit).fill_in(ASHA)
    for number in ("9876543210", "9876543211"):
        Customer(stage).start(mobile_number=number)
    start.send()
    QueuePage(visit)
    presses: list[str] = []
    visit.window.on("request", lambda request: presses.append(request.url) if request.method == "POST" else None)

    def refuse(_number: str, turn: datetime) -> datetime:
        raise LimitReached("pumping", turn + timedelta(minutes=10))

    monkeypatch.setattr(stage.app.extensions["gate"], "keep_turn", refuse)
    stage.clock.pass_by(seconds=10)
    visit.window.locator(".errors").wait_for(timeout=60_000)
    visit.window.wait_for_timeout(2_000)

    assert presses == [f"{stage.url}/otp/resend"]
