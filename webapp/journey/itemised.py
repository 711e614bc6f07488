"""The itemised list of what is fetched with a consent, from the field policy, so that the two cannot drift apart."""

from webapp.identity.fields import Purpose
from webapp.identity.purposes import ALL_PURPOSES, WORDS, kinds_for


def itemised_list(purposes: frozenset[Purpose] = ALL_PURPOSES) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (a purpose's words, titles of its kinds of data) for everything of which something is kept for these.

    Purposes come in their own order, kinds in the policy's. Both are English messages, which the edge translates.
    """
    kinds = kinds_for(purposes)
    titles = {purpose: tuple(kind.title for kind in kinds if kind.purpose is purpose) for purpose in Purpose}
    return tuple((WORDS[purpose], found) for purpose, found in titles.items() if found)
