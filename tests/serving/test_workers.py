"""Several workers are one service: a journey goes through all of them, and they count together."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import PostgresServer
from tests.redis_server import RedisServer
from tests.serving.service import Service, customer_of, served, until
from webapp.sandbox.server import RunningSandbox


@contextmanager
def only(service: Service, worker: int) -> Iterator[None]:
    """Let one worker answer, and no other."""
    others = [other for other in service.workers() if other != worker]
    for other in others:
        os.kill(other, signal.SIGSTOP)
    try:
        yield
    finally:
        for other in others:
            os.kill(other, signal.SIGCONT)


def test_each_step_of_a_journey_may_meet_another_worker(
    sandbox: RunningSandbox, postgres: PostgresServer, redis: RedisServer, tmp_path: Path
) -> None:
    """Given two workers, when each step is taken with another one, then the journey comes to its summary."""
    with (
        postgres.database("two_workers") as url,
        served(
            tmp_path,
            workers=2, database_url=url, rate_limit_storage_url=redis.url, cashfree_base_url=sandbox.base_url,
        ) as service,
    ):  # fmt: skip
        customer = customer_of(service, sandbox)
        customer.session.headers["Connection"] = "close"
        until(lambda: len(service.workers()) == 2)  # the first may be ready before the other is made
        first, second = service.workers()
        with only(service, first):
            assert customer.start().path == "/otp"
        with only(service, second):
            assert customer.enter_code("111111").path == "/otp"
        with only(service, first):
            page = customer.enter_code()
            assert (page.path, page.status) == ("/summary", 200)
        with only(service, second):
            assert customer.send("/finish", {}, page.values["csrf_token"]).path == "/finish"
        answered = [line["worker"] for line in service.lines("UpstreamAnswered")]
        assert answered == [first, second, first]
        # Whichever worker is asked, it tells what all have counted.
        assert service.metric('onboarding_upstream_answers_total{answer="200",operation="verify"}') == 1
        assert service.metric('onboarding_journeys_ended_total{state="finished"}') == 1
        sums = 'onboarding_request_seconds_count{method="POST",rule="/otp",status="3xx"}'
        assert service.metric(sums) + service.metric(sums.replace("3xx", "4xx")) == 2


def test_workers_share_what_no_request_changes(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Given a worker that has answered a page, when its memory is read, then most of it is shared with the process
    that made it: code, catalogues and all else that stays as it is."""
    with served(tmp_path, cashfree_base_url=sandbox.base_url) as service:
        customer_of(service, sandbox).look("/")
        (worker,) = service.workers()
        memory = Path(f"/proc/{worker}/smaps_rollup").read_text()
        kilobytes = {name: int(size) for name, size in re.findall(r"^(\w+): +(\d+) kB$", memory, re.MULTILINE)}
        assert kilobytes["Private_Clean"] + kilobytes["Private_Dirty"] < kilobytes["Rss"] / 2
