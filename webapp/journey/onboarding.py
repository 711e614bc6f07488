"""The use cases: what a customer can do, each step taken once, written down before Cashfree is called."""

from dataclasses import replace
from datetime import datetime, timedelta

from webapp.clock import Clock
from webapp.journey.calls import Calls
from webapp.journey.inputs import Fault, InputRefused
from webapp.journey.moves import LONGEST_SETTLING_SECONDS, Moves
from webapp.journey.problems import Problem, Stopped
from webapp.journey.record import ConsentRecord, Recorded, Withdrawal
from webapp.journey.sending import Sending
from webapp.journey.standing import Standing, Tokens, handing_over
from webapp.journey.state import (
    HANDOVER,
    TAKES_CODE,
    TAKES_RESEND,
    Affirmation,
    Details,
    Held,
    Journey,
    State,
    Stated,
    Submission,
)
from webapp.journey.store import Claim, JourneyStore, Write, both
from webapp.journey.telling import ToldEntry
from webapp.journey.transitions import ended, freed, new_reference
from webapp.journey.watch import Watch
from webapp.mobile360.client import Mobile360Client
from webapp.protection.gate import Gate
from webapp.protection.limits import LimitReached, Source, Usage
from webapp.telemetry.events import JourneyEnded, emit

_BETWEEN_SWEEPS = timedelta(minutes=1)
_LEFT = frozenset({State.FINISHED, State.WITHDRAWN})


