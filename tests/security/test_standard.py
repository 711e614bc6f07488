"""`asvs.md` has a row for each requirement, names tests that exist, and documents what the code does."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from wtforms.fields.core import UnboundField

from tests.servers import Stage
from webapp.database import metadata
from webapp.pages import forms
from webapp.settings import BASE_URLS, PROJECT

TABLE = (Path(__file__).parent / "asvs.md").read_text()
TESTS = PROJECT / "tests"

# The standard's requirements of the levels 1 and 2 in these chapters, by section: how many, and where numbers are
# left out, which there are. (Version 5.0.0; of each section the requirements of level 3 come last.)
REQUIREMENTS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2,
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1,
    "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
    "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
ANSWERS = ("applies", "does not apply", "not met", "left to the operator")


@dataclass(frozen=True)
class Row:
    """One requirement."""

    id: str
    asks_for: str
    here: str
    proved_by: tuple[str, ...]

    @property
    def answer(self) -> str:
        """Which of the four answers it has."""
        return self.here.partition(":")[0]


def rows() -> list[Row]:
    """Return the rows of the table."""
    found = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.*?) \| (.*?) \| (.*?) ?\|$", TABLE, re.MULTILINE)
    return [Row(id_, asks, here, tuple(re.findall(r"`(.+?)`", tests))) for id_, asks, here, tests in found]


def documented(heading: str) -> str:
    """Return the text under a heading."""
    return re.split(r"^#+ ", TABLE.split(f"### {heading}\n")[1], flags=re.MULTILINE)[0]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Return the names of the test functions of a file."""
    tree = ast.parse(path.read_text()) if path.exists() else ast.Module([], [])
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_requirement_has_one_row() -> None:
    """Given the standard's list, when the table is read, then it has each requirement once, in order, and no other."""
    wanted = [f"{section}.{number}" for section, count in REQUIREMENTS.items() for number in range(1, count + 1)]
    assert [row.id for row in rows()] == wanted
    assert len(wanted) == 201


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_a_row_says_how_and_names_tests_that_exist(row: Row) -> None:
    """Given a row, when it is read, then it has one of four answers, and each test that it names exists; where the
    requirement applies there is one."""
    assert row.asks_for
    assert row.answer in ANSWERS
    assert row.proved_by or row.answer != "applies"
    assert row.answer == "applies" or row.here.partition(": ")[2], "says why"
    for test in row.proved_by:
        file, _, name = test.partition("::")
        assert name.startswith("test_")
        assert name in names_in(TESTS / file), test


def form_fields() -> Iterator[str]:
    """Yield the names of all fields of all forms."""
    for form in vars(forms).values():
        if isinstance(form, type) and issubclass(form, forms.Form):
            for cls in form.__mro__:
                yield from (name for name, value in vars(cls).items() if isinstance(value, UnboundField))


def test_every_field_is_documented() -> None:
    """Given the forms, when the section on input is read, then it has each of their fields, and no other."""
    fields = {*form_fields(), "csrf_token", "language", "own"}  # those that no form class declares
    first_cells = re.findall(r"^\| (`.*?) \|", documented("Input"), re.MULTILINE)
    assert {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)} == fields | {"once"}


def test_every_address_has_its_rule(stage: Stage) -> None:
    """Given the addresses of a demonstration, when the section on access is read, then each stands there once."""
    first_cells = re.findall(r"^\| (`.*?) \|", documented("Who may do what"), re.MULTILINE)
    named = [address for cell in first_cells for address in re.findall(r"`(.+?)`", cell)]
    assert sorted(named) == sorted({rule.rule for rule in stage.app.url_map.iter_rules()})


def test_every_key_is_in_the_inventory() -> None:
    """Given every place where a key is derived or used, when the inventory is read, then it has the purpose."""
    inventory = documented("Keys and algorithms")
    purposes = set()
    for source in (PROJECT / "webapp").rglob("*.py"):
        text = source.read_text()
        purposes |= set(re.findall(r'(?:\bMac|derived_key)\(\w+, "(.+?)"\)', text))
        purposes |= set(re.findall(r'salt="(.+?)"', text))
        purposes |= set(re.findall(r'hmac\.digest\(secret, b"(.+?)"', text))
    assert {"journey: token", "limits", "device", "consent receipt: signature"} <= purposes
    assert {purpose for purpose in purposes if f"`{purpose}`" not in inventory} == set()
    for setting in ("SECRET_KEY", "ENCRYPTION_KEYS", "CONSENT_SECRET"):
        assert setting in inventory


def test_whom_the_service_talks_to_is_named() -> None:
    """Given the addresses in the source, when the section on communication is read, then it has each host of them."""
    named = documented("Whom the service talks to")
    for url in BASE_URLS.values():
        assert url.split("/")[2] in named


def test_every_column_is_classified() -> None:
    """Given the database's tables, when the section on data is read, then it has each of their columns alone."""
    tables = re.findall(r"^\| `(\w+)` \| (.*?) \|$", documented("Data"), re.MULTILINE)
    classified = {table: set(re.findall(r"`(\w+)`", columns)) for table, columns in tables}
    assert classified == {table.name: {column.name for column in table.columns} for table in metadata.tables.values()}
