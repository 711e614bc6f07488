"""The use cases: what a customer can do, each step taken once, written down before Cashfree is called."""

from dataclasses import replace
from datetime import datetime, timedelta

from webapp.clock import INDIA, Clock
from webapp.consent.entries import LedgerEvent
from webapp.identity.summary import Finding, Summary, Verdict, summarise
from webapp.journey.inputs import Fault, InputRefused
from webapp.journey.problems import Problem, Stopped
from webapp.journey.record import ConsentRecord, Recorded, Withdrawal
from webapp.journey.state import TAKES_CODE, TAKES_RESEND, Affirmation, Details, Journey, State, Stated
from webapp.journey.store import JourneyStore, Write
from webapp.journey.transitions import after_try, asking_again, begun, ended, freed, new_reference, not_judged
from webapp.journey.upstream import reported, send_request, translated
from webapp.mobile360.client import Mobile360Client
from webapp.mobile360.errors import (
    AlreadyUsed,
    CodeExhausted,
    CodeExpired,
    CodeWrong,
    Mobile360Error,
    OutcomeUnknown,
)
from webapp.mobile360.messages import SendOtpRequest, VerifyOtpRequest, VerifyStatus
from webapp.telemetry.events import FullAadhaarReceived, JourneyEnded, emit

_CODE_WAS_RIGHT = {State.VERIFIED, State.DETAILS_NOT_FOUND, State.UNDER_AGE}
_DEAD_CODES: dict[type[Mobile360Error], State] = {
    CodeExpired: State.CODE_EXPIRED,
    CodeExhausted: State.CODE_EXHAUSTED,
    AlreadyUsed: State.CODE_USED,
}
_BETWEEN_SWEEPS = timedelta(minutes=1)


