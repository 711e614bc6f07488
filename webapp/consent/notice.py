"""The notice that stands before the consent, as it is shown, kept and named: see `wording` for what it says."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel, ConfigDict

ACT = "act"
"""The key of the last element: the sentence that the customer agrees to."""


class NoticeReference(BaseModel):
    """Which notice was shown. `sha256` is that of the UTF-8 bytes of its text, 64 hexadecimal digits."""

    model_config = ConfigDict(frozen=True)

    version: str
    language: str
    sha256: str


@dataclass(frozen=True)
class Element:
    """One thing that the law wants told: paragraphs, items (what, and more of it), a link (label, address)."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[tuple[str, str], ...] = ()
    link: tuple[str, str] | None = None

    @property
    def lines(self) -> Iterator[str]:
        """All that is shown of it, line by line; a link's address stands on the line after its label."""
        yield self.heading
        yield from self.paragraphs
        yield from (f"{what}: {more}" for what, more in self.items)
        yield from self.link or ()


@dataclass(frozen=True)
class Notice:
    """A notice in one language. `imprint` names the version and the language, and says where no native reader has
    checked it.
    """

    version: str
    language: str
    title: str
    imprint: str
    elements: tuple[Element, ...]

    @cached_property
    def act(self) -> str:
        """The sentence that the customer agrees to: what stands beside the box."""
        return next(element for element in self.elements if element.key == ACT).paragraphs[0]

    @cached_property
    def text(self) -> str:
        """All that is shown, as plain text: a block for the title and one for each element, an empty line between."""
        blocks = ((self.title, self.imprint), *(element.lines for element in self.elements))
        return "\n\n".join("\n".join(block) for block in blocks) + "\n"

    @cached_property
    def reference(self) -> NoticeReference:
        """What the consent says of the notice that it rests on."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return NoticeReference(version=self.version, language=self.language, sha256=digest)
