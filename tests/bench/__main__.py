"""`make bench`: figures of speed, cost and capacity. Exits with 1 where a bar is missed.

`python -m tests.bench cost waiting` measures these parts alone; without a name it is all of them.
"""

import logging
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench import cost, hung, ledgers, waiting
from tests.bench.application import Machine
from tests.bench.figures import Figures
from tests.postgres import PostgresServer, running_postgres
from tests.redis_server import running_redis

_PARTS: Mapping[str, Callable[[Figures, Sequence[Machine]], None]] = {
    "cost": cost.measure,
    "waiting": waiting.measure,
    "hung": hung.measure,
}
_LEDGERS = "ledgers"
_THREADS = waiting.MANY * 3 // 2
"""A process lets an eighth of its threads wait for nobody; and customers do not fall to two processes evenly."""


def main(wanted: Sequence[str]) -> int:
    """Measure, print, and return what to exit with."""
    logging.disable(logging.INFO)
    unknown = set(wanted) - {_LEDGERS, *_PARTS}
    if unknown:
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join([_LEDGERS, *_PARTS])}")
    figures = Figures()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_postgres(fsync="on"))  # as it runs where it matters
        for name, measure in _PARTS.items():
            if not wanted or name in wanted:
                with ExitStack() as part:
                    measure(figures, _machines(part, folder / name, server))
        if not wanted or _LEDGERS in wanted:
            ledgers.measure(figures, folder, server)
    return figures.verdict()


def _machines(stack: ExitStack, folder: Path, server: PostgresServer) -> Sequence[Machine]:
    """Return the two ways to serve, each on an empty database: one process, and two that share all they know."""
    folder.mkdir()
    return (
        Machine("SQLite", ledgers.sqlite(folder / "onboarding.sqlite3"), "memory://", 1, _THREADS),
        Machine(
            "PostgreSQL and Redis",
            stack.enter_context(server.database("bench")),
            stack.enter_context(running_redis()).url,
            2,
            _THREADS,
        ),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
