"""What the README says of settings and special numbers is what the code does."""

import re
from collections.abc import Iterator
from itertools import groupby

from webapp.sandbox.scenarios import SCENARIOS, Scenario
from webapp.settings import PROJECT, Settings

README = (PROJECT / "README.md").read_text()


def chapter(scenario: Scenario) -> str:
    """Return the heading under which a number stands."""
    if scenario.operation is None:
        return "People: type the name given here"
    return f"{'Answers' if scenario.answer else 'Transport faults'} of {scenario.operation}-OTP"


def rows() -> Iterator[str]:
    """Yield the chapter on special numbers, line by line."""
    by_chapter = groupby(sorted(SCENARIOS, key=lambda row: (row.operation is not None, chapter(row))), chapter)
    for heading, scenarios in by_chapter:
        yield from ("<details>", f"<summary>{heading}</summary>", "", "| Number | | |", "| --- | --- | --- |")
        yield from (f"| {row.mobile_number} | {row.name} | {row.sentence} |" for row in scenarios)
        yield from ("", "</details>")


def test_the_special_numbers_are_all_there() -> None:
    """Given the embedded server's table, when the README is read, then it has the same (paste it in if it changed)."""
    found = re.search(r"<!-- numbers -->\n(.*)\n<!-- /numbers -->", README, re.DOTALL)
    assert found is not None
    assert found[1] == "\n".join(rows())


def test_every_setting_is_explained() -> None:
    """Given the settings, when the README's table is read, then each has a row, and no row is without a setting."""
    table = README.split("## Settings")[1].split("## Going live")[0]
    explained = {
        name
        for row in table.splitlines()
        for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1:2][0] if "|" in row else "")
    }
    assert explained == {name.upper() for name in Settings.model_fields}


def test_the_example_file_names_only_settings() -> None:
    """Given the example file, when its names are read, then all are settings."""
    names = re.findall(r"^#? ?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE)
    assert set(names) <= {name.upper() for name in Settings.model_fields}
