"""Starting and stopping: beside other work in a process, and alone."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from flask import Flask

from tests.sandbox.caller import Caller, MovingClock
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.faults import Fault
from webapp.sandbox.scenarios import SCENARIOS
from webapp.sandbox.server import serve

HUNG_AT_SEND = next(row.mobile_number for row in SCENARIOS if row.fault is Fault.HUNG)


def test_a_stopped_server_answers_no_more_and_may_be_stopped_again() -> None:
    with serve(create_sandbox()) as running:
        assert running.base_url == f"{running.origin}/verification"
    running.stop()

    with pytest.raises(requests.ConnectionError):
        requests.get(running.origin, timeout=5)


def test_an_application_can_be_served_again_and_remembers() -> None:
    clock = MovingClock()
    app = create_sandbox(clock=clock)

    with serve(app) as running:
        verification_id = Caller(running, clock).sent()

    with serve(app) as running:
        assert Caller(running, clock).verify_rightly(verification_id).status_code == 200


@pytest.mark.parametrize("headers", [None, {}], ids=["answered", "refused"])
def test_every_call_waits_for_the_delay_that_is_set(headers: dict[str, str] | None) -> None:
    clock = MovingClock()
    with serve(create_sandbox(SandboxConfig(delay_seconds=0.3), clock)) as running:
        caller = Caller(running, clock) if headers is None else Caller(running, clock, headers)

        replies = [caller.send(), caller.verify("visit-1", "123456")]

    assert all(reply.elapsed.total_seconds() >= 0.3 for reply in replies)


def test_neither_pages_nor_stopping_wait_for_calls_that_are_delayed() -> None:
    clock = MovingClock()
    app, arrived = create_sandbox(SandboxConfig(delay_seconds=60), clock), threading.Event()
    app.before_request(arrived.set)
    running = serve(app)
    caller = Caller(running, clock)

    with ThreadPoolExecutor() as pool:
        call = pool.submit(caller.send, None, 120)
        assert arrived.wait(30)
        assert caller.messages() == []
        assert not call.done()
        started = time.monotonic()
        running.stop()
        call.exception(timeout=30)

    assert time.monotonic() - started < 30  # half of what was to be waited for


def test_stopping_does_not_wait_for_calls_that_hang() -> None:
    clock = MovingClock()
    running = serve(create_sandbox(SandboxConfig(hang_seconds=60), clock))
    caller = Caller(running, clock)

    with ThreadPoolExecutor() as pool:
        call = pool.submit(caller.send, {"mobile_number": HUNG_AT_SEND}, 120)
        while not caller.messages():
            time.sleep(0.01)
        started = time.monotonic()
        running.stop()
        assert isinstance(call.exception(timeout=30), requests.ConnectionError)

    assert time.monotonic() - started < 30  # half of what was to be waited for


def test_two_servers_know_nothing_of_each_other() -> None:
    clock = MovingClock()
    with serve(create_sandbox(clock=clock)) as one, serve(create_sandbox(clock=clock)) as two:
        verification_id = Caller(one, clock).sent()

        assert Caller(two, clock).messages() == []
        assert Caller(two, clock).verify(verification_id, "000000").status_code == 400


def test_an_application_of_another_kind_is_not_served() -> None:
    with pytest.raises(TypeError, match="create_sandbox"):
        serve(Flask("other"))


def test_nothing_personal_is_logged(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    verification_id = caller.sent("9812345671", name="Nila Verma")
    caller.verify(verification_id, "000000")
    caller.verify_rightly(verification_id)
    caller.messages(mobile_number="9812345671")

    served = [record.getMessage() for record in caplog.records if not record.name.startswith("urllib3")]
    assert "send answered 200" in served
    for private in ("9812345671", "Nila", "NILA", caller.otp(verification_id)):
        assert private not in "\n".join(served)


def _start(port: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "webapp.sandbox"]
    environment = {**os.environ, "SANDBOX_PORT": port}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True)  # noqa: S603  our own


def test_alone_it_prints_how_to_reach_it_and_stops_when_told() -> None:
    with _start("0") as process:
        assert process.stdout is not None
        printed = [process.stdout.readline() for _ in range(6)]
        origin = printed[4].split()[-1]
        assert printed[0].endswith(f" {origin}verification\n")
        assert requests.get(origin, timeout=5).status_code == 200
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)

    assert process.returncode == 0
    assert any("embedded-client-secret" in line for line in printed)


@pytest.mark.parametrize("port", ["", "eighty", "70000"])
def test_a_port_that_is_none_stops_the_start_with_one_line(port: str) -> None:
    with _start(port) as process:
        _, said = process.communicate(timeout=60)

    assert process.returncode == 1
    assert said.startswith("SANDBOX_PORT ")
    assert said.count("\n") == 1
