"""The two operations, without HTTP: a call in order goes in, what is to be answered comes out."""

import itertools
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from webapp.clock import Clock
from webapp.sandbox.answers import Operation, RefusedError
from webapp.sandbox.bodies import SendCall, VerifyCall
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.faults import NOT_PROCESSED, Fault
from webapp.sandbox.people import record_of
from webapp.sandbox.scenarios import scenario_of
from webapp.sandbox.store import Store


@dataclass(frozen=True)
class Reply:
    """A success: the JSON body of a 200, and the fault that is to spoil it on its way, if any."""

    body: Mapping[str, object] = field(repr=False)
    fault: Fault | None


class Service:
    """Send and verify, with the special numbers; both raise RefusedError for everything but a success."""

    def __init__(self, config: SandboxConfig, clock: Clock) -> None:
        lifetime = timedelta(seconds=config.otp_lifetime_seconds)
        self.store = Store(otp_lifetime=lifetime, max_tries=config.max_tries)
        self._clock = clock
        self._reference_ids = itertools.count(100_000 + secrets.randbelow(900_000))

    def send(self, call: SendCall) -> Reply:
        """Serve one send-OTP call."""
        fault = _scripted(call.mobile_number, Operation.SEND)
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
        fault = _scripted(sent.mobile_number, Operation.VERIFY)
        now = self._clock()
        if fault not in NOT_PROCESSED:
            self.store.verify(call, now)
        body: dict[str, object] = {
            "verification_id": call.verification_id,
            "reference_id": next(self._reference_ids),
            **record_of(sent.mobile_number, sent.name, now.date()),
        }
        return Reply(body, fault)


def _scripted(mobile_number: str, operation: Operation) -> Fault | None:
    """Return the fault this number asks for; raises RefusedError when it asks for a failure."""
    scenario = scenario_of(mobile_number, operation)
    if scenario and scenario.answer and not scenario.answer.succeeded:
        raise RefusedError(scenario.answer)
    return scenario.fault if scenario else None
