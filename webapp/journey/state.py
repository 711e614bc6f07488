"""A customer's journey: the states it can be in, what may happen next, and how long it lasts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from webapp.consent.evidence import Evidence
from webapp.consent.notice import Notice
from webapp.identity.fields import Purpose
from webapp.identity.masks import Masked, tail
from webapp.identity.summary import Summary
from webapp.protection.limits import Source

IDLE = timedelta(minutes=30)
LONGEST = timedelta(minutes=60)
RESEND_WAITS = (timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120))
# For so long after a step is over the browser's old token shows nothing of what came of it: see `Held`.
HANDOVER = timedelta(seconds=10)
# Cashfree takes a consent of at most five minutes; half a minute is kept for clocks and the way there.
CONSENT_LASTS = timedelta(minutes=4, seconds=30)


class State(StrEnum):
    """Where a journey stands."""

    WAITING = "waiting"  # consent is given; so many codes are being sent that this one has its turn later
    SENDING = "sending"
    NOT_SENT = "not_sent"
    CODE_SENT = "code_sent"
    CODE_WRONG = "code_wrong"  # sent, and the last one entered was another
    CODE_UNCONFIRMED = "code_unconfirmed"  # the request left, no answer came: the code may be on its way
    CODE_EXPIRED = "code_expired"
    CODE_EXHAUSTED = "code_exhausted"
    CODE_USED = "code_used"
    VERIFYING = "verifying"
    VERIFIED = "verified"
    DETAILS_NOT_FOUND = "details_not_found"
    LOCKED = "locked"  # too many wrong codes
    EXPIRED = "expired"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"
    UNDER_AGE = "under_age"


class Held(StrEnum):
    """Which of a journey's tokens a browser holds. A step that is taken renews the token: whoever knew the old one,
    such as somebody who used the computer before, is shut out once the new one is used. Until then the old one leads
    here too, for the answer that carries the new one may be lost on its way.
    """

    CURRENT = "current"
    REPLACED = "replaced"
    NEW = "new"


class Step(StrEnum):
    """The page a customer belongs on."""

    START = "start"
    CODE = "code"
    LOCKED = "locked"
    UNDER_AGE = "under_age"
    SUMMARY = "summary"


ENDED = frozenset({State.LOCKED, State.EXPIRED, State.FINISHED, State.WITHDRAWN, State.UNDER_AGE})
TAKES_CODE = frozenset({State.CODE_SENT, State.CODE_WRONG, State.CODE_UNCONFIRMED})
TAKES_RESEND = TAKES_CODE | {State.WAITING, State.CODE_EXPIRED, State.CODE_EXHAUSTED, State.CODE_USED}

_STEPS = {
    **dict.fromkeys(State, Step.CODE),
    **dict.fromkeys({State.NOT_SENT, State.EXPIRED, State.FINISHED, State.WITHDRAWN}, Step.START),
    State.LOCKED: Step.LOCKED,
    State.UNDER_AGE: Step.UNDER_AGE,
    State.VERIFIED: Step.SUMMARY,
    State.DETAILS_NOT_FOUND: Step.SUMMARY,
}


@dataclass(frozen=True)
class Allowance:
    """How often one customer may try: codes and tries of a journey, and tries of one code, and how long that one lasts.

    A code is taken for no longer, whatever Cashfree would do (ASVS 6.5.5: at most ten minutes).
    """

    codes: int = 6
    tries: int = 10
    tries_per_code: int = 5
    code_lasts: timedelta = timedelta(minutes=10)


@dataclass(frozen=True)
class Submission:
    """A form as it was sent: the browser's token, a hash of all that the form held, and where it came from.

    The hash takes in a random value that each form is given when it is made: two of them are equal only where the very
    same form was sent twice.
    """

    token: str = field(repr=False)
    form: str
    source: Source


@dataclass(frozen=True)
class Stated:
    """What the customer typed and chose, in the contract's form."""

    mobile_number: str = field(repr=False)
    name: str = field(repr=False)
    notification_mode: str


@dataclass(frozen=True)
class Affirmation:
    """One act of consent: the notice that was shown with it, and what was captured with it.

    original: the English notice, which counts in doubt, where the one that was shown is an unchecked translation.
    """

    notice: Notice
    evidence: Evidence = field(repr=False)
    original: Notice | None = None


