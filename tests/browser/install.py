"""`python -m tests.browser.install`: makes sure that the tests have a Chromium, or says loudly that they have none."""

import subprocess
import sys
from pathlib import Path

from tests.browser.chromium import own_chromium, system_chromium

_PACKAGES = ["sh", str(Path(__file__).parent.parent / "packages.sh")]
_PLAYWRIGHT = [sys.executable, "-m", "playwright"]


def main() -> None:
    """Take the first that can be had: one installed already, the system's package, Playwright's own."""
    if not _run([*_PLAYWRIGHT, "--version"]):
        _run([*_PACKAGES, "libatomic1"])  # Playwright's own Node needs it, and a bare Debian lacks it
    if not _run([*_PLAYWRIGHT, "--version"]):
        sys.exit("The tests need Playwright, whose driver does not start on this system.")
    for install in (
        [],
        [*_PACKAGES, "chromium", "fonts-noto-core"],
        [*_PLAYWRIGHT, "install", "--with-deps", "chromium"],
    ):
        if install:
            _run(install)
        if system_chromium() or own_chromium():
            return
    sys.exit("The tests need Chromium, and neither the system's package nor Playwright's own could be installed.")


def _run(command: list[str]) -> bool:
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603 - fixed commands


if __name__ == "__main__":
    main()
