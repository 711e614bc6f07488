"""`python -m tests.browser.install`: makes sure that the tests have a Chromium, or says loudly that they have none."""

import subprocess
import sys
from pathlib import Path

from tests.browser.chromium import own_chromium, system_chromium

_PACKAGES = ["sh", str(Path(__file__).parent.parent / "packages.sh"), "chromium", "fonts-noto-core"]
_PLAYWRIGHT = [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]


def main() -> None:
    """Take the first that can be had: one installed already, the system's package, Playwright's own."""
    if system_chromium() or own_chromium():
        return
    for command in (_PACKAGES, _PLAYWRIGHT):
        print("Installing Chromium for the tests:", " ".join(command), flush=True)  # noqa: T201 - a command's own output
        subprocess.run(command, check=False)  # noqa: S603 - fixed commands
        if system_chromium() or own_chromium():
            return
    sys.exit("The tests need Chromium, and neither the system's package nor Playwright's own could be installed.")


if __name__ == "__main__":
    main()
