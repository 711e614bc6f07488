"""The page that shows every component: none is missing, and only a demonstration has it."""

import re
from pathlib import Path

import pytest
from markupsafe import Markup

from tests.servers import Stage, staged
from tests.visitor import Customer
from webapp.demo.components import apart
from webapp.settings import PROJECT

ADDRESS = "/demo/components"
TEMPLATES = PROJECT / "templates"
COMPONENTS = sorted(TEMPLATES.glob("components/*.html"))


def used_macros(file: Path) -> set[str]:
    """Return the macros of a file that the pages import; the others are its own affair."""
    pages = [page.read_text() for page in TEMPLATES.rglob("*.html") if page.parent.name != "demo"]
    imports = re.compile(rf'{{%-? from "components/{file.name}" import (.*?)-?%}}')
    names = [name.split() for page in pages for line in imports.findall(page) for name in line.split(",")]
    return {name[0] for name in names if name}


def specimens(text: str) -> dict[str, list[str]]:
    """Return what is shown under the name of each component, as HTML."""
    starts = [*re.finditer(r'<section class="component" aria-labelledby="component-(\w+)">', text)]
    ends = [*(start.start() for start in starts), len(text)][1:]
    bodies = {start[1]: text[start.end() : end] for start, end in zip(starts, ends, strict=True)}
    return {
        name: re.findall(r'<div class="specimen">\s*(\S.*?)\s*</div>', body, re.DOTALL) for name, body in bodies.items()
    }


def test_every_component_is_shown(stage: Stage) -> None:
    """Given the files of components, when the page is opened, then all that the pages use is there under its name."""
    page = Customer(stage).look(ADDRESS)
    assert page.status == 200
    shown = {name for name, states in specimens(page.text).items() if states}
    assert [file.name for file in COMPONENTS if not used_macros(file) & shown] == []
    on_page = (TEMPLATES / "demo" / "components.html").read_text()
    assert [name for file in COMPONENTS for name in used_macros(file) if f"{name}(" not in on_page] == []


@pytest.mark.parametrize("language", ["en", "ur"])
def test_what_stands_there_many_times_is_kept_apart(stage: Stage, language: str) -> None:
    """Given each component in many states, when the page is opened, then no reference leads to nothing or astray."""
    text = Customer(stage).look(f"{ADDRESS}?language={language}").text
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    references = re.findall(r'\s(?:for|form|aria-labelledby|aria-describedby)="([^"]+)"', text)
    references += re.findall(r'\shref="#([^"]+)"', text)
    assert {name for reference in references for name in reference.split()} - ids == set()
    assert len(re.findall(r"<h1[\s>]", text)) == 1
    assert "autofocus" not in text
    groups = re.findall(r'<input type="radio"[^>]*?\sname="([^"]+)"', text)
    assert max(groups.count(name) for name in groups) == 3, "radio buttons of several specimens are one group"


def test_its_buttons_do_nothing_but_choose_a_language(stage: Stage) -> None:
    """Given the page, when one of its buttons is pressed, then it is shown again, in a language that was chosen."""
    customer = Customer(stage)
    again = customer.send(ADDRESS, {"language": "ur"})
    assert (again.status, again.path) == (200, ADDRESS)
    assert 'lang="ur" dir="rtl"' in again.text


def test_without_the_demonstration_there_is_no_such_page(tmp_path: Path) -> None:
    """Given a service without the staff console, when the page is asked for, then it does not exist."""
    with staged(tmp_path, demo=False) as stage:
        assert Customer(stage).look(ADDRESS).status == 404


def test_a_specimen_keeps_what_is_outside_of_it() -> None:
    """Given a specimen, when it is set apart, then its own ids get its number, and those of others stay."""
    specimen = Markup(
        '<nav tabindex="-1" aria-labelledby="title"><h1 id="title">All</h1>'
        '<a href="#title">a</a><a href="#main">b</a><input form="answers" id="x" autofocus></nav>'
    )
    assert apart(specimen, 3) == (
        '<nav aria-labelledby="specimen-3 title-3"><h2 id="title-3">All</h2>'
        '<a href="#title-3">a</a><a href="#main">b</a><input form="answers" id="x-3"></nav>'
    )
