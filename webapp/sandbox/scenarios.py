"""The special mobile numbers, in one table: invented people, every answer, every fault.

Numbers: people 90000000NN; answers of send 60000001NN and of verify 60000002NN; faults of send 60000003NN and
of verify 60000004NN. A number of verify behaves at send like any other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from webapp.sandbox.answers import ANSWERS, RATE_LIMIT_ANSWERS, Answer, Operation
from webapp.sandbox.faults import NOT_PROCESSED, Fault
from webapp.sandbox.people import PEOPLE


@dataclass(frozen=True)
class Scenario:
    """One special number. Of `answer` and `fault` at most one is given; with neither it is a person."""

    mobile_number: str
    operation: Operation | None
    name: str
    sentence: str
    answer: Answer | None = None
    fault: Fault | None = None

    @property
    def key(self) -> str:
        """What tells the row from all others, whatever its number: such as `send-500-verification_failed`."""
        words = f"{self.operation} {self.name}" if self.operation else self.name
        return words.lower().replace(" ", "-")


_FAULT_SENTENCES: dict[Fault, str] = {
    Fault.SLOW: "The proper answer, after a few seconds.",
    Fault.HUNG: "No byte ever comes; in the end the connection closes.",
    Fault.RESET: "The connection is reset (RST) instead of an answer.",
    Fault.CUT_OFF: "The connection closes half way through the announced length.",
    Fault.TRUNCATED_JSON: "Status 200 and a complete response, but the JSON ends in the middle.",
    Fault.HTML_ERROR_PAGE: "Status 502 with a page of HTML, from a proxy in front.",
    Fault.HTML_SUCCESS: "Status 200 with a page of HTML instead of JSON.",
    Fault.EMPTY_BODY: "Status 200 with nothing in it.",
    Fault.WRONG_CONTENT_TYPE: "The proper JSON, said to be plain text.",
    Fault.DRIPPING_BODY: "The proper answer, one byte at a time over the hanging time.",
    Fault.OVERSIZED_BODY: "The proper answer with several MiB of padding.",
    Fault.REDIRECT: "Status 302 to another page.",
    Fault.UNDOCUMENTED_STATUS: "Status 200 whose status field says something that no document names.",
}

_DONE = {Operation.SEND: "The message is sent all the same.", Operation.VERIFY: "The code is used up."}


def _unknown_answer(operation: Operation) -> Answer:
    text = "no document knows this answer"
    return Answer(operation, "Undocumented answer", 418, "unknown_error", "teapot_boiled_over", text)


def _answers(operation: Operation, first: int, answers: Iterable[Answer]) -> Iterator[Scenario]:
    for number, answer in enumerate(answers, first):
        sentence = f"{answer.name}, whatever the code." if operation is Operation.VERIFY else f"{answer.name}."
        if answer.succeeded:
            sentence = f"{answer.name}; nothing out of the ordinary."
        yield Scenario(str(number), operation, answer.label, sentence, answer=answer)


def _faults(operation: Operation, first: int) -> Iterator[Scenario]:
    for number, fault in enumerate(Fault, first):
        after = "Nothing was done." if fault in NOT_PROCESSED else _DONE[operation]
        yield Scenario(str(number), operation, fault, f"{_FAULT_SENTENCES[fault]} {after}", fault=fault)


def _table(operation: Operation, first_answer: int, first_fault: int) -> Iterator[Scenario]:
    yield from _answers(operation, first_answer, (row for row in ANSWERS if row.operation is operation))
    yield from _faults(operation, first_fault)
    beyond = [row for row in RATE_LIMIT_ANSWERS if row.operation is operation]
    yield from _answers(operation, first_fault + len(Fault), [*beyond, _unknown_answer(operation)])


SCENARIOS: tuple[Scenario, ...] = tuple(
    chain(
        (Scenario(person.mobile_number, None, person.name, person.sentence) for person in PEOPLE),
        _table(Operation.SEND, 6000000101, 6000000301),
        _table(Operation.VERIFY, 6000000201, 6000000401),
    )
)

_BY_NUMBER = {(row.mobile_number, row.operation): row for row in SCENARIOS}


def scenario_of(mobile_number: str, operation: Operation) -> Scenario | None:
    """Return what this number triggers at this operation, or None when the operation is served plainly."""
    return _BY_NUMBER.get((mobile_number, operation))
