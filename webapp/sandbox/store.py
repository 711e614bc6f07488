"""What the embedded server remembers: verifications, and messages it "sent". In memory, bounded, one lock."""

import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from webapp.sandbox.answers import Operation, RefusedError, bad_request, documented
from webapp.sandbox.bodies import SendCall, VerifyCall

MAX_VERIFICATIONS = 10_000
MAX_MESSAGES = 1_000


@dataclass
class Verification:
    """One send, and what has become of it."""

    call: SendCall
    otp: str = field(repr=False)
    expires_at: datetime
    tries: int = 0
    used: bool = False


@dataclass(frozen=True)
class Message:
    """One text that a phone would have received."""

    mobile_number: str = field(repr=False)
    notification_mode: str
    text: str = field(repr=False)
    otp: str = field(repr=False)
    verification_id: str
    sent_at: datetime


class Store:
    """Thread safe. When it is full, the oldest entry makes room: its id then counts as never seen."""

    def __init__(self, *, otp_lifetime: timedelta, max_tries: int) -> None:
        self._otp_lifetime = otp_lifetime
        self._max_tries = max_tries
        self._lock = threading.Lock()
        self._verifications: OrderedDict[str, Verification] = OrderedDict()
        self._messages: deque[Message] = deque(maxlen=MAX_MESSAGES)

    def send(self, call: SendCall, now: datetime) -> None:
        """Make a code and "send" it by each mode; raises RefusedError (409) when the id was used before."""
        otp = f"{secrets.randbelow(10**6):06}"
        with self._lock:
            if call.verification_id in self._verifications:
                raise RefusedError(documented(Operation.SEND, 409, "verification_id_already_exists"))
            if len(self._verifications) >= MAX_VERIFICATIONS:
                self._verifications.popitem(last=False)
            self._verifications[call.verification_id] = Verification(call, otp, now + self._otp_lifetime)
            self._messages.extend(self._message(call, mode, otp, now) for mode in call.notification_modes)

    def sent(self, verification_id: str) -> SendCall:
        """Return the send of this id; raises RefusedError (400, a message of our own) when there was none."""
        with self._lock:
            return self._find(verification_id).call

    def verify(self, call: VerifyCall, now: datetime) -> None:
        """Use the code up; raises RefusedError when it is used, expired, tried too often or wrong.

        `max_tries` wrong codes are answered as wrong; after them even the right one is refused.
        """
        with self._lock:
            verification = self._find(call.verification_id)
            if verification.used:
                raise RefusedError(documented(Operation.VERIFY, 409, "verification_id_already_exists"))
            if now >= verification.expires_at:
                raise RefusedError(documented(Operation.VERIFY, 400, "otp_expired"))
            if verification.tries >= self._max_tries:
                raise RefusedError(documented(Operation.VERIFY, 400, "otp_retry_limit_exhaust"))
            if call.otp != verification.otp:
                verification.tries += 1
                raise RefusedError(documented(Operation.VERIFY, 400, "otp_value_invalid"))
            verification.used = True

    def messages(self, mobile_number: str | None = None) -> list[Message]:
        """Return the messages "sent", newest first, of one number or of all."""
        with self._lock:
            newest_first = list(reversed(self._messages))
        return [message for message in newest_first if mobile_number in (None, message.mobile_number)]

    def _find(self, verification_id: str) -> Verification:
        try:
            return self._verifications[verification_id]
        except KeyError:
            text = "verification_id does not belong to an OTP that was sent."
            refusal = bad_request(Operation.VERIFY, "verification_id_value_invalid", text)
            raise RefusedError(refusal) from None

    def _message(self, call: SendCall, mode: str, otp: str, now: datetime) -> Message:
        minutes = max(1, round(self._otp_lifetime.total_seconds() / 60))
        text = (
            f"{otp} is your verification code. It is valid for {minutes} min. "
            "Do not share it with anyone, not even with our staff."
        )
        return Message(call.mobile_number, mode, text, otp, call.verification_id, now)
