"""Checking a receipt as anybody can: with the README's lines alone, in a process that knows nothing of this project."""

import re
import subprocess
import sys
from pathlib import Path

_README = Path(__file__).parents[2] / "README.md"
_RECEIPT, _KEY = "consent-receipt.json", "receipt-key.pem"


class Outside:
    """A folder with a receipt, the key to check it with, and the README's lines."""

    def __init__(self, folder: Path) -> None:
        """Put the lines there; receipt and key are for others to put there."""
        found = re.search(r"<!-- check -->\n+```python\n(.*?)```", _README.read_text(), re.DOTALL)
        assert found is not None
        self.receipt, self.key = folder / _RECEIPT, folder / _KEY
        self._folder, self._lines = folder, found[1]

    def verdict(self) -> str:
        """Return what the lines print; nothing where they refuse the receipt."""
        command = [sys.executable, "-I", "-c", self._lines]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own
        return done.stdout if done.returncode == 0 else ""

    def change_one_byte(self) -> None:
        """Make the year of the consent another."""
        raw = self.receipt.read_bytes()
        at = raw.index(b'"event_time": "20') + len(b'"event_time": "20')
        self.receipt.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
