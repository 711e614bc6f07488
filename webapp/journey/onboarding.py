"""The use cases: what a customer can do, each step taken once, written down before Cashfree is called."""

import secrets
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from webapp.clock import Clock
from webapp.consent.evidence import Evidence
from webapp.identity.summary import Finding, Summary, summarise
from webapp.journey.inputs import Fault, InputRefused
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import (
    ENDED,
    MAX_TRIES,
    MAX_TRIES_PER_CODE,
    TAKES_CODE,
    TAKES_DETAILS,
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
from webapp.mobile360.messages import VerifyOtpRequest, VerifyStatus
from webapp.telemetry.events import FullAadhaarReceived, JourneyEnded, emit

_REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misheard or misread for another


class Onboarding:
    """One customer's way from consent to summary.

    Every method takes the browser's opaque token. A step that is out of turn, or that another request has taken first,
    changes nothing: the caller looks at `current` to see where the customer belongs.
    """

    def __init__(self, store: JourneyStore, client: Mobile360Client, purpose: str, clock: Clock) -> None:
        """`purpose` is the contract's `user_consent.purpose`."""
        self._store = store
        self._client = client
        self._purpose = purpose
        self._clock = clock

    def current(self, token: str) -> Journey | None:
        """Return the journey as it stands now: expired if its time is over, freed if a call in it was cut off."""
        journey = self._store.find(token)
        if journey is None or journey.state in ENDED:
            return journey
        now = self._clock()
        if journey.is_over(now):
            return self._store.move(journey, _ended(journey, State.EXPIRED)) or self._store.find(token)
        if journey.was_cut_off(now):
            return self._store.move(journey, replace(journey, state=_freed(journey))) or self._store.find(token)
        return journey

    def start(self, token: str, details: Details) -> None:
        """Record the consented details and ask for a code.

        Raises InputRefused for what the customer can mend, Stopped for what they cannot; then nothing was sent.
        """
        now = self._clock()
        self._store.sweep(now)
        before = self.current(token)
        if before is None:
            asking = _new(details, now)
            if self._store.add(asking, token):
                self._send(asking, replace(asking, state=State.NOT_SENT, sends=0))
        elif before.state in TAKES_DETAILS:
            wanted = replace(before, details=details, consent_at=now)
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
        if now < before.resend_at:
            raise Stopped(Problem.TOO_SOON, before.resend_at)
        changes = {"notification_mode": notification_mode}
        if affirmed is not None:
            details = before.details.model_copy(update={**changes, "evidence": affirmed})
            self._ask_again(before, replace(before, details=details, consent_at=now), before)
        elif before.consent_is_fresh(now):
            details = before.details.model_copy(update=changes)
            self._ask_again(before, replace(before, details=details), before)
        else:
            raise InputRefused("consent", Fault.AGREE_AGAIN)

    def change_number(self, token: str) -> None:
        """Go back to the first page with everything but the number and the consent kept."""
        before = self.current(token)
        if before is not None and before.state in TAKES_RESEND:
            self._store.move(before, replace(before, state=State.CHANGING_NUMBER, moved_at=self._clock()))

    def verify(self, token: str, otp: str) -> None:
        """Have a code judged. The try is counted before the call, and given back only where nothing was judged.

        Raises InputRefused("otp") for a wrong code that may be tried again, Stopped where no judgement came.
        """
        now = self._clock()
        before = self.current(token)
        if before is None or before.state not in TAKES_CODE or not before.tries_left:
            return
        counted = replace(before, code_tries=before.code_tries + 1, tries=before.tries + 1)
        judging = self._store.move(before, replace(counted, state=State.VERIFYING, moved_at=now))
        if judging is None or judging.details is None:
            return
        try:
            after = self._judge(judging, judging.details, otp)
        except Mobile360Error as error:
            self._not_judged(before, judging, error)
            raise translated(error) from None
        self._store.move(judging, after)
        if after.state in ENDED:
            emit(JourneyEnded(after.state, after.reference))
        if after.state is State.CODE_SENT:
            raise InputRefused("otp", Fault.WRONG_CODE)

    def finish(self, token: str) -> None:
        """End the journey, wherever it stands, and wipe what it holds."""
        journey = self.current(token)
        if journey is not None and journey.state not in ENDED:
            emit(JourneyEnded(journey.state, journey.reference))
            self._store.move(journey, _ended(journey, State.FINISHED))

    def _ask_again(self, before: Journey, wanted: Journey, otherwise: Journey) -> None:
        """Send for `wanted`, with a new verification id; where nothing was sent the journey becomes `otherwise`."""
        if not before.sends_left:
            raise Stopped(Problem.NO_SENDS_LEFT)
        now = self._clock()
        recorded = replace(
            wanted,
            state=State.SENDING,
            verification_id=_verification_id(),
            moved_at=now,
            sent_at=now,
            sends=before.sends + 1,
            code_tries=0,
        )
        asking = self._store.move(before, recorded)
        if asking is not None:
            self._send(asking, replace(otherwise, moved_at=now))

    def _send(self, asking: Journey, otherwise: Journey) -> None:
        if asking.details is None:
            return
        request = send_request(asking, asking.details, self._purpose)
        settled = State.CODE_SENT
        try:
            with reported("send", asking):
                self._client.send_otp(request)
        except AlreadyUsed:
            pass  # the id is ours alone, so that it is taken means that this very request had arrived
        except OutcomeUnknown:
            settled = State.CODE_UNCONFIRMED
        except Mobile360Error as error:
            self._store.move(asking, otherwise)
            raise translated(error) from None
        self._store.move(asking, replace(asking, state=settled))

    def _judge(self, judging: Journey, details: Details, otp: str) -> Journey:
        """Return the journey after the judgement. Raises what of Mobile360Error is no judgement."""
        try:
            with reported("verify", judging):
                reply = self._client.verify_otp(VerifyOtpRequest(verification_id=judging.verification_id, otp=otp))
        except CodeWrong:
            return _after_wrong_code(judging)
        except CodeExpired:
            return replace(judging, state=State.CODE_EXPIRED)
        except CodeExhausted:
            return replace(judging, state=State.CODE_EXHAUSTED)
        except AlreadyUsed:
            return replace(judging, state=State.CODE_USED)
        if reply.status is VerifyStatus.DETAILS_NOT_FOUND:
            return replace(judging, state=State.DETAILS_NOT_FOUND, details=None)
        summary = summarise(
            reply.record,
            stated_name=details.name,
            verified_mobile=details.mobile_number,
            today=self._clock().date(),
        )
        self._report(summary, judging)
        return replace(judging, state=State.VERIFIED, details=None, summary=summary)

    def _not_judged(self, before: Journey, judging: Journey, error: Mobile360Error) -> None:
        """Free the journey for another try; where Cashfree may have counted this one, so do we."""
        if isinstance(error, OutcomeUnknown | InputRejected):
            self._store.move(judging, _after_wrong_code(judging))
        else:
            self._store.move(judging, replace(before, moved_at=judging.moved_at))

    def _report(self, summary: Summary, journey: Journey) -> None:
        if Finding.FULL_AADHAAR_NUMBER in summary.findings:
            emit(FullAadhaarReceived(journey.reference))


def _new(details: Details, now: datetime) -> Journey:
    characters = "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(8))
    return Journey(
        id=str(uuid4()),
        reference=f"{characters[:4]}-{characters[4:]}",
        state=State.SENDING,
        verification_id=_verification_id(),
        created_at=now,
        moved_at=now,
        consent_at=now,
        sent_at=now,
        details=details,
    )


def _verification_id() -> str:
    """Return a new id of the contract's characters, at most 50, that nobody can guess."""
    return f"m360-{uuid4().hex}"


def _after_wrong_code(journey: Journey) -> Journey:
    if journey.tries >= MAX_TRIES:
        return _ended(journey, State.LOCKED)
    return replace(journey, state=_freed(journey))


def _freed(journey: Journey) -> State:
    if journey.code_tries >= MAX_TRIES_PER_CODE:
        return State.CODE_EXHAUSTED
    return State.CODE_UNCONFIRMED if journey.state is State.SENDING else State.CODE_SENT


def _ended(journey: Journey, state: State) -> Journey:
    return replace(journey, state=state, details=None, summary=None)
