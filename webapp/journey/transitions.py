"""How a journey looks after something has happened in it: pure, without a database and without Cashfree."""

import secrets
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from webapp.journey.state import Allowance, Details, Journey, State
from webapp.mobile360.errors import InputRejected, Mobile360Error, OutcomeUnknown

_REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misheard or misread for another


def new_reference() -> str:
    """Return a reference that a customer can read out, and that nobody can guess: `K7F2-9QXM-4TBA`."""
    return "-".join("".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(4)) for _ in range(3))


def begun(details: Details, now: datetime, allowance: Allowance) -> Journey:
    """Return a new journey that is about to ask for a code."""
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
        allowance=allowance,
    )


def waiting(journey: Journey, turn_at: datetime) -> Journey:
    """Return a journey for which nothing was sent, with its turn at `turn_at`; a code it may have stays good."""
    state = State.WAITING if journey.state is State.NOT_SENT else journey.state
    return replace(journey, state=state, turn_at=turn_at)


def asking_again(journey: Journey, now: datetime) -> Journey:
    """Return the journey about to ask for another code, with a verification id of its own."""
    return replace(
        journey,
        state=State.SENDING,
        verification_id=_verification_id(),
        moved_at=now,
        sent_at=now,
        sends=journey.sends + 1,
        code_tries=0,
        turn_at=None,
    )


def freed(journey: Journey) -> Journey:
    """Return the journey after a call that was cut off: nobody knows what became of it."""
    if journey.state is State.SENDING:
        return replace(journey, state=State.CODE_UNCONFIRMED)
    return after_try(journey, State.CODE_SENT)


def not_judged(before: Journey, judging: Journey, error: Mobile360Error, now: datetime) -> Journey:
    """Return the journey after a call without a judgement; where Cashfree may have counted the try, so do we."""
    if isinstance(error, OutcomeUnknown | InputRejected):
        return after_try(replace(judging, moved_at=now), State.CODE_SENT)
    return replace(before, moved_at=now)


def after_try(journey: Journey, otherwise: State) -> Journey:
    """Return the journey after a try that did not succeed: in the state `otherwise`, if there are tries left."""
    if journey.tries >= journey.allowance.tries:
        return ended(journey, State.LOCKED)
    if journey.code_tries >= journey.allowance.tries_per_code:
        return replace(journey, state=State.CODE_EXHAUSTED)
    return replace(journey, state=otherwise)


def ended(journey: Journey, state: State) -> Journey:
    """Return the journey at an end, with nothing personal left in it."""
    return replace(journey, state=state, details=None, summary=None, changing_number=False)


def _verification_id() -> str:
    """Return a new id of the contract's characters, at most 50, that nobody can guess."""
    return f"m360-{uuid4().hex}"
