"""Asking for a code: whether it may be sent, and when; written down first, then sent, or kept until its turn."""

from dataclasses import dataclass, replace
from datetime import datetime

from webapp.clock import Clock
from webapp.consent.entries import LedgerEvent
from webapp.journey.calls import Calls
from webapp.journey.moves import Moves
from webapp.journey.problems import Problem, Stopped
from webapp.journey.record import ConsentRecord
from webapp.journey.standing import Standing, Tokens
from webapp.journey.state import Affirmation, Details, Journey, State, Submission
from webapp.journey.store import Claim, JourneyStore, Write, both
from webapp.journey.transitions import asking_again, begun, waiting
from webapp.journey.upstream import send_request
from webapp.protection.gate import Gate
from webapp.protection.limits import LimitReached


class _NotYet(Exception):
    """The code that is asked for has its turn later."""

    def __init__(self, turn_at: datetime) -> None:
        super().__init__()
        self.turn_at = turn_at


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
        claim = Claim(sent.form, token)
        try:
            admitted = both(self._admitted(None, details, sent), given)
            if not self.store.add(asking, sent.token, claim, admitted):
                return self.tokens.not_taken(sent)
        except _NotYet as wait:
            later = waiting(otherwise, wait.turn_at)
            taken = self.store.add(later, sent.token, claim, given)
            return Standing(token, later) if taken else self.tokens.not_taken(sent)
        return Standing(token, self.calls.send(asking, details, request, otherwise))

    def again(
        self, before: Journey, sent: Submission, wanted: Journey, otherwise: Journey, affirmed: Affirmation | None
    ) -> Standing:
        """Send for `wanted`, with a new verification id; where nothing was sent the journey becomes `otherwise`.

        `affirmed` is a fresh affirmation, None where the last one still holds.
        """
        now = self.clock()
        _require_its_time(before, now)
        if wanted.details is None:
            return self.tokens.not_taken(sent)
        asking = asking_again(wanted, now)
        request = send_request(asking, wanted.details, self.record.terms.purpose)
        # Who gives details may be another person than the one who was at this browser before.
        token = self.tokens.after(sent) if before.takes_details else sent.token
        claim = Claim(sent.form, token if before.takes_details else None)
        written = self._written(before, asking, wanted.details, affirmed)
        try:
            admitted = both(self._admitted(before, wanted.details, sent), written)
            moved = self.moves.move(before, asking, admitted, claim)
        except _NotYet as wait:
            later = waiting(replace(otherwise, moved_at=now, verification_id=asking.verification_id), wait.turn_at)
            moved = self._kept(before, later, written if affirmed else None, claim)
            return Standing(token, moved) if moved else self.tokens.not_taken(sent)
        if moved is None:
            return self.tokens.not_taken(sent)
        return Standing(token, self.calls.send(moved, wanted.details, request, replace(otherwise, moved_at=now)))

    def _kept(self, before: Journey, later: Journey, written: Write | None, claim: Claim) -> Journey | None:
        """Keep the turn; where the customer has a code, or has given nothing new, Stopped tells when it comes."""
        if later.state is State.WAITING and before.state is not State.WAITING:
            return self.moves.move(before, later, written, claim)
        self.moves.move(before, replace(before, turn_at=later.turn_at))
        raise Stopped(Problem.BUSY, later.turn_at)

    def _admitted(self, before: Journey | None, details: Details, sent: Submission) -> Write:
        """Return what raises Stopped for one code too many, and _NotYet for one whose turn is later."""

        def admit(_connection: object) -> None:
            kept = before.turn_kept_for(details.mobile_number) if before else None
            try:
                if kept is None:
                    self.gate.admit_send(details.mobile_number, sent.source)
                    turn_at = self.gate.send_turn(details.mobile_number)
                else:
                    turn_at = self.gate.keep_turn(details.mobile_number, kept)
            except LimitReached as limit:
                raise Stopped(Problem.LIMITED, limit.until) from None
            if turn_at > self.clock():
                raise _NotYet(turn_at)

        return admit

    def _written(self, before: Journey, after: Journey, details: Details, affirmed: Affirmation | None) -> Write:
        if affirmed is None:
            return self.record.asking(after, details, after.moved_at)
        if after.reference == before.reference:
            return self.record.affirmed(LedgerEvent.REAFFIRMED, after, details, affirmed)
        given = self.record.affirmed(LedgerEvent.GIVEN, after, details, affirmed)
        dropped = self.record.withdrawn(before.reference, after.consent_at, "another number given instead")
        return both(given, dropped)


def _require_its_time(before: Journey, now: datetime) -> None:
    if not before.sends_left:
        raise Stopped(Problem.NO_SENDS_LEFT)
    if before.waits_for_its_turn(now):
        raise Stopped(Problem.BUSY, before.turn_at)
    if now < before.resend_at:
        raise Stopped(Problem.TOO_SOON, before.resend_at)
