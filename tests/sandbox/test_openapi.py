"""The OpenAPI description agrees with the table of answers, and the running server agrees with both."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.sandbox.caller import GOOD_HEADERS, send_body
from tests.sandbox.description import DESCRIPTION, PATH, follow, problems
from webapp.sandbox.answers import ANSWERS, RATE_LIMIT_ANSWERS, Operation
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.server import RunningSandbox, serve

CHECKS: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
    checks.negative_data_rejection,
]

CREDENTIALS: Final = {name: GOOD_HEADERS[name] for name in ("x-client-id", "x-client-secret")}
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

schema = schemathesis.openapi.from_path(PATH)


def _examples(operation: Operation) -> Iterator[tuple[int, str, str, object]]:
    responses = DESCRIPTION["paths"][f"/mobile360/otp/{operation}"]["post"]["responses"]
    for status, response in responses.items():
        content = follow(response)["content"]
        assert isinstance(content, dict)
        for key, reference in content["application/json"]["examples"].items():
            example = follow(reference)
            yield int(status), key, str(example["summary"]), example["value"]


@pytest.mark.parametrize("operation", Operation)
def test_the_examples_are_the_table_of_answers(operation: Operation) -> None:
    rows = [row for row in (*ANSWERS, *RATE_LIMIT_ANSWERS) if row.operation is operation]

    examples = sorted(_examples(operation), key=lambda example: example[:2])

    assert [example[:3] for example in examples] == sorted((row.status, row.code, row.name) for row in rows)
    refusals = {(row.status, row.code): row.error_body() for row in rows if not row.succeeded}
    for status, key, _, value in examples:
        if status != 200:
            assert value == refusals[status, key]


@pytest.mark.parametrize(("operation", "reply"), [("send", "SendReply"), ("verify", "VerifyReply")])
def test_the_examples_keep_to_their_schemas(operation: str, reply: str) -> None:
    for status, key, _, value in _examples(Operation(operation)):
        assert not problems(reply if status == 200 else "Error", value)
        if status == 200:
            assert isinstance(value, dict)
            assert value["status"] == key


def test_a_call_that_the_tests_think_good_keeps_to_the_description() -> None:
    assert not problems("SendRequest", send_body())


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with serve(create_sandbox()) as server:
        yield server


@schema.parametrize()
@settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_the_server_keeps_to_its_description(case: schemathesis.Case[Any], running: RunningSandbox) -> None:
    _give_consent_now(case.body)
    # A password that was never sent is well formed and refused all the same, so this holds for send alone.
    expected = [*CHECKS, checks.positive_data_acceptance] if case.path.endswith("/send") else CHECKS
    with requests.Session() as session:
        case.call_and_validate(
            base_url=running.base_url, session=session, headers=CREDENTIALS, checks=expected, timeout=5
        )


def _give_consent_now(body: object) -> None:
    """Move a timestamp that is in order into the server's window, which a schema cannot express."""
    consent = body.get("user_consent") if isinstance(body, dict) else None
    if isinstance(consent, dict) and _is_moment(str(consent.get("timestamp"))):
        consent["timestamp"] = datetime.now(UTC).isoformat()


def _is_moment(text: str) -> bool:
    try:
        return MOMENT.fullmatch(text) is not None and datetime.fromisoformat(text) is not None
    except ValueError:  # the right shape, but no such day or minute
        return False
