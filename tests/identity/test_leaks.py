"""No value of a record leaves in a summary or in an outline, save what the policy permits to show in part.

Every leaf gets a marker of Chinese characters that no other leaf and no text of ours has, so that each character
found in either tells where it came from.
"""

import json
import re
from dataclasses import asdict
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.identity.records import FIELDS_OF_THE_CONTRACT, MOBILE, NAME, TODAY, place
from webapp.identity.fields import Purpose
from webapp.identity.outline import outline
from webapp.identity.summary import Summary, Verdict, summarise

LENGTH = 12
NAMES = frozenset(
    path for path in FIELDS_OF_THE_CONTRACT if path.endswith(("full_name", "registered_name", "name_pan_card"))
)
_RECENT = "employment_details.recent_employment_details"

TAILS = {
    "pan_details[].pan_number": 3,
    "passport_details[].passport_number": 2,
    "voter_details[].voter_id": 3,
    "driving_license_details[].driving_license_number": 4,
    "phone_numbers[].phone": 2,
    "bank_account_details[].bank_account": 4,
    "employment_details.uan[].uan": 4,
    "employment_details.uan[].member_id": 4,
    "employment_details.uan[].establishment_id": 4,
    f"{_RECENT}.employee_details.uan": 4,
    f"{_RECENT}.employee_details.member_id": 4,
    f"{_RECENT}.employer_details.establishment_id": 4,
}
IN_CLEAR = {
    "addresses[].city",
    "addresses[].state",
    "pan_details[].metadata.type",
    "employment_details.uan[].establishment_name",
    f"{_RECENT}.employer_details.establishment_name",
    "mobile_number_intelligence.connection_type",
    "mobile_number_intelligence.current_service_provider",
}

SHAPES = ("word", "code", "email", "number", "list", "lists", "object", "objects", "key", "boolean", "null")


def marker(index: int) -> str:
    """Return the characters that only the leaf of this index has."""
    start = 0x4E00 + LENGTH * index
    return "".join(map(chr, range(start, start + LENGTH)))


def mistyped(index: int, shape: str) -> object:
    """Return a value of some type that carries the marker of a leaf."""
    text = marker(index)
    shapes: dict[str, object] = {
        "word": text,
        "code": "7" + text,
        "email": f"{text[:6]}@{text[6:]}.example",
        "number": 712_345_678_901_234 + index * 1_000_003,
        "list": [text, "7" + text],
        "lists": [[[text]], [None, text]],
        "object": {"value": text, "number": "7" + text},
        "objects": [{"value": {"value": text}}],
        "key": {text: text},
        "boolean": index % 2 == 0,
        "null": None,
    }
    return shapes[shape]


def permitted(path: str, shape: str) -> str:
    """Return the characters of a leaf's marker that the policy may show."""
    text = marker(FIELDS_OF_THE_CONTRACT.index(path))
    if path in TAILS:
        # An email address in a field for an identifier is cut as one: its last characters are not the marker's.
        return text[-TAILS[path] :]
    if path == "emails[].email":
        return text[0]
    return text if path in IN_CLEAR and shape in {"word", "list", "lists"} else ""


@st.composite
def shaped_replies(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, object], list[str]]:
    """Draw the shape of each leaf, the reply, and the markers of its unknown fields."""
    shapes = {path: draw(st.sampled_from(SHAPES)) for path in FIELDS_OF_THE_CONTRACT}
    reply: dict[str, object] = {}
    unknown: list[str] = []
    for index, (path, shape) in enumerate(shapes.items()):
        place(reply, path, mistyped(index, shape))
        if draw(st.booleans()):
            stranger = len(FIELDS_OF_THE_CONTRACT) + index
            unknown.append(marker(stranger))
            place(reply, f"{path}_unknown", mistyped(stranger, draw(st.sampled_from(SHAPES))))
    return shapes, reply, unknown


bounded = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def summarised(reply: dict[str, object]) -> tuple[Verdict, str]:
    summary = summarise(reply, stated_name=NAME, verified_mobile=MOBILE, today=TODAY)
    return summary.verdict, summary.model_dump_json() + repr(summary) + str(summary) + told_of(reply, summary)


def told_of(reply: dict[str, object], summary: Summary) -> str:
    """Return all that whoever shows the product is told of a record."""
    told = outline(reply, summary)
    return json.dumps(asdict(told), ensure_ascii=False) + repr(told) + repr(told.rows)


