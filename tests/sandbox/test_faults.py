"""Every transport fault, seen from the caller's end of a real connection."""

import socket
import struct
import time
from collections.abc import Callable, Mapping

import pytest
import requests

from tests.sandbox.caller import CONFIG, Caller, new_id
from webapp.sandbox.answers import Operation
from webapp.sandbox.faults import NOT_PROCESSED, OVERSIZED_BYTES, Fault
from webapp.sandbox.scenarios import SCENARIOS, Scenario

FAULT_ROWS = [row for row in SCENARIOS if row.fault is not None]

NumberOf = Callable[[Scenario], str]
Call = Callable[[float], requests.Response]  # the argument is the read timeout in seconds
USUAL_STATUSES = {"OTP_GENERATED", "SUCCESS", "DETAILS_NOT_FOUND", "VALID"}


def _slow(call: Call) -> None:
    started = time.monotonic()
    assert call(30).json()["status"] in USUAL_STATUSES
    assert time.monotonic() - started >= CONFIG.slow_seconds


def _hung(call: Call) -> None:
    with pytest.raises(requests.ReadTimeout):
        call(0.2)


def _reset(call: Call) -> None:
    with pytest.raises(requests.ConnectionError, match="ConnectionResetError"):
        call(30)


def _cut_off(call: Call) -> None:
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        call(30)


def _truncated_json(call: Call) -> None:
    response = call(30)
    assert response.status_code == 200
    assert int(response.headers["Content-Length"]) == len(response.content) > 0
    with pytest.raises(requests.JSONDecodeError):
        response.json()


def _html_error_page(call: Call) -> None:
    _is_html(call(30), 502)


def _html_success(call: Call) -> None:
    _is_html(call(30), 200)


def _is_html(response: requests.Response, status: int) -> None:
    assert (response.status_code, response.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert response.text.startswith("<!doctype html>")


def _empty_body(call: Call) -> None:
    response = call(30)
    assert (response.status_code, response.content) == (200, b"")


def _wrong_content_type(call: Call) -> None:
    response = call(30)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.json()["status"] in USUAL_STATUSES


def _dripping_body(call: Call) -> None:
    started = time.monotonic()
    response = call(CONFIG.hang_seconds / 2)  # no read waits that long, yet all of it takes longer
    assert response.json()["status"] in USUAL_STATUSES
    assert time.monotonic() - started >= CONFIG.hang_seconds


def _oversized_body(call: Call) -> None:
    response = call(30)
    assert len(response.content) > OVERSIZED_BYTES
    assert response.json()["status"] in USUAL_STATUSES


def _redirect(call: Call) -> None:
    response = call(30)
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def _undocumented_status(call: Call) -> None:
    response = call(30)
    assert response.status_code == 200
    assert response.json()["status"] not in USUAL_STATUSES


WHAT_THE_CALLER_SEES: Mapping[Fault, Callable[[Call], None]] = {
    Fault.SLOW: _slow,
    Fault.HUNG: _hung,
    Fault.RESET: _reset,
    Fault.CUT_OFF: _cut_off,
    Fault.TRUNCATED_JSON: _truncated_json,
    Fault.HTML_ERROR_PAGE: _html_error_page,
    Fault.HTML_SUCCESS: _html_success,
    Fault.EMPTY_BODY: _empty_body,
    Fault.WRONG_CONTENT_TYPE: _wrong_content_type,
    Fault.DRIPPING_BODY: _dripping_body,
    Fault.OVERSIZED_BODY: _oversized_body,
    Fault.REDIRECT: _redirect,
    Fault.UNDOCUMENTED_STATUS: _undocumented_status,
}


def _rows(operation: Operation) -> list[Scenario]:
    return [row for row in FAULT_ROWS if row.operation is operation]


@pytest.mark.parametrize("operation", Operation)
def test_every_fault_has_one_number_at_each_operation(operation: Operation) -> None:
    assert sorted(str(row.fault) for row in _rows(operation)) == sorted(Fault)


@pytest.mark.parametrize("row", _rows(Operation.SEND), ids=lambda row: str(row.fault))
def test_a_fault_at_send(caller: Caller, row: Scenario, number_of: NumberOf) -> None:
    changes = {"mobile_number": number_of(row), "verification_id": new_id()}
    fault = _given(row)

    WHAT_THE_CALLER_SEES[fault](lambda timeout: caller.send(changes, timeout))

    if fault in NOT_PROCESSED:
        assert not caller.messages()
        WHAT_THE_CALLER_SEES[fault](lambda timeout: caller.send(changes, timeout))
    else:
        assert caller.send(changes).status_code == 409
        assert caller.verify_rightly(changes["verification_id"]).json()["status"] == "SUCCESS"


@pytest.mark.parametrize("row", _rows(Operation.VERIFY), ids=lambda row: str(row.fault))
def test_a_fault_at_verify(caller: Caller, row: Scenario, number_of: NumberOf) -> None:
    verification_id = caller.sent(number_of(row))
    fault = _given(row)

    WHAT_THE_CALLER_SEES[fault](lambda timeout: caller.verify_rightly(verification_id, timeout))

    if fault in NOT_PROCESSED:
        WHAT_THE_CALLER_SEES[fault](lambda timeout: caller.verify_rightly(verification_id, timeout))
    else:
        assert caller.verify_rightly(verification_id).status_code == 409


@pytest.mark.parametrize("row", _rows(Operation.VERIFY), ids=lambda row: str(row.fault))
def test_a_wrong_code_is_told_plainly_unless_the_call_never_arrives(caller: Caller, row: Scenario) -> None:
    verification_id = caller.sent(row.mobile_number)

    response = caller.verify(verification_id, next(caller.wrong_otps(verification_id)))

    assert response.status_code == {Fault.HTML_ERROR_PAGE: 502, Fault.REDIRECT: 302}.get(_given(row), 400)


def test_a_call_that_hangs_is_closed_in_the_end_without_an_answer(caller: Caller) -> None:
    [row] = [row for row in _rows(Operation.SEND) if row.fault is Fault.HUNG]

    with pytest.raises(requests.ConnectionError, match="RemoteDisconnected"):
        caller.send({"mobile_number": row.mobile_number})


BAD_CHUNKS = b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"


def test_a_body_in_broken_chunks_is_the_caller_s_fault(caller: Caller) -> None:
    credentials = "".join(f"{name}: {value}\r\n" for name, value in caller.headers.items()).encode()
    host, port = caller.running.origin.removeprefix("http://").split(":")

    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"POST /verification/mobile360/otp/send HTTP/1.1\r\n" + credentials + BAD_CHUNKS)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").readline()

    assert answer.split()[1] == b"400"


def test_the_server_lives_on_after_callers_that_break_off(caller: Caller) -> None:
    address = caller.running.origin.removeprefix("http://").split(":")
    for beginning in (
        b"",
        b"POST /verif",
        b"POST /verification/mobile360/otp/send HTTP/1.1\r\nContent-Length: 9\r\n\r\n{",
    ):
        with socket.create_connection((address[0], int(address[1]))) as connection:
            connection.sendall(beginning)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert caller.sent()


def _given(row: Scenario) -> Fault:
    assert row.fault is not None
    return row.fault
