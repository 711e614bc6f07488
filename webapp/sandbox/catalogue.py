"""What there is to be put together into a number, and the numbers themselves, in JSON over HTTP."""

from flask import Response, jsonify, request

from webapp.sandbox.faults import as_json
from webapp.sandbox.numbers import DELAYS, UnknownPartError, number_for, script_named
from webapp.sandbox.people import PEOPLE, Person
from webapp.sandbox.scenarios import SCENARIOS, Scenario

_PARTS = ("person", "delay", "send", "verify")


def catalogue() -> Response:
    """List people and scenarios, each with its key and its special number, and delays in seconds.

    A key stands for what happens and stays; `status` and `code` are of an answer, `fault` is a fault's words.
    """
    people = [_person(person) for person in PEOPLE]
    scenarios = [_scenario(row) for row in SCENARIOS if row.operation]
    return jsonify(people=people, scenarios=scenarios, delays=DELAYS)


def numbers() -> Response:
    """Put a number together of `person`, `delay`, `send` and `verify`, each as the catalogue has it, or else 404.

    A part that is left out, or empty, is nothing out of the ordinary. `name` is what to type, null for any.
    """
    try:
        script = script_named(**{part: request.args.get(part, "") for part in _PARTS})
    except UnknownPartError as error:
        return as_json({"message": str(error)}, 404)
    return jsonify(mobile_number=number_for(script), name=script.person.name if script.person else None)


def _person(person: Person) -> dict[str, str]:
    return {
        "key": person.key,
        "mobile_number": person.mobile_number,
        "name": person.name,
        "sentence": person.sentence,
    }


def _scenario(row: Scenario) -> dict[str, str | int | None]:
    return {
        "key": row.key,
        "mobile_number": row.mobile_number,
        "operation": row.operation,
        "name": row.name,
        "sentence": row.sentence,
        "status": row.answer.status if row.answer else None,
        "code": row.answer.code if row.answer else None,
        "fault": row.fault,
    }
