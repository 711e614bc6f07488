"""What presenters' customers did: the calls of their journeys, in the memory of the one process, and not for ever."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from threading import Lock

from webapp.clock import Clock
from webapp.journey.state import LONGEST
from webapp.journey.watch import Call

MOST_PRESENTERS = 200
MOST_JOURNEYS = 500
MOST_CALLS = 50
_MOST_VISITED = 20  # journeys of one presenter
_MOST_FORGOTTEN = 500


class Traces:
    """The calls of each journey, and which presenter visited which; used by many threads.

    Up to a number of each is kept: then what was used last; and no call is told for longer than a journey may last.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin with nothing."""
        self._clock = clock
        self._calls: OrderedDict[str, list[Call]] = OrderedDict()
        self._visited: OrderedDict[str, list[str]] = OrderedDict()
        # What was under way when its journey was forgotten may still tell of it.
        self._forgotten: deque[str] = deque(maxlen=_MOST_FORGOTTEN)
        self._lock = Lock()

    def called(self, call: Call) -> None:
        """Take a call, under its journey's reference: this is a `Watch`."""
        with self._lock:
            if call.reference in self._forgotten:
                return
            calls = self._calls.setdefault(call.reference, [])
            calls.append(call)
            del calls[:-MOST_CALLS]
            _touch(self._calls, call.reference, MOST_JOURNEYS)
            self._drop_old()

    def visited(self, presenter: str, reference: str) -> None:
        """Note that a presenter's customer is in this journey now."""
        with self._lock:
            if reference in self._forgotten:
                return
            references = self._visited.setdefault(presenter, [])
            if reference in references:
                references.remove(reference)
            references.append(reference)
            del references[:-_MOST_VISITED]
            _touch(self._visited, presenter, MOST_PRESENTERS)
            if reference in self._calls:
                _touch(self._calls, reference, MOST_JOURNEYS)

    def latest(self, presenter: str) -> str | None:
        """Return the reference of the journey that a presenter's customer was in last."""
        with self._lock:
            references = self._visited.get(presenter)
            return references[-1] if references else None

    def calls(self, reference: str) -> tuple[Call, ...]:
        """Return the calls of a journey, the oldest first."""
        with self._lock:
            self._drop_old()
            return tuple(self._calls.get(reference, ()))

    def verification_ids(self, reference: str) -> frozenset[str]:
        """Return the ids of the codes that a journey has asked for: whose messages are its customer's."""
        return frozenset(call.verification_id for call in self.calls(reference))

    def forget(self, presenter: str, under_way: str | None = None) -> None:
        """Forget a presenter, and the calls of the journeys, `under_way` among them, that nobody else has visited."""
        with self._lock:
            references = {*self._visited.pop(presenter, []), *([under_way] if under_way else [])}
            others = set(self._all_visited())
            for reference in references:
                if reference not in others:
                    self._calls.pop(reference, None)
                    self._forgotten.append(reference)

    def _drop_old(self) -> None:
        before = self._clock() - LONGEST
        for reference in [each for each, calls in self._calls.items() if calls[-1].began_at < before]:
            del self._calls[reference]

    def _all_visited(self) -> Iterator[str]:
        for references in self._visited.values():
            yield from references


def _touch(kept: OrderedDict[str, list[Call]] | OrderedDict[str, list[str]], key: str, most: int) -> None:
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
