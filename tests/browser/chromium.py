"""Finds a Chromium that runs: the system's, or Playwright's own."""

import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def system_chromium() -> str | None:
    """Return the path of an installed Chromium or Chrome that starts."""
    paths = filter(None, map(shutil.which, _NAMES))
    return next((path for path in paths if _runs(path)), None)


def own_chromium() -> str | None:
    """Return the path of the Chromium that Playwright has downloaded."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() and _runs(path) else None


def _runs(path: str) -> bool:
    # Ubuntu's package of the name may be no more than a pointer to a snap: only an answer counts.
    done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)  # noqa: S603 - a path from PATH or Playwright
    return done.returncode == 0 and b"Chrom" in done.stdout
