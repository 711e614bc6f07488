"""What all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import Stage, staged


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A running application of a test's own, on an empty database."""
    with staged(tmp_path) as running:
        yield running
