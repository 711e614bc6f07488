"""The itemised list of what is fetched with a consent, from the field policy, so that the two cannot drift apart."""

from itertools import groupby

from webapp.identity.fields import Purpose, Topic
from webapp.identity.purposes import ALL_PURPOSES, kinds_for


def itemised_list(purposes: frozenset[Purpose] = ALL_PURPOSES) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (topic, titles of the kinds of data) for everything of which something is kept for these purposes.

    Both are English messages, which the edge translates.
    """
    topics = list(Topic)
    by_topic = groupby(
        sorted(kinds_for(purposes), key=lambda kind: topics.index(kind.topic)), key=lambda kind: kind.topic
    )
    return tuple((topic.value, tuple(kind.title for kind in kinds)) for topic, kinds in by_topic)
