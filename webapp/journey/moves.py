"""Writing down that a journey has moved, and telling the business where that was its end."""

import time

from sqlalchemy.exc import OperationalError

from webapp.journey.state import Journey
from webapp.journey.store import Claim, JourneyStore, Write
from webapp.telemetry.events import JourneyEnded, emit

# An answer that has come in is not lost to a database that is away for a moment, such as while it is restarted.
_PATIENCE_SECONDS = (0.2, 0.8, 2.0, 4.0)
LONGEST_SETTLING_SECONDS = sum(_PATIENCE_SECONDS)


class Moves:
    """Every change of a journey that is not made for all of them at once."""

    def __init__(self, store: JourneyStore) -> None:
        """Take the store of the journeys."""
        self._store = store

    def move(
        self, before: Journey, after: Journey, write: Write | None = None, claim: Claim | None = None
    ) -> Journey | None:
        """Take a step, and all that is written with it; None where another request, or the same form, was first."""
        moved = self._store.move(before, after, write, claim)
        if moved is not None and moved.ended:
            emit(JourneyEnded(moved.state, moved.reference))
        return moved

    def settle(self, asked: Journey, after: Journey, write: Write) -> Journey:
        """Move on after a call; what it came to is recorded even where the journey was ended meanwhile."""
        for patience in _PATIENCE_SECONDS:
            try:
                return self._settled(asked, after, write)
            except OperationalError:
                time.sleep(patience)
        return self._settled(asked, after, write)

    def _settled(self, asked: Journey, after: Journey, write: Write) -> Journey:
        moved = self.move(asked, after, write)
        if moved is not None:
            return moved
        given_up = self._store.by_id(asked.id)
        if given_up is not None and given_up.was_given_up(asked):
            moved = self.move(given_up, after, write)
        if moved is None:
            self._store.write(write)
        return moved or after
