"""A server in Cashfree's place that answers as a test wants, and remembers what it was asked."""

from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


class Upstream:
    """Both operations always succeed; verify-OTP returns `record`."""

    def __init__(self) -> None:
        """Start with nothing on record and nothing asked."""
        self.record: Json = {}
        self.sent: list[dict[str, Any]] = []
        self.app = Flask("upstream")
        self.app.add_url_rule("/verification/mobile360/otp/<operation>", "answer", self._answer, methods=["POST"])

    def _answer(self, operation: str) -> ResponseReturnValue:
        asked = request.get_json()
        about = {"verification_id": asked["verification_id"], "reference_id": 1}
        if operation == "send":
            self.sent.append(asked)
            return {**about, "status": "OTP_GENERATED"}
        return {**about, "status": "SUCCESS", **(self.record if isinstance(self.record, dict) else {})}
