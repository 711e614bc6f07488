"""A merchant's program, as the tests play it: it calls the server over HTTP and reads its messages."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import requests

from webapp.sandbox.answers import Operation
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import RunningSandbox

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
CONFIG = SandboxConfig(slow_seconds=0.3, hang_seconds=5)
GOOD_HEADERS = {
    "x-client-id": CONFIG.client_id,
    "x-client-secret": CONFIG.client_secret,
    "x-api-version": "2024-12-01",
}
ABSENT = object()

_ids = itertools.count(1)


@dataclass
class MovingClock:
    """Stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def new_id() -> str:
    return f"visit-{next(_ids):06}"


def send_body(changes: Mapping[str, object] | None = None, at: datetime = NOON) -> dict[str, object]:
    """Return a good send-OTP body, then changed: keys are dotted paths, `ABSENT` takes a field away."""
    body: dict[str, object] = {
        "verification_id": new_id(),
        "mobile_number": "9812345670",
        "name": "Nila Verma",
        "notification_modes": ["SMS"],
        "user_consent": {
            "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "purpose": "To fill in my loan application",
            "obtained": True,
            "type": "EXPLICIT",
            "network_details": {"ip": "203.0.113.9", "ip_origin": "HOME", "isp": "Example & Sons"},
            "device_details": {"device_id": "d-1", "os_type": "Android", "model": "Phone 1/2"},
        },
    }
    for path, value in (changes or {}).items():
        _change(body, path.split("."), value)
    return body


def _change(node: dict[str, object], path: list[str], value: object) -> None:
    first, *rest = path
    if rest:
        inner = node[first]
        assert isinstance(inner, dict)
        _change(inner, rest, value)
    elif value is ABSENT:
        del node[first]
    else:
        node[first] = value


@dataclass
class Caller:
    """Calls one running server; `clock` is the server's."""

    running: RunningSandbox
    clock: MovingClock
    headers: dict[str, str] = field(default_factory=lambda: dict(GOOD_HEADERS))

    def post(self, operation: Operation, body: object, timeout: float = 30) -> requests.Response:
        url = f"{self.running.base_url}/mobile360/otp/{operation}"
        return requests.post(url, json=body, headers=self.headers, timeout=timeout, allow_redirects=False)

    def send(self, changes: Mapping[str, object] | None = None, timeout: float = 30) -> requests.Response:
        return self.post(Operation.SEND, send_body(changes, self.clock()), timeout)

    def sent(self, mobile_number: str = "9812345670", **changes: object) -> str:
        """Send successfully and return the verification id."""
        response = self.send({"mobile_number": mobile_number, **changes})
        assert response.status_code == 200, response.text
        return str(response.json()["verification_id"])

    def verify(self, verification_id: str, otp: object, timeout: float = 30) -> requests.Response:
        return self.post(Operation.VERIFY, {"verification_id": verification_id, "otp": otp}, timeout)

    def verify_rightly(self, verification_id: str, timeout: float = 30) -> requests.Response:
        return self.verify(verification_id, self.otp(verification_id), timeout)

    def ask_number(self, **parts: str | int) -> requests.Response:
        return requests.get(f"{self.running.origin}/numbers", params=parts, timeout=30)

    def number(self, **parts: str | int) -> str:
        """Return a number that the server has put together of these parts of its catalogue."""
        return str(self.ask_number(**parts).json()["mobile_number"])

    def messages(self, **query: str) -> list[dict[str, str]]:
        query = {"format": "json", **query}
        response = requests.get(f"{self.running.origin}/messages", params=query, timeout=30)
        found: list[dict[str, str]] = response.json()
        return found

    def messages_of(self, verification_id: str) -> list[dict[str, str]]:
        return [message for message in self.messages() if message["verification_id"] == verification_id]

    def otp(self, verification_id: str) -> str:
        return self.messages_of(verification_id)[0]["otp"]

    def wrong_otps(self, verification_id: str) -> Iterator[str]:
        right = int(self.otp(verification_id))
        return (f"{(right + step) % 10**6:06}" for step in itertools.count(1))


def refusal(response: requests.Response) -> tuple[int, str]:
    """Return status and code of a refusal, having looked at its shape."""
    body = response.json()
    assert set(body) == {"type", "code", "message"}
    assert response.headers["Content-Type"] == "application/json"
    return response.status_code, str(body["code"])
