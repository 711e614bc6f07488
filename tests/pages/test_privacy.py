"""Whatever upstream puts into a reply, no value of it comes out where it does not belong."""

import io
import json
import logging
import random
import re
import string
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.servers import Stage, running, staged
from tests.upstream import Json, Upstream
from tests.visitor import PERSON, Customer, Page
from webapp.sandbox.records import rich

# No mask shows more than four characters of a value in a row; ten in a row cannot be there by chance.
_TELLING = 10


@contextmanager
def captured_logs() -> Iterator[io.StringIO]:
    """Yield everything that any logger writes, at every level."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


class Marker:
    """Makes values that cannot be there by chance, and remembers them."""

    def __init__(self, seed: int) -> None:
        """The same seed makes the same values."""
        self._random = random.Random(seed)  # noqa: S311 - test data
        self.made: list[str] = []

    def text(self) -> str:
        """Return sixteen letters and digits, a digit among every four."""
        quarters = ("".join(self._random.choices(string.ascii_uppercase, k=3)) + self.number(1) for _ in range(4))
        self.made.append("".join(quarters))
        return self.made[-1]

    def number(self, length: int = 14) -> str:
        """Return digits; remembered when they are many enough to tell."""
        digits = "".join(self._random.choices("123456789", k=length))
        if length >= _TELLING:
            self.made.append(digits)
        return digits

    def value(self, like: str) -> Json:
        """Return a marked value of the right type, or of a wrong one."""
        return _VALUES[like](self)


_VALUES: dict[str, Callable[[Marker], Json]] = {
    "text": lambda marker: marker.text(),
    "number": lambda marker: int(marker.number()),
    "float": lambda marker: float(marker.number()),
    "list": lambda marker: [marker.text(), {marker.text(): marker.text()}],
    "object": lambda marker: {marker.text(): {"deeper": [marker.text(), int(marker.number())]}},
    "email": lambda marker: f"{marker.text().lower()}@{marker.text().lower()}.example",
    "half masked": lambda marker: f"{marker.text()[:8]}****{marker.text()}",
    "null": lambda _: None,
}


def marked(tree: Json, marker: Marker, likes: Iterator[str]) -> Json:
    """Return the tree with every leaf replaced by a marked value, and an unknown field beside the known ones."""
    if isinstance(tree, dict):
        known = {key: marked(value, marker, likes) for key, value in tree.items()}
        return {**known, f"unknown_{marker.text()}": marker.value(next(likes))}
    if isinstance(tree, list):
        return [marked(value, marker, likes) for value in tree]
    return marker.value(next(likes))


def marked_record(marker: Marker, likes: Iterator[str], named: bool) -> Json:
    """Return a record of every kind, all marked; with the customer's own name where `named`, so that it is shown."""
    tree = json.loads(json.dumps({key: value for key, value in rich(date(2026, 1, 1)).items() if key != "status"}))
    if named:
        del tree["personal_details"]["full_name"]
    record = marked(tree, marker, likes)
    if named and isinstance(record, dict) and isinstance(record["personal_details"], dict):
        record["personal_details"]["full_name"] = PERSON["name"].upper()
    return record


def telling_parts(texts: Iterable[str]) -> set[str]:
    """Return every run of ten letters and digits in the texts, whatever the case."""
    runs = (run for text in texts for run in re.findall(rf"[A-Z0-9]{{{_TELLING},}}", text.upper()))
    return {run[i : i + _TELLING] for run in runs for i in range(len(run) - _TELLING + 1)}


def everything_said(pages: list[Page], stage: Stage, logs: str) -> list[str]:
    """Return all that left the application or stayed behind: pages, headers, cookies, logs, database files."""
    answers = [f"{page.reply.url} {page.reply.headers} {page.text}" for page in pages]
    files = [path.read_bytes().decode("latin-1") for path in stage.database.parent.glob(f"{stage.database.name}*")]
    return [*answers, logs, *files]


@pytest.mark.parametrize("named", [True, False], ids=["the customer's name", "no usable name"])
def test_no_value_of_a_reply_is_found_anywhere(named: bool, tmp_path: Path) -> None:
    """Given replies with unique values in every field, known, unknown, nested and mistyped, when a journey ends on its
    summary, then no eight characters of any of them stand in pages, headers, cookies, logs or the database."""
    upstream = Upstream()
    with (
        captured_logs() as logs,
        running(upstream.app) as url,
        staged(tmp_path, cashfree_base_url=f"{url}/verification") as stage,
    ):

        @given(seed=st.integers(0, 2**32), likes=st.lists(st.sampled_from(sorted(_VALUES)), min_size=40, max_size=40))
        @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def check(seed: int, likes: list[str]) -> None:
            marker = Marker(seed)
            upstream.record = marked_record(marker, (like for _ in range(100) for like in likes), named)
            customer = Customer(stage)
            pages = [customer.start(), customer.send("/otp", {"otp": "123456"}), customer.look("/summary")]
            assert (pages[1].path, pages[1].status) == ("/summary", 200)
            said = everything_said(pages, stage, logs.getvalue())
            assert not telling_parts(marker.made) & telling_parts(said)
            logs.seek(0)
            logs.truncate()
            customer.send("/finish", {}, pages[2].values["csrf_token"])

        check()


def test_the_check_itself_finds_what_it_looks_for(tmp_path: Path) -> None:
    """Given a page that does carry a value, when the same check looks, then it finds it: it is able to fail."""
    marker = Marker(1)
    value = marker.text()
    with staged(tmp_path) as stage:
        page = Customer(stage).start(name=value, consent="")
        assert telling_parts(marker.made) & telling_parts(everything_said([page], stage, ""))


def test_what_a_customer_types_is_in_no_address_title_cookie_or_log(stage: Stage) -> None:
    """Given a whole journey, when its addresses, titles, cookies and logs are read, then they hold nothing typed."""
    with captured_logs() as logs:
        customer = Customer(stage)
        pages = [customer.start(), customer.enter_code(), customer.look("/summary")]
        code = stage.newest_code(PERSON["mobile_number"])
    for value in (*PERSON.values(), PERSON["name"].upper(), code):
        for page in pages:
            assert value not in page.reply.url
            assert value not in page.text.split("</title>")[0]
            assert value not in str(page.reply.headers)
        assert value not in logs.getvalue()
        assert all(value not in (cookie.value or "") for cookie in customer.session.cookies)
