"""The two calls to Mobile 360, and what becomes of the journey that made them, however they end."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from webapp.clock import INDIA, Clock
from webapp.identity.outline import outline
from webapp.identity.summary import Finding, Summary, Verdict, summarise
from webapp.journey.inputs import InputRefused
from webapp.journey.moves import Moves
from webapp.journey.problems import Stopped
from webapp.journey.record import ConsentRecord
from webapp.journey.state import Details, Journey, State
from webapp.journey.transitions import after_try, ended, not_judged, waiting
from webapp.journey.upstream import reported, translated
from webapp.journey.watch import About, Listener, Watch
from webapp.mobile360.client import Mobile360Client
from webapp.mobile360.errors import (
    AlreadyUsed,
    Busy,
    CodeExhausted,
    CodeExpired,
    CodeWrong,
    Crowded,
    MerchantMustAct,
    Mobile360Error,
    OutcomeUnknown,
    Reason,
    UpstreamBroken,
)
from webapp.mobile360.messages import SendOtpRequest, VerifyOtpRequest, VerifyStatus
from webapp.protection.gate import Gate
from webapp.protection.limits import LimitReached
from webapp.telemetry.events import FullAadhaarReceived, emit

_CODE_WAS_RIGHT = {State.VERIFIED, State.DETAILS_NOT_FOUND, State.UNDER_AGE}
_DEAD_CODES: dict[type[Mobile360Error], State] = {
    CodeExpired: State.CODE_EXPIRED,
    CodeExhausted: State.CODE_EXHAUSTED,
    AlreadyUsed: State.CODE_USED,
}

# When to try again where Mobile 360 refuses and does not say when; the gate holds all calls for as long.
_BREAK = timedelta(seconds=10)


class Calls:
    """Calls for a journey that has written down that it does; returns the journey after that.

    Raises InputRefused for what the customer can mend, Stopped for what they cannot.
    """

    def __init__(  # noqa: PLR0913 - all that a call has to do with
        self,
        client: Mobile360Client,
        moves: Moves,
        record: ConsentRecord,
        gate: Gate,
        clock: Clock,
        *,
        watch: Watch | None,
    ) -> None:
        """Take the client, and what is told of how its calls end; the watch of what may be told to anybody."""
        self._client = client
        self._moves = moves
        self._record = record
        self._gate = gate
        self._clock = clock
        self._watch = watch

    def send(self, asking: Journey, details: Details, request: SendOtpRequest, otherwise: Journey) -> Journey:
        """Have a code sent; where none was, the journey becomes `otherwise`, or waits for its turn."""
        settled, answer, sent = State.CODE_SENT, "200", "yes"
        listener = self._listener(asking, request)
        try:
            with reported("send", asking, listener):
                self._client.send_otp(request, listener.hear)
            listener.sent()
        except AlreadyUsed as taken:
            answer = taken.answer  # the id is ours alone: that it is taken means that this very request had arrived
        except OutcomeUnknown as unknown:
            settled, answer, sent = State.CODE_UNCONFIRMED, unknown.answer, "unknown"
        except Mobile360Error as error:
            return self._not_sent(asking, details, otherwise, error)
        self._gate.sent(details.mobile_number, asking.sent_at)
        asked = self._record.asked(asking, details, self._clock(), answer, sent=sent)
        return self._moves.settle(asking, replace(asking, state=settled, moved_at=self._clock()), asked)

    def judge(self, before: Journey, judging: Journey, details: Details, otp: str) -> Journey:
        """Have a code judged; where it was not, the journey is as it was `before`, or has spent the try."""
        try:
            after = self._judged(before, judging, details, otp)
        except Mobile360Error as error:
            now = self._clock()
            noted = self._record.judged(judging, now, error.answer, verified=False)
            settled = self._moves.settle(judging, not_judged(before, judging, error, now), noted)
            if settled.ended:
                return settled
            raise self._stopped(error) from None
        after = replace(after, moved_at=self._clock())
        verified = after.state in _CODE_WAS_RIGHT
        if verified:
            self._gate.verified(details.mobile_number, judging.sent_at)
        noted = self._record.judged(judging, self._clock(), after.state.value, verified=verified)
        return self._moves.settle(judging, after, noted)

    def trust_again(self) -> None:
        """Forget that Mobile 360 asked for a break, and how often it failed."""
        self._gate.release()
        self._client.close_circuits()

    def _not_sent(self, asking: Journey, details: Details, otherwise: Journey, error: Mobile360Error) -> Journey:
        after = self._with_its_turn(otherwise, details, error)
        now = self._clock()
        noted = self._record.asked(asking, details, now, error.answer, sent="no")
        settled = self._moves.settle(asking, replace(after, moved_at=now), noted)
        if settled.state is State.WAITING:
            return settled
        raise self._stopped(error, settled.turn_at) from None

    def _with_its_turn(self, journey: Journey, details: Details, error: Mobile360Error) -> Journey:
        """Return the journey with a place of its own where it could not be served for a while."""
        if isinstance(error, Busy | Crowded | UpstreamBroken) and (until := self._free_again(error)) is not None:
            with suppress(LimitReached):
                turn_at = self._gate.later_turn(details.mobile_number, until)
                return waiting(journey, turn_at) if isinstance(error, Busy) else replace(journey, turn_at=turn_at)
        return journey

    def _free_again(self, error: Busy | Crowded | UpstreamBroken) -> datetime | None:
        return error.until or (self._clock() + _BREAK if isinstance(error, Busy) else None)

    def _stopped(self, error: Mobile360Error, until: datetime | None = None) -> InputRefused | Stopped:
        stopped = translated(error)
        if isinstance(stopped, Stopped) and isinstance(error, Busy | Crowded | UpstreamBroken):
            stopped.until = until or self._free_again(error)
        return stopped

    def _listener(self, journey: Journey, request: SendOtpRequest | VerifyOtpRequest) -> Listener:
        call = About(self._client.told_headers, journey.reference, request, self._clock())
        return Listener(call, self._watch)

    def _judged(self, before: Journey, judging: Journey, details: Details, otp: str) -> Journey:
        """Return the journey after the judgement. Raises what of Mobile360Error is no judgement."""
        # Where nobody knows whether the code was asked for, its id may be one that Mobile 360 has never seen.
        foreseen = Reason.REQUEST if before.state is State.CODE_UNCONFIRMED else None
        request = VerifyOtpRequest(verification_id=judging.verification_id, otp=otp)
        listener = self._listener(judging, request)
        try:
            with reported("verify", judging, listener, foreseen):
                reply = self._client.verify_otp(request, listener.hear)
        except CodeWrong:
            return after_try(judging, State.CODE_WRONG)
        except (CodeExpired, CodeExhausted, AlreadyUsed) as dead:
            return replace(judging, state=_DEAD_CODES[type(dead)])
        except MerchantMustAct as refused:
            if refused.reason is not foreseen:
                raise
            return replace(judging, state=State.CODE_EXPIRED)
        if reply.status is VerifyStatus.DETAILS_NOT_FOUND:
            listener.verified(reply.status)
            return replace(judging, state=State.DETAILS_NOT_FOUND, details=None)
        summary = summarise(
            reply.record,
            stated_name=details.name,
            verified_mobile=details.mobile_number,
            today=self._clock().astimezone(INDIA).date(),
            purposes=details.purposes,
        )
        if listener.watched:
            listener.verified(reply.status, outline(reply.record, summary))
        _report(summary, judging)
        if summary.verdict is Verdict.UNDER_AGE:
            return ended(judging, State.UNDER_AGE)
        return replace(judging, state=State.VERIFIED, details=None, summary=summary)


def _report(summary: Summary, journey: Journey) -> None:
    if Finding.FULL_AADHAAR_NUMBER in summary.findings:
        emit(FullAadhaarReceived(journey.reference))