class Details(BaseModel):
    """What the customer stated, and what was captured with it. Personal: kept encrypted, hidden from repr.

    purposes: those that the newest affirmation is for.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    mobile_number: str
    name: str
    notification_mode: str
    evidence: Evidence
    purposes: frozenset[Purpose]

    def __repr__(self) -> str:
        """Show no value."""
        return "Details(…)"

    __str__ = __repr__


@dataclass(frozen=True)
class Journey:
    """One row of the store. Moments are UTC; a changed copy is written by compare-and-set on `version`."""

    id: str
    reference: str
    state: State
    verification_id: str
    created_at: datetime
    moved_at: datetime
    consent_at: datetime
    sent_at: datetime
    details: Details | None = field(repr=False)
    summary: Summary | None = field(default=None, repr=False)
    sends: int = 1
    code_tries: int = 0
    tries: int = 0
    changing_number: bool = False
    shown: bool = False
    turn_at: datetime | None = None
    version: int = 1
    held: Held = Held.CURRENT
    allowance: Allowance = Allowance()

    @property
    def step(self) -> Step:
        """The page this journey belongs on."""
        return Step.START if self.changing_number else _STEPS[self.state]

    def may_be_at(self, step: Step) -> bool:
        """Whether a page may be shown; who is changing the number may still go back to the code."""
        return step in {self.step, _STEPS[self.state]}

    @property
    def ended(self) -> bool:
        """Whether nothing more can happen in it."""
        return self.state in ENDED

    @property
    def takes_details(self) -> bool:
        """Whether the first page's form may be sent for it."""
        return self.state is State.NOT_SENT or self.changing_number

    @property
    def masked_mobile(self) -> Masked:
        """The number that the code goes to, as the customer may see it."""
        return tail(4)(self.details.mobile_number if self.details else "")

    @property
    def code_ends_at(self) -> datetime:
        """When the newest code is no longer taken."""
        return self.sent_at + self.allowance.code_lasts

    @property
    def tries_left(self) -> int:
        """How often a code may still be entered before another one has to be asked for."""
        return max(0, min(self.allowance.tries_per_code - self.code_tries, self.allowance.tries - self.tries))

    @property
    def sends_left(self) -> int:
        """How many further codes this journey may ask for."""
        return max(0, self.allowance.codes - self.sends)

    @property
    def resend_at(self) -> datetime:
        """When the next code may be asked for: after the usual wait, and when its turn comes."""
        return max(self.waited_at, self.turn_at or self.waited_at)

    @property
    def waited_at(self) -> datetime:
        """When the usual wait is over: 30, 60, then 120 seconds after the last code."""
        return self.sent_at + RESEND_WAITS[min(self.sends, len(RESEND_WAITS)) - 1] if self.sends else self.sent_at

    def waits_for_its_turn(self, now: datetime) -> bool:
        """Whether the turn of the next code has been given, and is still to come."""
        return self.turn_at is not None and now < self.turn_at

    @property
    def under_way(self) -> bool:
        """Whether an answer of Cashfree's is waited for."""
        return self.state in {State.SENDING, State.VERIFYING}

    def is_for(self, mobile_number: str) -> bool:
        """Whether this is the number that the customer gave last."""
        return self.details is not None and self.details.mobile_number == mobile_number

    def is_over(self, now: datetime) -> bool:
        """Whether it has been idle for 30 minutes, or has lasted 60."""
        return now >= min(self.moved_at + IDLE, self.created_at + LONGEST)

    def was_cut_off(self, now: datetime, call_lasts: timedelta) -> bool:
        """Whether a call is recorded as under way that must have ended by now (a crash, a killed worker)."""
        return self.under_way and now >= self.moved_at + call_lasts

    def was_given_up(self, asked: "Journey") -> bool:
        """Whether this is what was made of a call that was taken for cut off, though its answer came after all."""
        moves = 2 if self.state is State.CODE_EXPIRED else 1  # which it was called after that, for want of a judgement
        same = (self.verification_id, self.version) == (asked.verification_id, asked.version + moves)
        return same and asked.under_way and not self.ended

    def consent_is_fresh(self, now: datetime) -> bool:
        """Whether Cashfree still takes the moment of the last affirmation."""
        return now < self.consent_at + CONSENT_LASTS
