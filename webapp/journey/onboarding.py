"""The use cases: what a customer can do, each step taken once, written down before Cashfree is called."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from webapp.clock import Clock
from webapp.consent.evidence import Evidence
from webapp.identity.summary import Finding, Summary, summarise
from webapp.journey.inputs import Fault, InputRefused
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import (
    MAX_TRIES,
    MAX_TRIES_PER_CODE,
    TAKES_CODE,
    TAKES_RESEND,
    Details,
    Journey,
    State,
)
from webapp.journey.store import JourneyStore
from webapp.journey.upstream import reported, send_request, translated
from webapp.mobile360.client import Mobile360Client
from webapp.mobile360.errors import (
    AlreadyUsed,
    CodeExhausted,
    CodeExpired,
    CodeWrong,
    InputRejected,
    Mobile360Error,
    OutcomeUnknown,
)
from webapp.mobile360.messages import SendOtpRequest, VerifyOtpRequest, VerifyStatus
from webapp.telemetry.events import FullAadhaarReceived, JourneyEnded, emit

_REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misheard or misread for another
_BETWEEN_SWEEPS = timedelta(minutes=1)


class Onboarding:
    """One customer's way from consent to summary.

    Every method takes the browser's opaque token. A step that is out of turn, or that another request has taken first,
    changes nothing: the caller looks at `current` to see where the customer belongs.
    """

    def __init__(
        self, store: JourneyStore, client: Mobile360Client, purpose: str, call_lasts: timedelta, clock: Clock
    ) -> None:
        """`purpose` is the contract's `user_consent.purpose`; no upstream call takes longer than `call_lasts`."""
        self._store = store
        self._client = client
        self._purpose = purpose
        self._call_lasts = call_lasts
        self._clock = clock
        self._sweep_due = clock()

    def current(self, token: str) -> Journey | None:
        """Return the journey as it stands now: expired if its time is over, freed if a call in it was cut off."""
        now = self._clock()
        self._sweep_now_and_then(now)
        journey = self._store.find(token)
        if journey is None or journey.ended:
            return journey
        if journey.is_over(now):
            return self._move(journey, _ended(journey, State.EXPIRED)) or self._store.find(token)
        if journey.was_cut_off(now, self._call_lasts):
            return self._move(journey, _freed(journey)) or self._store.find(token)
        return journey

    def start(self, token: str, details: Details) -> None:
        """Record the consented details and ask for a code.

        Raises InputRefused for what the customer can mend, Stopped for what they cannot; then nothing was sent.
        """
        now = self._clock()
        before = self.current(token)
        if before is None:
            asking = _new(details, now)
            request = send_request(asking, details, self._purpose)
            if self._store.add(asking, token):
                self._send(asking, request, replace(asking, state=State.NOT_SENT, sends=0))
        elif before.takes_details and not before.ended:
            wanted = replace(before, details=details, consent_at=now, changing_number=False)
            self._ask_again(before, wanted, replace(wanted, state=State.NOT_SENT))

    def resend(self, token: str, notification_mode: str, affirmed: Evidence | None) -> None:
        """Ask for another code, with a new verification id; `affirmed` is the evidence of a fresh consent, if given.

        Raises Stopped (too soon, no sends left, upstream) and, where the last consent is too old,
        InputRefused("consent").
        """
        now = self._clock()
        before = self.current(token)
        if before is None or before.state not in TAKES_RESEND or before.details is None:
            return
        kept = before
        if affirmed is not None:
            kept = replace(before, details=before.details.model_copy(update={"evidence": affirmed}), consent_at=now)
        elif not before.consent_is_fresh(now) and now >= before.resend_at:
            raise InputRefused("consent", Fault.AGREE_AGAIN)
        wanted = (kept.details or before.details).model_copy(update={"notification_mode": notification_mode})
        self._ask_again(before, replace(kept, details=wanted, changing_number=False), kept)

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
        judging = self._move(before, replace(counted, state=State.VERIFYING, moved_at=self._clock()))
        if judging is None or judging.details is None:
            return
        try:
            after = self._judge(judging, judging.details, otp)
        except Mobile360Error as error:
            after = _not_judged(before, judging, error)
            self._move(judging, after)
            if not after.ended:
                raise translated(error) from None
        else:
            self._move(judging, after)

    def finish(self, token: str) -> None:
        """End the journey, wherever it stands, and wipe what it holds."""
        journey = self.current(token)
        while journey is not None and not journey.ended:
            journey = self._move(journey, _ended(journey, State.FINISHED)) or self.current(token)

    def _move(self, before: Journey, after: Journey) -> Journey | None:
        moved = self._store.move(before, after)
        if moved is not None and moved.ended:
            emit(JourneyEnded(moved.state, moved.reference))
        return moved

    def _ask_again(self, before: Journey, wanted: Journey, otherwise: Journey) -> None:
        """Send for `wanted`, with a new verification id; where nothing was sent the journey becomes `otherwise`."""
        now = self._clock()
        if not before.sends_left:
            raise Stopped(Problem.NO_SENDS_LEFT)
        if before.sends and now < before.resend_at:
            raise Stopped(Problem.TOO_SOON, before.resend_at)
        if wanted.details is None:
            return
        recorded = replace(
            wanted,
            state=State.SENDING,
            verification_id=_verification_id(),
            moved_at=now,
            sent_at=now,
            sends=before.sends + 1,
            code_tries=0,
        )
        request = send_request(recorded, wanted.details, self._purpose)
        asking = self._move(before, recorded)
        if asking is not None:
            self._send(asking, request, replace(otherwise, moved_at=now))

    def _send(self, asking: Journey, request: SendOtpRequest, otherwise: Journey) -> None:
        settled = State.CODE_SENT
        try:
            with reported("send", asking):
                self._client.send_otp(request)
        except AlreadyUsed:
            pass  # the id is ours alone, so that it is taken means that this very request had arrived
        except OutcomeUnknown:
            settled = State.CODE_UNCONFIRMED
        except Mobile360Error as error:
            self._move(asking, otherwise)
            raise translated(error) from None
        self._move(asking, replace(asking, state=settled))

    def _judge(self, judging: Journey, details: Details, otp: str) -> Journey:
        """Return the journey after the judgement. Raises what of Mobile360Error is no judgement."""
        try:
            with reported("verify", judging):
                reply = self._client.verify_otp(VerifyOtpRequest(verification_id=judging.verification_id, otp=otp))
        except CodeWrong:
            return _after_try(judging, State.CODE_WRONG)
        except CodeExpired:
            return replace(judging, state=State.CODE_EXPIRED)
        except CodeExhausted:
            return replace(judging, state=State.CODE_EXHAUSTED)
        except AlreadyUsed:
            return replace(judging, state=State.CODE_USED)
        if reply.status is VerifyStatus.DETAILS_NOT_FOUND:
            return replace(judging, state=State.DETAILS_NOT_FOUND, details=None)
        today = self._clock().date()
        summary = summarise(reply.record, stated_name=details.name, verified_mobile=details.mobile_number, today=today)
        _report(summary, judging)
        return replace(judging, state=State.VERIFIED, details=None, summary=summary)

    def _sweep_now_and_then(self, now: datetime) -> None:
        if now >= self._sweep_due:
            self._sweep_due = now + _BETWEEN_SWEEPS
            for reference in self._store.sweep(now):
                emit(JourneyEnded(State.EXPIRED, reference))


