"""Asking for a code: whether it may be sent, and when; written down first, then sent, or kept until its turn."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from webapp.clock import Clock
from webapp.consent.entries import LedgerEvent
from webapp.journey.calls import Calls
from webapp.journey.moves import Moves
from webapp.journey.problems import Problem, Stopped
from webapp.journey.record import ConsentRecord
from webapp.journey.standing import Standing, Tokens, handing_over
from webapp.journey.state import Affirmation, Details, Journey, State, Submission
from webapp.journey.store import Claim, JourneyStore, Write, both
from webapp.journey.transitions import asking_again, begun, waiting
from webapp.journey.upstream import send_request
from webapp.protection.gate import Gate
from webapp.protection.limits import LimitReached


@dataclass(frozen=True)
class Sending:
    """The sends of a journey, each admitted and recorded in the transaction that takes the step.

    So of several requests for one step only that which takes it is counted, and one that is refused leaves nothing.
    """

    store: JourneyStore
    moves: Moves
    calls: Calls
    record: ConsentRecord
    gate: Gate
    tokens: Tokens
    clock: Clock

    def begin(self, sent: Submission, details: Details, affirmed: Affirmation) -> Standing:
        """Send the first code of a new journey, or keep it for its turn."""
        asking = begun(details, self.clock(), self.store.allowance)
        otherwise = replace(asking, state=State.NOT_SENT, sends=0)
        request = send_request(asking, details, self.record.terms.purpose)
        given = self.record.affirmed(LedgerEvent.GIVEN, asking, details, affirmed)
        token = self.tokens.after(sent)

        def decide(connection: Connection) -> Journey:
            turn_at = self._turn(None, details, sent)
            after = asking if turn_at <= self.clock() else waiting(otherwise, turn_at)
            given(connection)
            return after

        taken = self.store.add(asking, sent.token, Claim(sent.form, token), decide)
        if taken is None:
            return self.tokens.not_taken(sent)
        if taken.state is State.WAITING:
            return Standing(token, taken)
        with handing_over(token):
            return Standing(token, self.calls.send(taken, details, request, otherwise))

    def again(
        self, before: Journey, sent: Submission, wanted: Journey, otherwise: Journey, affirmed: Affirmation | None
    ) -> Standing:
        """Send for `wanted`, with a new verification id; where nothing was sent the journey becomes `otherwise`.

        `affirmed` is a fresh affirmation, None where the last one still holds.
        """
        details, now = wanted.details, self.clock()
        if details is None:
            return self.tokens.not_taken(sent)
        _require_its_time(before, details, now)
        asking = asking_again(wanted, now)
        request = send_request(asking, details, self.record.terms.purpose)
        # Who gives details may be another person than the one who was at this browser before.
        token = self.tokens.after(sent) if before.takes_details else sent.token
        claim = Claim(sent.form, token if before.takes_details else None)
        otherwise = replace(otherwise, moved_at=now, turn_at=None)

        def decide(connection: Connection) -> Journey:
            turn_at = self._turn(before, details, sent)
            after = asking if turn_at <= self.clock() else waiting(otherwise, turn_at)
            if affirmed or after is asking:
                self._written(before, after, details, affirmed)(connection)
            return after

        taken = self.moves.move(before, asking, decide, claim)
        if taken is None:
            return self.tokens.not_taken(sent)
        with handing_over(token):
            if taken.state is State.SENDING:
                return Standing(token, self.calls.send(taken, details, request, otherwise))
            if taken.state is not State.WAITING:  # there is a code that can be entered meanwhile
                raise Stopped(Problem.BUSY, taken.turn_at)
        return Standing(token, taken)

    def _turn(self, before: Journey | None, details: Details, sent: Submission) -> datetime:
        """Return when the code may be sent: counted against the limits, unless it was before and had to wait.

        Raises Stopped for one code too many.
        """
        mobile_number, kept = details.mobile_number, before.turn_at if before else None
        try:
            if kept is None or self.gate.missed(kept):
                self.gate.admit_send(mobile_number, sent.source)
                return self.gate.send_turn(mobile_number)
            if before is not None and not before.is_for(mobile_number):
                self.gate.admit_send(mobile_number, sent.source)
            return self.gate.keep_turn(mobile_number, kept)
        except LimitReached as limit:
            raise Stopped(Problem.LIMITED, limit.until) from None

    def _written(self, before: Journey, after: Journey, details: Details, affirmed: Affirmation | None) -> Write:
        if affirmed is None:
            return self.record.asking(after, details, after.moved_at)
        if after.reference == before.reference:
            return self.record.affirmed(LedgerEvent.REAFFIRMED, after, details, affirmed)
        given = self.record.affirmed(LedgerEvent.GIVEN, after, details, affirmed)
        dropped = self.record.withdrawn(before.reference, after.consent_at, "another number given instead")
        return both(given, dropped)


def _require_its_time(before: Journey, details: Details, now: datetime) -> None:
    if not before.sends_left:
        raise Stopped(Problem.NO_SENDS_LEFT)
    if now < before.waited_at:
        raise Stopped(Problem.TOO_SOON, before.resend_at)
    if before.is_for(details.mobile_number) and before.waits_for_its_turn(now):
        raise Stopped(Problem.BUSY, before.turn_at)
