"""What a presenter shows, as it stands in an address: keys alone, so that a link shows nobody's number."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self
from urllib.parse import urlencode

from flask import abort, request

from webapp.demo.demonstration import demonstration
from webapp.demo.embedded import Catalogue, Number
from webapp.demo.stories import OWN_NUMBER, SOMEBODY, STORIES, Story
from webapp.pages.forms import NOTIFICATION_MODES

_KEY = re.compile(r"[a-z0-9._-]{0,60}")
_OPERATIONS = ("send", "verify")


@dataclass(frozen=True)
class Scene:
    """A story of the gallery by its key, parts put together, or both: a part comes before what the story says.

    delay: whole seconds. channel: SMS or WHATSAPP. Each is empty where it is not said.
    """

    scenario: str = ""
    person: str = ""
    channel: str = ""
    delay: str = ""
    send: str = ""
    verify: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """Read an address or a form; what cannot be shown is not found."""
        scene = cls(**{name: given.get(name, "") for name in cls.__dataclass_fields__})
        keys = (scene.scenario, scene.person, scene.delay, scene.send, scene.verify)
        if not all(map(_KEY.fullmatch, keys)) or scene.channel not in {"", *NOTIFICATION_MODES}:
            abort(404)
        if scene.scenario and scene.story is None:
            abort(404)
        return scene

    @property
    def story(self) -> Story | None:
        """The story of the gallery; None for parts alone."""
        if demonstration().embedded is None:
            return OWN_NUMBER
        return STORIES.get(self.scenario)

    @property
    def keys(self) -> dict[str, str]:
        """What stands in an address."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def query(self) -> str:
        """What stands in an address, as text."""
        return urlencode(self.keys)

    def query_in(self, *, big: bool) -> str:
        """Return what stands in an address where all may be larger."""
        return urlencode({**self.keys, **({"type": "big"} if big else {})})

    @property
    def parts(self) -> dict[str, str]:
        """What a number is put together of."""
        given = {name: value for name, value in self.keys.items() if name not in {"scenario", "channel"}}
        return {**(_parts_of(self.story) if self.story else {}), **given}

    def stated(self, number: Number | None) -> dict[str, str]:
        """Return what is filled in for the customer: never the consent."""
        name = self.story.name if self.story and self.story.name else number.name if number else None
        return {
            "adult": "YES",
            "mobile_number": number.mobile_number if number else "",
            "name": name or (SOMEBODY if number else ""),
            "notification_modes": self.channel or "SMS",
            "ip_origin": "OTHERS",
        }

    def told(self, catalogue: Catalogue | None) -> str:
        """Return in a sentence what was put together."""
        names = catalogue.names if catalogue else {}
        told = [
            names.get(self.person, "Somebody with an ordinary record"),
            f"by {NOTIFICATION_MODES[self.channel or 'SMS']}",
            f"{self.delay} s before each answer" if self.delay.strip("0") else "no delay",
            *(f"{part}: {names[key]}" for part in _OPERATIONS if (key := getattr(self, part)) in names),
        ]
        return ", ".join(told) + "."


def asked_scene() -> Scene:
    """Return the scene that the present address asks for."""
    return Scene.of(request.args)


def is_big() -> bool:
    """Tell whether the present address asks for larger type, for whoever sits far away."""
    return request.args.get("type") == "big"


def _parts_of(story: Story) -> dict[str, str]:
    if story.key.startswith(tuple(f"{operation}-" for operation in _OPERATIONS)):
        return {story.key.partition("-")[0]: story.key}
    return {"person": story.person or story.key} if story is not OWN_NUMBER else {}
