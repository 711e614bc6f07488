"""The gallery: every story once, each with the page that it really leads to."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from tests.demo.presenter import Presenter
from tests.pages.upstream_cells import CELLS, key_of
from tests.servers import Stage, running, staged
from tests.upstream import Upstream
from webapp.demo.stories import GROUPS, NAME_DIFFERS, STORIES, best
from webapp.sandbox.scenarios import SCENARIOS

BY_HAND = {"guess-the-code", "guess-on-and-on", "ask-again-at-once", "press-twice", "sms-pumping",
           "next-at-the-computer"}  # fmt: skip


def test_every_scenario_of_the_catalogue_is_a_story_once(stage: Stage) -> None:
    """Given what the embedded server can be made to do, when the gallery is opened, then each has one card, and so has
    each story that the presenter plays by hand; the groups say how many they have."""
    catalogue = requests.get(f"{stage.sandbox.origin}/catalogue.json", timeout=5).json()
    keys = {row["key"] for row in catalogue["people"] + catalogue["scenarios"]}
    page = Presenter(stage).look("/demo")
    cards = Counter(re.findall(r'id="story-(.+?)"', page.text))
    assert page.status == 200
    assert set(cards) == keys | BY_HAND == set(STORIES)
    assert set(cards.values()) == {1}
    assert [len(group.stories) for group in GROUPS] == [
        int(size) for size in re.findall(r'<h2 id="\w+-title">.+? <span class="size">(\d+)</span>', page.text)
    ]
    assert len(GROUPS) == 6


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda row: row.key)
def test_a_story_promises_the_page_that_it_leads_to(scenario: object) -> None:
    """Given each special number, when its story is compared with what customers meet, then it is that page."""
    found = next(row for row in SCENARIOS if row is scenario)
    expected = CELLS[key_of(found)]
    if found.key == "gurpreet-dhillon":  # whose story is that somebody else types a name
        expected = replace(expected, heading=NAME_DIFFERS)
    assert STORIES[found.key].leads_to == expected.heading


def test_the_best_stories_are_eight_of_them() -> None:
    """Given the first row, when it is read, then it has eight stories of at least five groups."""
    groups = {story.key: group.key for group in GROUPS for story in group.stories}
    keys = [story.key for story in best()]
    assert len(set(keys)) == 8
    assert len({groups[key] for key in keys}) == 6


def test_every_story_says_what_it_shows() -> None:
    """Given all stories, when they are read, then each has a title of its own in its group and whole sentences."""
    for group in GROUPS:
        titles = [story.title for story in group.stories]
        assert len(titles) == len(set(titles))
        for story in group.stories:
            assert story.sentence.endswith(".")
            assert bool(story.act) == (story.key in BY_HAND)
    assert {story.person for story in STORIES.values() if story.key in BY_HAND} <= STORIES.keys()


def test_what_can_be_put_together_is_the_whole_catalogue(stage: Stage) -> None:
    """Given the form for a story of one's own, when its choices are read, then they are the catalogue's."""
    catalogue = requests.get(f"{stage.sandbox.origin}/catalogue.json", timeout=5).json()
    text = Presenter(stage).look("/demo").text
    offered = {
        name: re.findall(r'<option value="(.*?)"', re.split(f'<select id="own-{name}"', text)[1].split("</select>")[0])
        for name in ("person", "channel", "delay", "send", "verify")
    }
    assert offered["person"] == ["", *(person["key"] for person in catalogue["people"])]
    assert offered["channel"] == ["SMS", "WHATSAPP"]
    assert offered["delay"] == ["" if delay == 0 else str(delay) for delay in catalogue["delays"]]
    for operation in ("send", "verify"):
        keys = [row["key"] for row in catalogue["scenarios"] if row["operation"] == operation]
        assert offered[operation] == ["", *keys]


def test_another_server_in_its_place_is_said(tmp_path: Path) -> None:
    """Given a server that has no catalogue, when gallery, story and phone are opened, then they say so and stand."""
    with running(Upstream().app) as url, staged(tmp_path, cashfree_base_url=f"{url}/verification") as stage:
        presenter = Presenter(stage)
        page = presenter.look("/demo")
        assert (page.status, "does not answer" in page.text) == (502, True)
        assert presenter.begin(scenario="asha-ramanathan").status == 502
        presenter.start()
        phone = presenter.phone()
        assert (phone.status, "does not answer" in phone.text) == (502, True)
