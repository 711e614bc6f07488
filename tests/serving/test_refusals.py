"""What several workers could not share, and what nobody may rely on, stops the start with one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving.service import GIVEN, environment
from tests.test_settings import COMPLETE
from webapp.settings import PROJECT


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"WORKERS": "2"}, "WORKERS: must be 1 with the embedded server, which is part of the one process"),
        ({"WORKERS": "2", "DEMO": "1", "CASHFREE_BASE_URL": "http://127.0.0.1:1/verification"},
         "DEMO: must not be 1 with more than one of WORKERS: the console keeps all in one process"),
        ({**COMPLETE, "CASHFREE_ENVIRONMENT": "sandbox", "DEMO": "1", "WORKERS": "2"},
         "DEMO: must not be 1 with more than one of WORKERS: the console keeps all in one process"),
        ({**COMPLETE, "WORKERS": "2"},
         "RATE_LIMIT_STORAGE_URL: is required for more than one of WORKERS, which count together"),
        ({"WORKERS": "0"}, "WORKERS: Input should be greater than or equal to 1"),
        ({"THREADS": "many"}, "THREADS: Input should be a valid integer, unable to parse string as an integer"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN: must have at least 32 characters; make one with `make key`"),
    ],
)  # fmt: skip
def test_it_does_not_start_and_names_the_variable(settings: dict[str, str], said: str, tmp_path: Path) -> None:
    """Given settings that cannot be served, when gunicorn starts, then it stops with one line on standard error."""
    given = {**GIVEN, "database_url": f"sqlite:///{tmp_path}/none.sqlite3"}
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", "python:webapp.serving"],
        cwd=PROJECT, env={**environment(given), **settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"Cannot start. {said}\n")
    assert not (tmp_path / "none.sqlite3").exists()