class Onboarding:
    """One customer's way from consent to summary.

    A step takes the journey as the caller has seen it, and the form that asks for the step. One that is out of turn,
    whose form was sent before, or that another request has taken first, changes nothing: what is returned is where the
    customer stands. A step and its entry in the consent ledger are committed together; where the ledger cannot be
    relied upon, Stopped is raised.
    """

    def __init__(  # noqa: PLR0913 - all that a journey goes through
        self,
        store: JourneyStore,
        client: Mobile360Client,
        record: ConsentRecord,
        gate: Gate,
        *,
        secret: bytes,
        call_lasts: timedelta,
        clock: Clock,
        watch: Watch | None = None,
    ) -> None:
        """No upstream call takes longer than `call_lasts`; tokens are derived from `secret`, of 32 bytes at least.

        `watch` is told of each of those calls what may be told; by default nobody is.
        """
        self._store = store
        self._moves = Moves(store)
        self._calls = Calls(client, self._moves, record, gate, clock, watch=watch)
        self._record = record
        self._gate = gate
        self._tokens = Tokens(store, secret)
        self._sending = Sending(store, self._moves, self._calls, record, gate, self._tokens, clock)
        self._call_lasts = call_lasts + timedelta(seconds=LONGEST_SETTLING_SECONDS)
        self._clock = clock
        self._sweep_due = clock()

    @property
    def retention_days(self) -> int:
        """For how many days after its last use the record of a consent is kept."""
        return self._record.terms.retention.days

    def current(self, token: str, *, arrived: bool = True) -> Journey | None:
        """Return the journey as it stands now: expired if its time is over, freed if a call in it was cut off.

        That a token arrives tells that the browser has it: the one it was given in place of opens nothing any more.
        """
        now = self._clock()
        journey = self._store.find(token, arrived=arrived)
        if journey is None:
            return None
        # Who still comes with the old token may be somebody else; or the answer with the new one was lost.
        if journey.held is Held.REPLACED and not journey.under_way and now < journey.moved_at + HANDOVER:
            under_way = State.VERIFYING if journey.tries else State.SENDING
            return replace(journey, state=under_way, summary=None)
        return journey if journey.ended else self._up_to_date(journey, token, now)

    def is_spent(self, token: str) -> bool:
        """Tell whether no journey can be begun under a token any more."""
        return self._store.has_begun(token)

    def standing(self, sent: Submission) -> Standing:
        """Return where the customer stands who has sent a form out of turn, or once more."""
        return self._tokens.not_taken(sent)

    def sweep_now_and_then(self) -> None:
        """Once a minute at most, wipe what customers left behind; made to be called with every request."""
        now = self._clock()
        if now >= self._sweep_due:
            self._sweep_due = now + _BETWEEN_SWEEPS
            for reference in self._store.sweep(now):
                emit(JourneyEnded(State.EXPIRED, reference))

    def start(self, before: Journey | None, sent: Submission, stated: Stated, affirmed: Affirmation) -> Standing:
        """Record the consented details and ask for a code.

        Raises InputRefused for what the customer can mend, Stopped for what they cannot; then nothing was sent.
        """
        now = self._clock()
        details = self._details(stated, affirmed)
        if before is None:
            return self._sending.begin(sent, details, affirmed)
        if not before.takes_details or before.ended:
            return self._tokens.not_taken(sent)
        # A consent is for one number: another number is another consent.
        same = before.is_for(stated.mobile_number)
        reference = before.reference if same else new_reference()
        wanted = replace(before, details=details, reference=reference, consent_at=now, changing_number=False)
        return self._sending.again(before, sent, wanted, replace(wanted, state=State.NOT_SENT), affirmed)

    def resend(
        self, before: Journey, sent: Submission, notification_mode: str, affirmed: Affirmation | None
    ) -> Standing:
        """Ask for another code, with a new verification id; `affirmed` is a fresh consent, if it was given.

        Raises Stopped (too soon, no sends left, limits, upstream) and, where the last consent is too old,
        InputRefused("consent").
        """
        now = self._clock()
        if before.state not in TAKES_RESEND or before.details is None:
            return self._tokens.not_taken(sent)
        kept = before
        if affirmed is not None:
            stated = Stated(before.details.mobile_number, before.details.name, before.details.notification_mode)
            kept = replace(before, details=self._details(stated, affirmed), consent_at=now)
        elif not before.consent_is_fresh(now) and now >= before.resend_at:
            raise InputRefused("consent", Fault.AGREE_AGAIN)
        asked = (kept.details or before.details).model_copy(update={"notification_mode": notification_mode})
        otherwise = replace(kept, state=State.NOT_SENT, turn_at=None) if kept.state is State.WAITING else kept
        wanted = replace(kept, details=asked, changing_number=False)
        return self._sending.again(before, sent, wanted, otherwise, affirmed)

    def change_number(self, before: Journey) -> Journey | None:
        """Go back to the first page with everything but the number and the consent kept."""
        if before.state not in TAKES_RESEND or not before.sends_left:
            return before
        return self._moves.move(before, replace(before, changing_number=True, moved_at=self._clock()))

    def verify(self, before: Journey, sent: Submission, otp: str) -> Standing:
        """Have a code judged. The try is counted before the call, and given back only where nothing was judged.

        Raises InputRefused("otp") for what is no code, Stopped where no judgement came, or none may be asked for yet.
        """
        if before.state not in TAKES_CODE or not before.tries_left or before.details is None:
            return self._tokens.not_taken(sent)
        now = self._clock()
        entered = replace(
            before,
            state=State.VERIFYING,
            code_tries=before.code_tries + 1,
            tries=before.tries + 1,
            changing_number=False,
            moved_at=now,
        )
        write = both(self._try_admitted(before.details), self._record.judging(entered, now))
        token = self._tokens.after(sent)
        judging = self._moves.move(before, entered, write, Claim(sent.form, token))
        if judging is None:
            return self._tokens.not_taken(sent)
        with handing_over(token):
            return Standing(token, self._calls.judge(before, judging, before.details, otp))

    def show(self, token: str, journey: Journey | None) -> Journey | None:
        """Return the journey whose summary may be shown now, and record that it was, the first time."""
        while journey is not None and journey.summary is not None and not journey.shown:
            shown = self._record.shown(journey, self._clock())
            journey = self._moves.move(journey, replace(journey, shown=True), shown) or self.current(token)
        return journey

    def finish(self, token: str) -> None:
        """End the journey, wherever it stands, and wipe what it holds."""
        journey = self._store.find(token)
        while journey is not None and not journey.ended:
            journey = self._moves.move(journey, ended(journey, State.FINISHED)) or self._store.find(token)

    def withdraw(self, token: str) -> Withdrawal | None:
        """Withdraw the consent of the browser's own journey, wherever it stands; None where it has none."""
        journey = self.current(token)
        if journey is None:
            return None
        withdrawal = self._withdrawn(journey.reference)
        while (journey := self._store.find(token)) is not None and not journey.ended:  # another number came in between
            withdrawal = self._withdrawn(journey.reference)
        return withdrawal

    def withdraw_by(self, reference: str, mobile_number: str) -> None:
        """Withdraw the consent of a reference, if it was given with this mobile number (ten digits); say nothing."""
        if self._record.belongs_to(reference, mobile_number):
            self._withdrawn(reference)

    def receipt(self, token: str) -> bytes | None:
        """Return the newest receipt for the browser's own consent, to the byte as it was signed; None without one.

        None, too, once the customer has ended the visit: whoever sits there now may be somebody else.
        """
        journey = self.current(token)
        if journey is None or journey.state in _LEFT or journey.held is Held.REPLACED:
            return None
        return self._record.receipt(journey.reference)

    def evidence(self, token: str) -> Recorded | None:
        """Return what was captured with the browser's own consent, None without one.

        None, too, once the customer has ended the visit, or it has timed out.
        """
        journey = self.current(token)
        if journey is None or journey.state in _LEFT | {State.EXPIRED} or journey.held is Held.REPLACED:
            return None
        return self._record.evidence(journey.reference)

    def told_entries(self, reference: str) -> tuple[ToldEntry, ...]:
        """Return what is recorded of a consent as it may be told, oldest first. Raises Stopped as `receipt` does."""
        return self._record.told(reference)

    def usage(self, token: str, source: Source) -> tuple[Usage, ...]:
        """Return what is spent of the limits on a customer; once the number is wiped, without the limits of it."""
        journey = self._store.find(token)
        return self._gate.usage(journey.details.mobile_number if journey and journey.details else None, source)

    def trust_again(self) -> None:
        """Have calls made again, whatever Mobile 360 said or failed at: trouble that was but shown is over."""
        self._calls.trust_again()

    def _up_to_date(self, journey: Journey, token: str, now: datetime) -> Journey | None:
        if journey.is_over(now):
            return self._moves.move(journey, ended(journey, State.EXPIRED)) or self._store.find(token)
        if journey.was_cut_off(now, self._call_lasts):
            return self._moves.move(journey, freed(journey), self._cut_off(journey, now)) or self._store.find(token)
        if journey.state in TAKES_CODE and now >= journey.code_ends_at:
            return self._moves.move(journey, replace(journey, state=State.CODE_EXPIRED)) or self._store.find(token)
        return journey

    def _details(self, stated: Stated, affirmed: Affirmation) -> Details:
        return Details(
            mobile_number=stated.mobile_number,
            name=stated.name,
            notification_mode=stated.notification_mode,
            evidence=affirmed.evidence,
            purposes=self._record.terms.purposes,
        )

    def _withdrawn(self, reference: str) -> Withdrawal | None:
        now = self._clock()
        try:
            if self._record.withdrawal(reference) is None:
                self._stop(reference, now, self._record.withdrawn(reference, now))
            return self._record.withdrawal(reference)
        except Stopped:
            # What cannot be recorded is done all the same here: a withdrawal stops everything.
            self._stop(reference, now)
            raise Stopped(Problem.WITHDRAWAL_NOT_RECORDED) from None

    def _stop(self, reference: str, now: datetime, write: Write | None = None) -> None:
        if self._store.end(reference, State.WITHDRAWN, now, write):
            emit(JourneyEnded(State.WITHDRAWN, reference))

    def _try_admitted(self, details: Details) -> Write:
        def admit(_connection: object) -> None:
            self._require_turn(self._gate.verify_wait())
            try:
                self._gate.admit_try(details.mobile_number)
            except LimitReached as limit:
                raise Stopped(Problem.LIMITED, limit.until) from None
            self._require_turn(self._gate.verify_turn())

        return admit

    @staticmethod
    def _require_turn(turn_at: datetime | None) -> None:
        if turn_at is not None:
            raise Stopped(Problem.BUSY, turn_at)

    def _cut_off(self, journey: Journey, now: datetime) -> Write | None:
        if journey.state is State.VERIFYING:
            return self._record.judged(journey, now, "cut off", verified=False)
        if journey.details is None:
            return None
        return self._record.asked(journey, journey.details, now, "cut off", sent="unknown")
