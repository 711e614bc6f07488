"""What the embedded server is started with."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SandboxConfig:
    """Settings of one embedded server; every default suits a laptop without any preparation.

    `private_key_pem`: RSA private key (PEM, no passphrase). When it is given, every call must carry an
    `x-cf-signature` made with the matching public key.
    `slow_seconds` and `hang_seconds`: how long the slow and the hung special numbers keep a caller waiting.
    `delay_seconds`: how long every call of an operation waits before it is looked at.
    """

    client_id: str = "embedded-client-id"
    client_secret: str = field(default="embedded-client-secret", repr=False)
    api_version: str = "2024-12-01"
    private_key_pem: bytes | None = field(default=None, repr=False)
    otp_lifetime_seconds: int = 300
    max_tries: int = 5
    slow_seconds: float = 3.0
    hang_seconds: float = 60.0
    delay_seconds: float = 0.0
