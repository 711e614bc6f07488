"""The two operations, without HTTP: a call in order goes in, what is to be answered comes out."""

import itertools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from webapp.clock import Clock
from webapp.sandbox.answers import RefusedError
from webapp.sandbox.bodies import SendCall, VerifyCall
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.faults import NOT_PROCESSED, Fault
from webapp.sandbox.numbers import script_of
from webapp.sandbox.scenarios import Scenario
from webapp.sandbox.store import Store


@dataclass(frozen=True)
class Reply:
    """A success: the JSON body of a 200, and the fault that is to spoil it on its way, if any."""

    body: Mapping[str, object] = field(repr=False)
    fault: Fault | None


class Service:
    """Send and verify, with what numbers ask for; both raise RefusedError for everything but a success.

    `wait` takes the seconds of a number's delay.
    """

    def __init__(self, config: SandboxConfig, clock: Clock, wait: Callable[[float], None]) -> None:
        lifetime = timedelta(seconds=config.otp_lifetime_seconds)
        self.store = Store(otp_lifetime=lifetime, max_tries=config.max_tries)
        self._clock = clock
        self._wait = wait
        self._reference_ids = itertools.count(100_000 + secrets.randbelow(900_000))

    def send(self, call: SendCall) -> Reply:
        """Serve one send-OTP call."""
        script = script_of(call.mobile_number)
        self._wait(script.delay_seconds)
        fault = _fault_of(script.send)
        if fault not in NOT_PROCESSED:
            self.store.send(call, self._clock())
        body: dict[str, object] = {
            "verification_id": call.verification_id,
            "mobile_number": call.mobile_number,
            "status": "OTP_GENERATED",
            "reference_id": next(self._reference_ids),
            "notification_modes": list(call.notification_modes),
        }
        return Reply(body if call.name is None else {**body, "name": call.name}, fault)

    def verify(self, call: VerifyCall) -> Reply:
        """Serve one verify-OTP call."""
        sent = self.store.sent(call.verification_id)
        script = script_of(sent.mobile_number)
        self._wait(script.delay_seconds)
        fault = _fault_of(script.verify)
        now = self._clock()
        if fault not in NOT_PROCESSED:
            self.store.verify(call, now)
        body: dict[str, object] = {
            "verification_id": call.verification_id,
            "reference_id": next(self._reference_ids),
            **script.record(sent.mobile_number, sent.name, now.date()),
        }
        return Reply(body, fault)


def _fault_of(scenario: Scenario | None) -> Fault | None:
    """Return the fault that is asked for; raises RefusedError when it is a failure."""
    if scenario and scenario.answer and not scenario.answer.succeeded:
        raise RefusedError(scenario.answer)
    return scenario.fault if scenario else None
