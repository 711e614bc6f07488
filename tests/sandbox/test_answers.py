"""Every documented answer and the 429s: the table, and the numbers that ask for each."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.sandbox.caller import Caller, new_id
from webapp.sandbox.answers import ANSWERS, RATE_LIMIT_ANSWERS, Answer, Operation, documented
from webapp.sandbox.scenarios import SCENARIOS, Scenario

ANSWER_ROWS = [row for row in SCENARIOS if row.answer is not None]
NumberOf = Callable[[Scenario], str]
RATE_LIMIT_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")

DOCUMENTED = {
    Operation.SEND: Counter({200: 1, 400: 9, 401: 1, 403: 2, 409: 1, 422: 1, 500: 1, 502: 1}),
    Operation.VERIFY: Counter({200: 2, 400: 5, 401: 1, 403: 2, 409: 1, 422: 1, 500: 1, 502: 1}),
}


@pytest.mark.parametrize("operation", Operation)
def test_the_table_has_as_many_answers_of_each_status_as_are_documented(operation: Operation) -> None:
    found = Counter(answer.status for answer in ANSWERS if answer.operation is operation)

    assert found == DOCUMENTED[operation]
    assert len(ANSWERS) == 31


def test_every_answer_has_exactly_one_special_number() -> None:
    triggered = [row.answer for row in ANSWER_ROWS]

    for answer in (*ANSWERS, *RATE_LIMIT_ANSWERS):
        assert triggered.count(answer) == 1


def test_no_number_is_given_twice() -> None:
    assert len({row.mobile_number for row in SCENARIOS}) == len(SCENARIOS)


def _ids(row: Scenario) -> str:
    return f"{row.mobile_number} {row.operation} {row.name}"


@pytest.mark.parametrize("row", [row for row in ANSWER_ROWS if row.operation is Operation.SEND], ids=_ids)
def test_a_number_of_send_gives_its_answer(caller: Caller, row: Scenario, number_of: NumberOf) -> None:
    verification_id = new_id()

    response = caller.send({"mobile_number": number_of(row), "verification_id": verification_id})

    answer = _given(row)
    _check(response.status_code, response.json(), answer)
    assert [(name, response.headers.get(name)) for name, _ in answer.headers] == list(answer.headers)
    assert len(caller.messages_of(verification_id)) == (1 if answer.succeeded else 0)


@pytest.mark.parametrize("row", [row for row in ANSWER_ROWS if row.operation is Operation.VERIFY], ids=_ids)
def test_a_number_of_verify_gives_its_answer(caller: Caller, row: Scenario, number_of: NumberOf) -> None:
    verification_id = caller.sent(number_of(row))

    response = caller.verify_rightly(verification_id)

    answer = _given(row)
    _check(response.status_code, response.json(), answer)
    assert [(name, response.headers.get(name)) for name, _ in answer.headers] == list(answer.headers)


def _given(row: Scenario) -> Answer:
    assert row.answer is not None
    return row.answer


def _check(status: int, body: dict[str, object], answer: Answer) -> None:
    assert status == answer.status
    if answer.succeeded:
        assert body["status"] == answer.code
    else:
        assert body == {"type": answer.type, "code": answer.code, "message": answer.message}


@pytest.mark.parametrize("answer", RATE_LIMIT_ANSWERS, ids=lambda answer: f"{answer.operation} {answer.code}")
def test_a_429_says_when_to_come_back(answer: Answer) -> None:
    assert tuple(name for name, _ in answer.headers) == RATE_LIMIT_HEADERS


def test_a_special_answer_of_verify_does_not_depend_on_the_code(caller: Caller, number_of: NumberOf) -> None:
    [row] = [row for row in ANSWER_ROWS if row.operation is Operation.VERIFY and row.name.startswith("409")]
    verification_id = caller.sent(number_of(row))

    wrong = caller.verify(verification_id, next(caller.wrong_otps(verification_id)))

    _check(wrong.status_code, wrong.json(), _given(row))
    right = caller.verify_rightly(verification_id)
    assert (right.status_code, right.content) == (wrong.status_code, wrong.content)


def test_an_unknown_answer_cannot_be_looked_up() -> None:
    with pytest.raises(LookupError):
        documented(Operation.SEND, 400, "otp_expired")
