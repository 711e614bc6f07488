"""The demonstration of five minutes, as the README tells it, from the door to the last key; each moment is pictured."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages.demo import Console, Door, Gallery
from tests.browser.pages.panes import NEWS
from tests.browser.visit import Variant, Visit
from tests.servers import Stage, staged
from webapp.demo.stories import CODE, EXHAUSTED, FOUND, NAME_DIFFERS, OUR_SIDE, STORIES

LAPTOP, PHONE = Variant(1280, scripts=True), Variant(360, scripts=True)
PASSWORD = "three blue pelicans"
README = Path(__file__).parents[2] / "README.md"
NARROW = 360


@pytest.fixture(params=[LAPTOP, PHONE], ids=str)
def variant(request: pytest.FixtureRequest) -> Variant:
    """What a presenter shows it on."""
    chosen: Variant = request.param
    return chosen


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A demonstration that other machines can reach."""
    with staged(tmp_path, demo_password=PASSWORD) as stage:
        yield stage


@dataclass
class Walk:
    """A presenter who shows one thing after the other. `numbers` are those of the pictures."""

    visit: Visit
    console: Console | None = None
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def pictured(self, moment: str) -> None:
        """Keep a picture."""
        self.visit.album.keep(self.visit.window, self.visit.variant.width, f"demo-{next(self.numbers):02}-{moment}")

    @contextmanager
    def at(self, label: str) -> Iterator[None]:
        """Look at another pane than the page, for a while; where there is room, all are in sight anyway."""
        assert self.console is not None
        self.console.turn_to(label)
        yield
        self.console.turn_to("Page")

    def do(self, key: str) -> None:
        """Press a key; on a phone, where there is none, what it stands for."""
        if self.visit.variant.width == NARROW:
            self.visit.window.locator(f"[data-key={key}]").click()
        else:
            self.visit.window.keyboard.press(key)

    def begin(self, key: str) -> Console:
        """Go to the stories, and begin one; what other customers typed is no longer looked for."""
        if self.console is not None:
            self.visit.leave_by(lambda: self.do("g"))
        self.visit.private.clear()
        self.console = Gallery(self.visit).show(key)
        return self.console


@pytest.mark.usefixtures("stage")
def test_five_minutes(calm: Visit) -> None:
    """Given a laptop or a phone, when a presenter enters and does what the README says, then each moment is as told."""
    walk = Walk(calm)

    enter(walk)
    for act in FIVE_MINUTES.values():
        act(walk)


def test_they_are_the_readme_s() -> None:
    """Given the README's table, then its stories are those of the walk, in its order."""
    told = re.findall(r"^\| \d:\d\d \| \*(.+?)\* \|", README.read_text(), re.MULTILINE)
    assert told == [STORIES[key].title for key in FIVE_MINUTES]


def enter(walk: Walk) -> None:
    """Give the password, and look around."""
    visit = walk.visit
    visit.go("/demo")
    door = Door(visit)
    walk.pictured("door")
    door.enter(PASSWORD)
    gallery = Gallery(visit)
    walk.pictured("gallery")
    found = gallery.window.get_by_label("Find a story")
    found.fill("balance")
    expect(gallery.window.locator("#filtered")).to_have_text(re.compile("stories"))
    walk.pictured("found")
    found.fill("")


def a_full_record(walk: Walk) -> None:
    """Step from the consent to the summary, and hold it."""
    console = walk.begin("asha-ramanathan")
    walk.pictured("first-page")
    walk.do("s")
    expect(console.page.consent).to_be_checked()
    walk.pictured("agreed")
    console.page.leave_by(lambda: walk.do("s"))
    console.page.is_at(CODE)
    expect(console.phone.messages).to_have_count(1, timeout=NEWS)
    console.trace.shows("Code sent")
    walk.pictured("code")
    with walk.at("Phone"):
        walk.pictured("message")
    with walk.at("Trace"):
        walk.pictured("consent")
    console.page.leave_by(lambda: walk.do("s"))
    expect(console.page.otp).to_have_value(re.compile(r"\d{6}"))
    walk.pictured("filled-in")
    console.page.leave_by(lambda: walk.do("s"))
    console.page.is_at(FOUND)
    walk.do("h")
    expect(console.toast).to_have_text("Paused: the summary stays open")
    console.trace.shows("Summary shown")
    walk.pictured("summary")
    with walk.at("Trace"):
        walk.pictured("steps")
        console.trace.open("Cashfree asked to check the code")
        walk.pictured("call")
        console.trace.frame.locator("#seen-title-1").evaluate("heading => heading.scrollIntoView()")
        walk.pictured("side-by-side")


def played(key: str, heading: str, moment: str) -> Callable[[Walk], None]:
    """Return what plays a story by itself up to where it leads."""

    def play(walk: Walk) -> None:
        console = walk.begin(key)
        walk.do("p")
        expect(console.toast).to_have_text("This is where the story leads", timeout=60_000)
        console.page.is_at(heading)
        walk.pictured(moment)
        with walk.at("Trace"):
            walk.pictured(f"{moment}-traced")

    return play


def guessed(walk: Walk) -> None:
    """Enter five wrong codes; then reset everything."""
    console = walk.begin("guess-the-code")
    console.page.agree()
    for _ in range(4):
        console.page.is_at(CODE).enter("0000")
    walk.pictured("last-try")
    console.page.is_at(CODE).enter("0000")
    console.page.is_at(EXHAUSTED)
    console.trace.counts("Codes entered for this number", 5)
    walk.pictured("guessed")
    with walk.at("Trace"):
        console.trace.frame.locator("#limits-title").evaluate("heading => heading.scrollIntoView()")
        walk.pictured("limits")
    walk.visit.leave_by(lambda: walk.do("x"))
    Gallery(walk.visit)
    walk.pictured("reset")


FIVE_MINUTES: dict[str, Callable[[Walk], None]] = {
    "asha-ramanathan": a_full_record,
    "gurpreet-dhillon": played("gurpreet-dhillon", NAME_DIFFERS, "another-name"),
    "send-connection-reset": played("send-connection-reset", CODE, "line-dropped"),
    "send-422-insufficient_balance": played("send-422-insufficient_balance", OUR_SIDE, "no-balance"),
    "guess-the-code": guessed,
}