def _report(summary: Summary, journey: Journey) -> None:
    if Finding.FULL_AADHAAR_NUMBER in summary.findings:
        emit(FullAadhaarReceived(journey.reference))


def _new(details: Details, now: datetime) -> Journey:
    return Journey(
        id=str(uuid4()),
        reference=new_reference(),
        state=State.SENDING,
        verification_id=_verification_id(),
        created_at=now,
        moved_at=now,
        consent_at=now,
        sent_at=now,
        details=details,
    )


def new_reference() -> str:
    """Return a reference that a customer can read out: `K7F2-9QXM`."""
    characters = "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(8))
    return f"{characters[:4]}-{characters[4:]}"


def _verification_id() -> str:
    """Return a new id of the contract's characters, at most 50, that nobody can guess."""
    return f"m360-{uuid4().hex}"


def _freed(journey: Journey) -> Journey:
    """Return the journey after a call that was cut off: nobody knows what became of it."""
    if journey.state is State.SENDING:
        return replace(journey, state=State.CODE_UNCONFIRMED)
    return _after_try(journey, State.CODE_SENT)


def _not_judged(before: Journey, judging: Journey, error: Mobile360Error) -> Journey:
    """Return the journey after a call without a judgement; where Cashfree may have counted the try, so do we."""
    if isinstance(error, OutcomeUnknown | InputRejected):
        return _after_try(judging, State.CODE_SENT)
    return replace(before, moved_at=judging.moved_at)


def _after_try(journey: Journey, otherwise: State) -> Journey:
    """Return the journey after a try that did not succeed: in the state `otherwise`, if there are tries left."""
    if journey.tries >= MAX_TRIES:
        return _ended(journey, State.LOCKED)
    if journey.code_tries >= MAX_TRIES_PER_CODE:
        return replace(journey, state=State.CODE_EXHAUSTED)
    return replace(journey, state=otherwise)


def _ended(journey: Journey, state: State) -> Journey:
    return replace(journey, state=state, details=None, summary=None, changing_number=False)