@bounded
@given(drawn=shaped_replies())
def test_a_shown_record_shows_of_each_leaf_what_the_policy_permits(
    drawn: tuple[dict[str, str], dict[str, object], list[str]],
) -> None:
    # given a record whose name is the customer's, and markers everywhere else
    shapes, reply, unknown = drawn
    place(reply, "personal_details.full_name", NAME)

    # when
    verdict, output = summarised(reply)

    # then
    assert verdict is Verdict.SHOWN
    for path, shape in shapes.items():
        if path != "personal_details.full_name":
            forbidden = set(marker(FIELDS_OF_THE_CONTRACT.index(path))) - set(permitted(path, shape))
            assert forbidden.isdisjoint(output), path
    assert set("".join(unknown)).isdisjoint(output)
    assert not re.search(r"\d{5}", output)


@bounded
@given(drawn=shaped_replies())
def test_a_record_without_a_name_or_with_another_shows_nothing(
    drawn: tuple[dict[str, str], dict[str, object], list[str]],
) -> None:
    # given a record whose names are markers as well, or cannot be read
    shapes, reply, unknown = drawn

    # when
    verdict, output = summarised(reply)

    # then
    assert verdict is not Verdict.SHOWN
    assert set("".join(map(marker, range(len(shapes)))) + "".join(unknown)).isdisjoint(output)
    assert not re.search(r"\d{3}", output)


minors = st.one_of(
    st.dates(date(2008, 3, 15), TODAY)
    .flatmap(lambda born: st.sampled_from([born.isoformat(), f"{born:%d/%m/%Y}", f"{born:%d %B %Y}", f"{born:%Y%m%d}"]))
    .map(lambda dob: {"dob": dob}),
    st.integers(2009, 2026)
    .flatmap(lambda year: st.sampled_from([year, f"XX-XX-{year}", f"{year}-**-**"]))
    .map(lambda dob: {"dob": dob}),
    st.integers(0, 17)
    .flatmap(lambda age: st.sampled_from([age, str(age), f"{age} years"]))
    .map(lambda age: {"age": age}),
)


@bounded
@given(
    drawn=shaped_replies(),
    minor=minors,
    name=st.sampled_from([{"full_name": NAME}, {}, {"full_name": "A*** R**"}]),
    adult_as_well=st.booleans(),
    purposes=st.frozensets(st.sampled_from(Purpose)),
)
def test_of_a_minors_record_nothing_at_all_is_shown(
    drawn: tuple[dict[str, str], dict[str, object], list[str]],
    minor: dict[str, object],
    name: dict[str, object],
    adult_as_well: bool,
    purposes: frozenset[Purpose],
) -> None:
    # given a minor's record, with markers everywhere else, under the customer's own name or under none
    reply = drawn[1] | {"pan_details": [{"pan_number": marker(0)}], "aadhaar_details": [marker(1)]}
    people: list[object] = [{"dob": "1990-01-01", "age": 36}] if adult_as_well else []
    reply["personal_details"] = [*people, {"gender": marker(2), "occupation": marker(3), **minor, **name}]

    # when
    summary = summarise(reply, stated_name=NAME, verified_mobile=MOBILE, today=TODAY, purposes=purposes)

    # then
    assert summary == Summary(verdict=Verdict.UNDER_AGE, match=None)
    told = told_of(reply, summary)
    assert set("".join(map(marker, range(2 * len(FIELDS_OF_THE_CONTRACT))))).isdisjoint(told)
    assert not re.search(r"\d{3}", told)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=12,
)
TOP_LEVEL = sorted({path.split(".")[0].removesuffix("[]") for path in FIELDS_OF_THE_CONTRACT})


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    reply=st.dictionaries(st.sampled_from(TOP_LEVEL) | st.text(max_size=8), json_values, max_size=8),
    leaves=st.dictionaries(st.sampled_from(FIELDS_OF_THE_CONTRACT), json_values, max_size=8),
    stated_name=st.text(st.characters(exclude_categories=()), max_size=20),
    verified_mobile=st.text(st.characters(exclude_categories=()), max_size=12),
)
def test_nothing_raises_for_any_record(
    reply: dict[str, object], leaves: dict[str, object], stated_name: str, verified_mobile: str
) -> None:
    for record in (reply, placed(leaves)):
        summary = summarise(record, stated_name=stated_name, verified_mobile=verified_mobile, today=TODAY)
        assert summary.model_validate_json(summary.model_dump_json()) == summary
        assert len(told_of(record, summary)) < 100_000


def placed(leaves: dict[str, object]) -> dict[str, object]:
    record: dict[str, object] = {"personal_details": {"full_name": NAME}}
    for path, value in leaves.items():
        place(record, path, value)
    return record


def test_every_allowance_is_for_a_field_of_the_contract() -> None:
    assert (TAILS.keys() | IN_CLEAR) <= set(FIELDS_OF_THE_CONTRACT)
