"""The itemised list of what is fetched with a consent, from the field policy, so that the two cannot drift apart."""

from itertools import groupby

from webapp.identity.fields import Topic
from webapp.identity.policy import KINDS


def itemised_list() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return (topic, titles of the kinds of data) for everything that Mobile 360 may return about a customer."""
    about_the_customer = (kind for kind in KINDS if kind.topic is not Topic.REQUEST)
    by_topic = groupby(
        sorted(about_the_customer, key=lambda kind: list(Topic).index(kind.topic)), lambda kind: kind.topic
    )
    return tuple((topic.value, tuple(kind.title for kind in kinds)) for topic, kinds in by_topic)
