"""The comparison of pictures sees what a person would see, and nothing where nothing has changed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.visit import Visit
from tests.survey.comparison import difference
from tests.survey.machine import Machine
from tests.survey.pictures import Album, compare_pictures, judged
from tests.survey.stations import STATIONS
from tests.survey.visits import chromium

STATION = "withdraw-form"
LOOKS = ["360-en-light", "360-en-dark", "1280-en-light", "1280-en-dark"]

# The pages' own policy lets no other style in; by this way it is not asked.
_PUT_ON = """style => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for this file."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def accepted(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a station's accepted pictures."""
    folder = tmp_path_factory.mktemp("accepted")
    assert judged(browser, STATION, "en", Album(folder).accept) == []
    return folder


@pytest.fixture
def album(accepted: Path, tmp_path: Path) -> Album:
    """Those pictures, with a place for what differs."""
    return Album(accepted, tmp_path)


def laid_out(album: Album) -> list[str]:
    """Return the names of what there is to be looked at."""
    return sorted(file.name for file in album.artefacts.glob(f"{STATION}/*"))


def changed(monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    """Have the station's page look otherwise."""
    reach = STATIONS[STATION]

    def reach_and_change(visit: Visit) -> None:
        reach(visit)
        window: Page = visit.window
        window.evaluate(_PUT_ON, change)

    monkeypatch.setitem(STATIONS, STATION, reach_and_change)


def test_a_page_that_has_not_changed_looks_as_it_did(browser: Browser, album: Album) -> None:
    """Given accepted pictures, when the page is visited once more, then nothing is said of it."""
    assert judged(browser, STATION, "en", album.compare) == []
    assert laid_out(album) == []


@pytest.mark.parametrize(
    "change",
    [
        ".button.primary { background: #0b6a4c }",
        ".hint { color: #0b6a4c }",
        ".field > input { border-color: #c9c9c9 }",
        ".foot p:last-child { display: none }",
        "h1 { margin-top: 2rem }",
    ],
    ids=["colour of a button", "colour of a text", "colour of a border", "no last line", "room above the heading"],
)
def test_a_change_of_one_component_is_seen_in_every_look(
    browser: Browser, album: Album, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """Given a change of style, when the page is visited, then every look differs and can be looked at."""
    changed(monkeypatch, change)
    said = judged(browser, STATION, "en", album.compare)
    assert [line.partition(":")[0] for line in said] == LOOKS
    assert laid_out(album) == sorted(f"{look}-{kind}.png" for look in LOOKS for kind in ("actual", "diff", "expected"))


def test_a_page_that_was_never_accepted_is_not_in_order(browser: Browser, tmp_path: Path) -> None:
    """Given no pictures of a page, when it is visited, then each look is said to be lacking."""
    album = Album(tmp_path / "kept", tmp_path / "artefacts")
    assert len(judged(browser, STATION, "en", album.compare)) == len(LOOKS)
    assert laid_out(album) == sorted(f"{look}-actual.png" for look in LOOKS)


def test_without_any_pictures_every_station_is_named(tmp_path: Path) -> None:
    """Given no pictures at all, when all stations are compared, then none is passed over in silence."""
    assert compare_pictures(album=Album(tmp_path / "kept", tmp_path / "artefacts")).keys() == STATIONS.keys()


def test_what_differs_by_hardly_anything_does_not_differ() -> None:
    """Given two sheets, when a pixel is another shade, a size another or an area another colour, then two are seen."""
    sheet = Image.new("RGB", (60, 60), (239, 247, 247))
    shade, area = sheet.copy(), sheet.copy()
    shade.putpixel((5, 5), (0, 0, 0))
    area.paste((222, 230, 230), (10, 10, 14, 11))
    assert difference(sheet, sheet.copy()) is None
    assert difference(sheet, shade) is None
    assert difference(sheet, area) is not None
    assert difference(sheet, sheet.crop((0, 0, 60, 59))) is not None


def test_another_machine_is_told_from_this_one(tmp_path: Path) -> None:
    """Given what pictures were made with, when another browser or font is here, then that is said."""
    kept = Machine("1.2", "a" * 64)
    kept.keep(tmp_path / "machine.json")
    assert Machine.kept(tmp_path / "machine.json") == kept
    assert Machine.kept(tmp_path / "nothing.json") is None
    assert kept.differs_from(kept) == ""
    assert Machine("1.3", "a" * 64).differs_from(kept) == "chromium 1.3, not 1.2"
