"""What a machine brings to the look of a page: its browser and its fonts."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from tests.survey.visits import chromium

_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


@dataclass(frozen=True)
class Machine:
    """The browser's version, and the hash of all fonts that are installed (SHA-256, 64 hexadecimal digits)."""

    chromium: str
    fonts: str

    @classmethod
    def present(cls) -> Self:
        """Return this machine."""
        with chromium() as browser:
            return cls(browser.version, _hash_of_fonts())

    @classmethod
    def kept(cls, file: Path) -> Self | None:
        """Return the one that was written to a file, None where there is none."""
        return cls(**json.loads(file.read_text())) if file.exists() else None

    def keep(self, file: Path) -> None:
        """Write it to a file."""
        file.write_text(json.dumps(asdict(self), indent=2) + "\n")

    def differs_from(self, other: Self) -> str:
        """Return in words what is different here; nothing where nothing is."""
        here, there = asdict(self), asdict(other)
        return "; ".join(f"{name} {here[name]}, not {there[name]}" for name in here if here[name] != there[name])


def _hash_of_fonts() -> str:
    folders = [Path(folder).expanduser() for folder in _FONT_FOLDERS]
    files = sorted(file for folder in folders if folder.is_dir() for file in folder.rglob("*") if file.is_file())
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name} {file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
