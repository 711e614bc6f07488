"""What keeps a customer from going on, and is not theirs to mend."""

from datetime import datetime
from enum import StrEnum


class Problem(StrEnum):
    """Why a step could not be taken. Each has words, a status and a way on in `pages`."""

    OUR_SIDE = "our side"  # the business must act: credentials, allow-list, signature, balance
    BUSY = "busy"
    UPSTREAM_BROKEN = "upstream broken"
    UPSTREAM_AWAY = "upstream away"  # it failed so often in a row that it was not even asked
    OUTCOME_UNKNOWN = "outcome unknown"
    TOO_SOON = "too soon"
    LIMITED = "limited"  # asked for too often: by this customer, or by others from the same place
    WITHDRAWAL_NOT_RECORDED = "withdrawal not recorded"
    NO_SENDS_LEFT = "no sends left"


class Stopped(Exception):
    """The step was not taken, or nobody knows whether it was. `until` is when it may be tried again (UTC), if known."""

    def __init__(self, problem: Problem, until: datetime | None = None) -> None:
        """Carry the problem and the moment from which on trying again makes sense."""
        super().__init__(problem)
        self.problem = problem
        self.until = until
        self.token: str | None = None  # the browser's new one, where the step was taken all the same
