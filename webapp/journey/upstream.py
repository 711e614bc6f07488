"""Between the journey's words and Mobile 360's: requests are put together here, failures translated."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from webapp.consent.evidence import Evidence
from webapp.journey.inputs import Fault, InputRefused
from webapp.journey.problems import Problem, Stopped
from webapp.journey.state import Details, Journey
from webapp.journey.watch import Listener
from webapp.mobile360.errors import (
    Busy,
    Crowded,
    InputRejected,
    MerchantMustAct,
    Mobile360Error,
    OutcomeUnknown,
    Reason,
    UpstreamBroken,
)
from webapp.mobile360.messages import (
    DeviceDetails,
    IpOrigin,
    NetworkDetails,
    NotificationMode,
    SendOtpRequest,
    UserConsent,
)
from webapp.telemetry.events import MerchantActionNeeded, UpstreamAnswered, emit

_TYPED_FIELDS = {"mobile_number", "name", "otp"}


def send_request(journey: Journey, details: Details, purpose: str) -> SendOtpRequest:
    """Return the contract's request for the code that `journey` has recorded."""
    return SendOtpRequest(
        verification_id=journey.verification_id,
        mobile_number=details.mobile_number,
        name=details.name,
        notification_modes=(NotificationMode(details.notification_mode),),
        user_consent=UserConsent(
            timestamp=journey.consent_at,
            purpose=purpose,
            obtained=True,
            network_details=_network(details.evidence),
            device_details=_device(details.evidence),
        ),
    )


def _network(evidence: Evidence) -> NetworkDetails:
    origin = evidence.ip_origin.value
    return NetworkDetails(ip=evidence.ip.value, ip_origin=IpOrigin(origin) if origin else None, isp=evidence.isp.value)


def _device(evidence: Evidence) -> DeviceDetails:
    return DeviceDetails(device_id=evidence.device_id.value, os_type=evidence.os_type.value, model=evidence.model.value)


@contextmanager
def reported(operation: str, journey: Journey, listener: Listener, foreseen: Reason | None = None) -> Iterator[None]:
    """Report how the call within ends, whatever becomes of it, and what of it the business has to mend.

    `listener` is told of it, too. `foreseen` is what need not be mended: it can happen in this journey.
    """
    began = perf_counter()
    try:
        yield
    except Mobile360Error as error:
        seconds = perf_counter() - began
        emit(UpstreamAnswered(operation, error.answer, journey.reference, seconds))
        if (reason := _to_mend(error)) not in {None, foreseen}:
            emit(MerchantActionNeeded(operation, error.answer, reason, journey.reference))
        listener.failed(error.answer, seconds)
        raise
    seconds = perf_counter() - began
    emit(UpstreamAnswered(operation, "200", journey.reference, seconds))
    listener.succeeded(seconds)


def translated(error: Mobile360Error) -> InputRefused | Stopped:
    """Return what the customer's page is told of a call that did not succeed."""
    match error:
        case InputRejected(field=field) if field in _TYPED_FIELDS:
            return InputRefused(field, Fault.REFUSED)
        case MerchantMustAct() | InputRejected():
            return Stopped(Problem.OUR_SIDE)
        case Busy(until=until) | Crowded(until=until):
            return Stopped(Problem.BUSY, until)
        case OutcomeUnknown():
            return Stopped(Problem.OUTCOME_UNKNOWN)
        case UpstreamBroken(until=until) if until is not None:
            return Stopped(Problem.UPSTREAM_AWAY, until)
        case _:
            return Stopped(Problem.UPSTREAM_BROKEN)


def _to_mend(error: Mobile360Error) -> Reason | None:
    """What keeps every customer out until the business acts; what a customer did not type wrongly is ours to mend."""
    match error:
        case MerchantMustAct(reason=reason):
            return reason
        case InputRejected(field=field) if field not in _TYPED_FIELDS:
            return Reason.REQUEST
    return None
