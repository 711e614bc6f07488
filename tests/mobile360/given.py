"""What the tests of this folder start from. Everyone here is invented."""

from datetime import UTC, datetime

from webapp.clock import Clock
from webapp.mobile360.client import ClientConfig, Hold, Mobile360Client
from webapp.mobile360.messages import (
    DeviceDetails,
    IpOrigin,
    NetworkDetails,
    NotificationMode,
    SendOtpRequest,
    UserConsent,
    VerifyOtpRequest,
)

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

MOBILE_NUMBER = "9876501234"
NAME = "Asha Ramanathan"
OTP = "482913"
CLIENT_ID = "CF-ID-0001"
SECRET = "cf-secret-0002"
IP = "203.0.113.77"
DEVICE_ID = "device-0003"
PERSONAL = (MOBILE_NUMBER, NAME, OTP, IP, DEVICE_ID)


def a_consent(timestamp: datetime = NOW) -> UserConsent:
    return UserConsent(
        timestamp=timestamp,
        purpose="Fetching data of customer for verification",
        obtained=True,
        network_details=NetworkDetails(ip=IP, ip_origin=IpOrigin.HOME, isp="Example Net"),
        device_details=DeviceDetails(device_id=DEVICE_ID, os_type="ANDROID", model="PHONE 7"),
    )


def a_send(
    *,
    verification_id: str = "v-1",
    mobile_number: str = MOBILE_NUMBER,
    name: str | None = NAME,
    consent: UserConsent | None = None,
) -> SendOtpRequest:
    return SendOtpRequest(
        verification_id=verification_id,
        mobile_number=mobile_number,
        name=name,
        notification_modes=(NotificationMode.SMS, NotificationMode.WHATSAPP),
        user_consent=consent or a_consent(),
    )


def a_verify(verification_id: str = "v-1", otp: str = OTP) -> VerifyOtpRequest:
    return VerifyOtpRequest(verification_id=verification_id, otp=otp)


def a_client(
    base_url: str,
    *,
    public_key_pem: bytes | None = None,
    connect_timeout_seconds: float = 30,
    timeout_seconds: float = 30,
    calls_at_once: int = 200,
    failures_in_a_row: int = 5,
    clock: Clock = lambda: NOW,
    hold: Hold = lambda _until: None,
) -> Mobile360Client:
    config = ClientConfig(
        base_url=base_url,
        client_id=CLIENT_ID,
        client_secret=SECRET,
        public_key_pem=public_key_pem,
        connect_timeout_seconds=connect_timeout_seconds,
        timeout_seconds=timeout_seconds,
        calls_at_once=calls_at_once,
        failures_in_a_row=failures_in_a_row,
    )
    return Mobile360Client(config, clock, hold)
