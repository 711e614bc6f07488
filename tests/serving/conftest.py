"""What the tests of the serving processes share."""

from collections.abc import Iterator

import pytest

from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import RunningSandbox, serve


@pytest.fixture
def sandbox() -> Iterator[RunningSandbox]:
    """An embedded server beside the processes, whose slow answers take a second and a half."""
    with serve(create_sandbox(SandboxConfig(slow_seconds=1.5))) as running:
        yield running
