"""A stop or a restart takes nobody's answer away."""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.serving.service import PATIENCE_SECONDS, Service, customer_of, served, until
from tests.visitor import Page
from webapp.sandbox.server import RunningSandbox

SLOW_SEND, SLOW_VERIFY = "6000000301", "6000000401"


def start_and_signal(service: Service, sandbox: RunningSandbox, number: signal.Signals) -> Page:
    """Ask for a code; while upstream takes its time, send the signal; return the page that the customer gets."""
    customer = customer_of(service, sandbox)
    with ThreadPoolExecutor() as pool:
        page = pool.submit(customer.start, mobile_number=SLOW_SEND)
        until(lambda: customer.stage.messages(SLOW_SEND))  # from then on upstream keeps its answer back
        service.signal(number)
        return page.result()


def test_a_stop_lets_calls_in_flight_end(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Given a call under way, when the service is told to stop, then its customer gets the page, and it stops."""
    with served(tmp_path, cashfree_base_url=sandbox.base_url) as service:
        page = start_and_signal(service, sandbox, signal.SIGTERM)
        assert (page.path, page.status) == ("/otp", 200)
        assert service.process.wait(PATIENCE_SECONDS) == 0
        assert [line["answer"] for line in service.lines("UpstreamAnswered")] == ["200"]


def test_a_stopping_service_takes_nobody_in(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Given a service that was told to stop, when somebody new comes, then the connection is refused at once."""
    with served(tmp_path, cashfree_base_url=sandbox.base_url) as service:
        service.signal(signal.SIGTERM)
        service.process.wait(PATIENCE_SECONDS)
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{service.url}/healthz", timeout=5)


def test_a_restart_of_the_workers_is_seen_by_nobody(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Given a call under way, when the workers are replaced, then its customer goes on, in the end with new ones."""
    with served(tmp_path, cashfree_base_url=sandbox.base_url) as service:
        old = service.workers()
        page = start_and_signal(service, sandbox, signal.SIGHUP)
        assert (page.path, page.status) == ("/otp", 200)
        until(lambda: not set(old) & set(service.workers()))
        customer = customer_of(service, sandbox)
        customer.start(mobile_number=SLOW_VERIFY)
        assert customer.enter_code(mobile_number=SLOW_VERIFY).path == "/summary"
        # What the old workers counted is not forgotten.
        assert service.metric('onboarding_upstream_answers_total{answer="200",operation="send"}') == 2


def test_the_numbers_folder_goes_with_the_service(sandbox: RunningSandbox, tmp_path: Path) -> None:
    """Given a service whose workers share their numbers in a folder, when it has stopped, then nothing is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    with served(tmp_path, cashfree_base_url=sandbox.base_url, tmpdir=folder) as service:
        assert list(folder.glob("*/*.db"))
        service.signal(signal.SIGTERM)
        service.process.wait(PATIENCE_SECONDS)
    assert list(folder.iterdir()) == []
