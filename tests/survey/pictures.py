"""How every page looks: pictures of each station in each look, compared with those that were accepted.

`python -m tests.survey.pictures` compares, `python -m tests.survey.pictures --accept` takes the pages as they look now
for right. Names of stations after it: these alone.
"""

import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Error

from tests.survey.camera import LANGUAGES, Look, photographs, stop_the_clock
from tests.survey.comparison import difference, encoded, reduced
from tests.survey.findings import be_quiet
from tests.survey.machine import Machine
from tests.survey.stations import STATIONS
from tests.survey.visits import chromium, opened

FOLDER = Path(__file__).with_suffix("")
ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "pictures"

_MACHINE = "machine.json"
_AT_ONCE = 2  # browsers, as many as a small machine has processors
_BATCH = 10  # stations, for each of which a browser is opened once
_TRIES = 2


@dataclass(frozen=True)
class Album:
    """The accepted pictures in `folder`, by station and look; `artefacts` is where differences are laid out."""

    folder: Path = FOLDER
    artefacts: Path = ARTEFACTS

    def accept(self, name: str, look: Look, png: bytes) -> None:
        """Take a picture for right."""
        file = self._file(name, look)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(encoded(reduced(png)))

    def compare(self, name: str, look: Look, png: bytes) -> str | None:
        """Return what is to be said of a picture, None where it is as accepted; lay out what is to be looked at."""
        file, actual = self._file(name, look), reduced(png)
        if not file.exists():
            self._lay_out(name, look, actual=png)
            return f"{look}: no such picture was accepted"
        with Image.open(file) as kept:
            expected = kept.convert("RGB")
        where = difference(expected, actual)
        if where is None:
            return None
        self._lay_out(name, look, actual=png, expected=expected, diff=where)
        return f"{look}: looks different: see {self.artefacts / name}"

    def stations(self) -> set[str]:
        """Return the names of the stations of which there are pictures."""
        return {folder.name for folder in self.folder.glob("*/")}

    def forget(self, name: str) -> None:
        """Throw the pictures of a station away."""
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def _file(self, name: str, look: Look) -> Path:
        return self.folder / name / f"{look}.webp"

    def _lay_out(self, name: str, look: Look, *, actual: bytes, **reduced_ones: Image.Image) -> None:
        place = self.artefacts / name
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{look}-actual.png").write_bytes(actual)
        for kind, picture in reduced_ones.items():
            picture.save(place / f"{look}-{kind}.png")


Judge = Callable[[str, Look, bytes], str | None]
"""What is done with a picture; returns what is to be said of it."""


def compare_pictures(names: Sequence[str] = (), album: Album = Album()) -> dict[str, list[str]]:
    """Compare stations, all of them where none is named, with the accepted pictures; return by station what differs.

    Nothing is said of a station that looks as it did. Differences are laid out in `artefacts/pictures`: the picture as
    it is, as it was accepted, and where the two differ.
    """
    shutil.rmtree(album.artefacts, ignore_errors=True)
    kept = Machine.kept(album.folder / _MACHINE)
    if kept is None:
        return {name: ["no picture was accepted"] for name in names or STATIONS}
    if others := Machine.present().differs_from(kept):
        _say(f"The accepted pictures were made on another machine, so that pages may look different: here is {others}")
    said = _of_all(names or list(STATIONS), album.compare)
    gone = set() if names else album.stations() - STATIONS.keys()
    return said | {name: ["there is no such station any more"] for name in sorted(gone)}


def accept_pictures(names: Sequence[str] = (), album: Album = Album()) -> dict[str, list[str]]:
    """Take the stations, all of them where none is named, for right as they look; return by station what failed.

    Raises ValueError for some stations alone, if the pictures of the others were made on another machine.
    """
    here = Machine.present()
    kept = Machine.kept(album.folder / _MACHINE)
    if names and kept not in {None, here}:
        raise ValueError("The other pictures were made on another machine: accept them all")
    for name in names or album.stations():
        album.forget(name)
    album.folder.mkdir(parents=True, exist_ok=True)
    said = _of_all(names or list(STATIONS), album.accept)
    here.keep(album.folder / _MACHINE)
    return said


def judged(browser: Browser, name: str, language: str, judge: Judge) -> list[str]:
    """Have a station's looks in a language judged; return what is said.

    Raises AssertionError, or the browser's error, where the station is not reached.
    """
    with opened(browser, name, language) as visit:
        stop_the_clock(visit)
        STATIONS[name](visit)
        said = [judge(name, look, png) for look, png in photographs(visit)]
    return [line for line in said if line]


def _of_all(names: Sequence[str], judge: Judge) -> dict[str, list[str]]:
    batches = [names[at : at + _BATCH] for at in range(0, len(names), _BATCH)]
    jobs = [(batch, language, judge) for batch, language in product(batches, LANGUAGES)]
    said: dict[str, list[str]] = {}
    # A new process has no threads of Playwright's to be confused by.
    with ProcessPoolExecutor(_AT_ONCE, mp_context=get_context("spawn"), initializer=be_quiet) as pool:
        for lines in pool.map(_batch, jobs):
            for name, line in lines:
                said.setdefault(name, []).append(line)
    return said


def _batch(job: tuple[Sequence[str], str, Judge]) -> list[tuple[str, str]]:
    names, language, judge = job
    with chromium() as browser:
        return [(name, line) for name in names for line in _tried(browser, name, language, judge)]


def _tried(browser: Browser, name: str, language: str, judge: Judge) -> list[str]:
    trouble = ""
    for _ in range(_TRIES):
        try:
            return judged(browser, name, language, judge)
        except (AssertionError, Error) as error:
            trouble = " ".join(str(error).split())[:300]
    return [f"{language}: {trouble}"]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(arguments: Sequence[str]) -> int:
    """Compare or accept, print, and return what to exit with."""
    names = [argument for argument in arguments if argument != "--accept"]
    unknown = set(names) - STATIONS.keys()
    if unknown:
        sys.exit(f"There is no station {', '.join(sorted(unknown))}; there are {', '.join(STATIONS)}")
    be_quiet()
    said = accept_pictures(names) if "--accept" in arguments else compare_pictures(names)
    for name, lines in said.items():
        _say("\n".join(f"{name}: {line}" for line in lines))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
