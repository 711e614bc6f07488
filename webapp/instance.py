"""The folder `instance/`: what a demonstration makes for itself at its first start, and keeps."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

INSTANCE = Path(__file__).resolve().parent.parent / "instance"


def kept_secret(name: str, make: Callable[[], str]) -> str:
    """Return the secret kept in `instance/<name>`; made once, readable by its owner only."""
    INSTANCE.mkdir(mode=0o700, exist_ok=True)
    path = INSTANCE / name
    if not path.exists():
        # Whole or not at all, and the first of several processes wins.
        with tempfile.NamedTemporaryFile("w", dir=INSTANCE) as new:
            new.write(make())
            new.flush()
            with suppress(FileExistsError):
                os.link(new.name, path)
    return path.read_text()
