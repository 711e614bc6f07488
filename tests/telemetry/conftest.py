"""What the tests of telemetry share."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest

from webapp.telemetry.logs import handler

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """All log lines that the process writes during a test, as they would stand on standard error."""
    written = StringIO()
    writer = handler()
    assert isinstance(writer, logging.StreamHandler)
    writer.setStream(written)
    root = logging.getLogger()
    level = root.level
    root.addHandler(writer)
    root.setLevel(logging.INFO)
    try:
        yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    finally:
        root.removeHandler(writer)
        root.setLevel(level)
