"""What the load generator is told and what it tells, and how it is run."""

import subprocess
import sys
import time
from typing import Self

from pydantic import BaseModel, ConfigDict

from tests.bench.processes import PROJECT, Served

_LOOKS_EVERY = 0.5


class Load(BaseModel):
    """How many customers at `url` are on their way at any moment, for how many seconds after the last has arrived.

    `upstream` is the embedded server's address, where the codes are read; `delay_seconds` is what each of its calls
    takes. They arrive evenly within `arriving_seconds`; who is not served comes back `back_after_seconds` later.
    """

    model_config = ConfigDict(frozen=True)

    url: str
    upstream: str
    customers: int
    seconds: float
    delay_seconds: float = 0.0
    arriving_seconds: float = 0.0
    back_after_seconds: float = 1.0

    @property
    def warming_seconds(self) -> float:
        """How long it takes until all have arrived, and as many come from every step as go to it."""
        return 1.5 * self.arriving_seconds


class Times(BaseModel):
    """Seconds."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="constants")

    median: float
    p95: float

    @classmethod
    def of(cls, times: list[float]) -> Self:
        """Return the order statistics; infinite without any time."""
        if not times:
            return cls(median=float("inf"), p95=float("inf"))
        in_order = sorted(times)
        return cls(median=in_order[len(in_order) // 2], p95=in_order[len(in_order) * 95 // 100])


class Outcome(BaseModel):
    """What came of a load.

    `journeys` are those that reached the summary, however early or late. The rest is of the measured time: how many
    steps with a call in them were answered in a second, how many customers were waiting for one on average, what such
    a step took beyond the upstream's delay, and what a call took beyond it that went to the upstream directly.
    """

    model_config = ConfigDict(frozen=True)

    journeys: int
    calls_a_second: float
    waiting: float
    added: Times
    upstream_added: Times
    failures: dict[str, int]


class Used(BaseModel):
    """An outcome, and what the servers used for it: CPU seconds, and megabytes at most."""

    model_config = ConfigDict(frozen=True)

    outcome: Outcome
    cpu_seconds: float
    upstream_cpu_seconds: float
    megabytes: float
    seconds: float


def put_on(load: Load, application: Served, upstream: Served) -> Used:
    """Put a load on the application. Raises RuntimeError where the load generator itself fails."""
    begun, before, before_upstream = time.perf_counter(), application.cpu_seconds(), upstream.cpu_seconds()
    command = [sys.executable, "-m", "tests.bench.customers", load.model_dump_json()]
    most = 0.0
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as customers:  # noqa: S603 - our own
        while customers.poll() is None:
            most = max(most, application.megabytes())
            time.sleep(_LOOKS_EVERY)
        said = customers.stdout.read() if customers.stdout else ""
    if customers.returncode:
        raise RuntimeError("the load generator failed")
    return Used(
        outcome=Outcome.model_validate_json(said),
        cpu_seconds=application.cpu_seconds() - before,
        upstream_cpu_seconds=upstream.cpu_seconds() - before_upstream,
        megabytes=most,
        seconds=time.perf_counter() - begun,
    )