class Onboarding:
    """One customer's way from consent to summary.

    Every method takes the browser's opaque token. A step that is out of turn, or that another request has taken first,
    changes nothing: the caller looks at `current` to see where the customer belongs. A step and its entry in the
    consent ledger are committed together; where the ledger cannot be relied upon, Stopped is raised.
    """

    def __init__(
        self, store: JourneyStore, client: Mobile360Client, record: ConsentRecord, call_lasts: timedelta, clock: Clock
    ) -> None:
        """No upstream call takes longer than `call_lasts`."""
        self._store = store
        self._client = client
        self._record = record
        self._call_lasts = call_lasts
        self._clock = clock
        self._sweep_due = clock()

    @property
    def retention_days(self) -> int:
        """For how many days after its last use the record of a consent is kept."""
        return self._record.terms.retention.days

    def current(self, token: str) -> Journey | None:
        """Return the journey as it stands now: expired if its time is over, freed if a call in it was cut off."""
        now = self._clock()
        journey = self._store.find(token)
        if journey is None or journey.ended:
            return journey
        if journey.is_over(now):
            return self._move(journey, ended(journey, State.EXPIRED)) or self._store.find(token)
        if journey.was_cut_off(now, self._call_lasts):
            return self._move(journey, freed(journey), self._cut_off(journey, now)) or self._store.find(token)
        return journey

    def sweep_now_and_then(self) -> None:
        """Once a minute at most, wipe what customers left behind; made to be called with every request."""
        now = self._clock()
        if now >= self._sweep_due:
            self._sweep_due = now + _BETWEEN_SWEEPS
            for reference in self._store.sweep(now):
                emit(JourneyEnded(State.EXPIRED, reference))

    def start(self, token: str, stated: Stated, affirmed: Affirmation) -> None:
        """Record the consented details and ask for a code.

        Raises InputRefused for what the customer can mend, Stopped for what they cannot; then nothing was sent.
        """
        now = self._clock()
        before = self.current(token)
        details = self._details(stated, affirmed)
        if before is None:
            asking = begun(details, now)
            request = send_request(asking, details, self._record.terms.purpose)
            given = self._record.affirmed(LedgerEvent.GIVEN, asking, details, affirmed)
            if self._store.add(asking, token, given):
                self._send(asking, details, request, replace(asking, state=State.NOT_SENT, sends=0))
        elif before.takes_details and not before.ended:
            # A consent is for one number: another number is another consent.
            same = before.is_for(stated.mobile_number)
            reference = before.reference if same else new_reference()
            wanted = replace(before, details=details, reference=reference, consent_at=now, changing_number=False)
            self._ask_again(before, wanted, replace(wanted, state=State.NOT_SENT), affirmed)

    def resend(self, token: str, notification_mode: str, affirmed: Affirmation | None) -> None:
        """Ask for another code, with a new verification id; `affirmed` is a fresh consent, if it was given.

        Raises Stopped (too soon, no sends left, upstream) and, where the last consent is too old,
        InputRefused("consent").
        """
        now = self._clock()
        before = self.current(token)
        if before is None or before.state not in TAKES_RESEND or before.details is None:
            return
        kept = before
        if affirmed is not None:
            stated = Stated(before.details.mobile_number, before.details.name, before.details.notification_mode)
            kept = replace(before, details=self._details(stated, affirmed), consent_at=now)
        elif not before.consent_is_fresh(now) and now >= before.resend_at:
            raise InputRefused("consent", Fault.AGREE_AGAIN)
        wanted = (kept.details or before.details).model_copy(update={"notification_mode": notification_mode})
        self._ask_again(before, replace(kept, details=wanted, changing_number=False), kept, affirmed)

    def change_number(self, token: str) -> None:
        """Go back to the first page with everything but the number and the consent kept."""
        before = self.current(token)
        if before is not None and before.state in TAKES_RESEND and before.sends_left:
            self._move(before, replace(before, changing_number=True, moved_at=self._clock()))

    def verify(self, token: str, otp: str) -> None:
        """Have a code judged. The try is counted before the call, and given back only where nothing was judged.

        Raises InputRefused("otp") for what is no code, Stopped where no judgement came.
        """
        before = self.current(token)
        if before is None or before.state not in TAKES_CODE or not before.tries_left:
            return
        counted = replace(before, code_tries=before.code_tries + 1, tries=before.tries + 1, changing_number=False)
        now = self._clock()
        entered = replace(counted, state=State.VERIFYING, moved_at=now)
        judging = self._move(before, entered, self._record.judging(entered, now))
        if judging is None or judging.details is None:
            return
        try:
            after = self._judge(judging, judging.details, otp)
        except Mobile360Error as error:
            after = not_judged(before, judging, error)
            self._settle(judging, after, self._record.judged(judging, self._clock(), error.answer, verified=False))
            if not after.ended:
                raise translated(error) from None
        else:
            verified = after.state in _CODE_WAS_RIGHT
            judged = self._record.judged(judging, self._clock(), after.state.value, verified=verified)
            self._settle(judging, after, judged)

    def show(self, token: str) -> Journey | None:
        """Return the journey whose summary may be shown now, and record that it was, the first time."""
        journey = self.current(token)
        while journey is not None and journey.summary is not None and not journey.shown:
            shown = self._record.shown(journey, self._clock())
            journey = self._move(journey, replace(journey, shown=True), shown) or self.current(token)
        return journey

    def finish(self, token: str) -> None:
        """End the journey, wherever it stands, and wipe what it holds."""
        journey = self.current(token)
        while journey is not None and not journey.ended:
            journey = self._move(journey, ended(journey, State.FINISHED)) or self.current(token)

    def withdraw(self, token: str) -> Withdrawal | None:
        """Withdraw the consent of the browser's own journey, wherever it stands; None where it has none."""
        journey = self.current(token)
        if journey is None:
            return None
        withdrawal = self._withdrawn(journey.reference)
        while (journey := self.current(token)) is not None and not journey.ended:  # another number came in between
            withdrawal = self._withdrawn(journey.reference)
        return withdrawal

    def withdraw_by(self, reference: str, mobile_number: str) -> None:
        """Withdraw the consent of a reference, if it was given with this mobile number (ten digits); say nothing."""
        if self._record.belongs_to(reference, mobile_number):
            self._withdrawn(reference)

    def receipt(self, token: str) -> bytes | None:
        """Return the newest receipt for the browser's own consent, to the byte as it was signed; None without one."""
        journey = self.current(token)
        return None if journey is None else self._record.receipt(journey.reference)

    def evidence(self, token: str) -> Recorded | None:
        """Return what was captured with the browser's own consent, None without one.

        None, too, once the visit has timed out: whoever sits there now may be somebody else.
        """
        journey = self.current(token)
        if journey is None or journey.state is State.EXPIRED:
            return None
        return self._record.evidence(journey.reference)

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

    def _move(self, before: Journey, after: Journey, write: Write | None = None) -> Journey | None:
        moved = self._store.move(before, after, write)
        if moved is not None and moved.ended:
            emit(JourneyEnded(moved.state, moved.reference))
        return moved

    def _settle(self, asked: Journey, after: Journey, write: Write) -> None:
        """Move on after a call; what it came to is recorded even where the journey was ended meanwhile."""
        if self._move(asked, after, write) is None:
            self._store.write(write)

    def _ask_again(self, before: Journey, wanted: Journey, otherwise: Journey, affirmed: Affirmation | None) -> None:
        """Send for `wanted`, with a new verification id; where nothing was sent the journey becomes `otherwise`.

        `affirmed` is a fresh affirmation, None where the last one still holds.
        """
        now = self._clock()
        if not before.sends_left:
            raise Stopped(Problem.NO_SENDS_LEFT)
        if before.sends and now < before.resend_at:
            raise Stopped(Problem.TOO_SOON, before.resend_at)
        if wanted.details is None:
            return
        recorded = asking_again(wanted, now)
        request = send_request(recorded, wanted.details, self._record.terms.purpose)
        asking = self._move(before, recorded, self._affirmed(before, recorded, wanted.details, affirmed))
        if asking is not None:
            self._send(asking, wanted.details, request, replace(otherwise, moved_at=now))

    def _affirmed(self, before: Journey, after: Journey, details: Details, affirmed: Affirmation | None) -> Write:
        if affirmed is None:
            return self._record.asking(after, details, after.moved_at)
        if after.reference == before.reference:
            return self._record.affirmed(LedgerEvent.REAFFIRMED, after, details, affirmed)
        given = self._record.affirmed(LedgerEvent.GIVEN, after, details, affirmed)
        dropped = self._record.withdrawn(before.reference, after.consent_at, "another number given instead")
        return lambda connection: (given(connection), dropped(connection))

    def _send(self, asking: Journey, details: Details, request: SendOtpRequest, otherwise: Journey) -> None:
        settled, answer, sent = State.CODE_SENT, "200", "yes"
        try:
            with reported("send", asking):
                self._client.send_otp(request)
        except AlreadyUsed as taken:
            answer = taken.answer  # the id is ours alone: that it is taken means that this very request had arrived
        except OutcomeUnknown as unknown:
            settled, answer, sent = State.CODE_UNCONFIRMED, unknown.answer, "unknown"
        except Mobile360Error as error:
            self._settle(asking, otherwise, self._record.asked(asking, details, self._clock(), error.answer, sent="no"))
            raise translated(error) from None
        asked = self._record.asked(asking, details, self._clock(), answer, sent=sent)
        self._settle(asking, replace(asking, state=settled), asked)

    def _judge(self, judging: Journey, details: Details, otp: str) -> Journey:
        """Return the journey after the judgement. Raises what of Mobile360Error is no judgement."""
        try:
            with reported("verify", judging):
                reply = self._client.verify_otp(VerifyOtpRequest(verification_id=judging.verification_id, otp=otp))
        except CodeWrong:
            return after_try(judging, State.CODE_WRONG)
        except (CodeExpired, CodeExhausted, AlreadyUsed) as dead:
            return replace(judging, state=_DEAD_CODES[type(dead)])
        if reply.status is VerifyStatus.DETAILS_NOT_FOUND:
            return replace(judging, state=State.DETAILS_NOT_FOUND, details=None)
        summary = summarise(
            reply.record,
            stated_name=details.name,
            verified_mobile=details.mobile_number,
            today=self._clock().astimezone(INDIA).date(),
            purposes=details.purposes,
        )
        _report(summary, judging)
        if summary.verdict is Verdict.UNDER_AGE:
            return ended(judging, State.UNDER_AGE)
        return replace(judging, state=State.VERIFIED, details=None, summary=summary)

    def _cut_off(self, journey: Journey, now: datetime) -> Write | None:
        if journey.state is State.VERIFYING:
            return self._record.judged(journey, now, "cut off", verified=False)
        if journey.details is None:
            return None
        return self._record.asked(journey, journey.details, now, "cut off", sent="unknown")


def _report(summary: Summary, journey: Journey) -> None:
    if Finding.FULL_AADHAAR_NUMBER in summary.findings:
        emit(FullAadhaarReceived(journey.reference))
