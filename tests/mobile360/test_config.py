"""What a client may be made from."""

import pytest

from webapp.mobile360.client import ClientConfig

GOOD_BASE_URLS = [
    "https://api.cashfree.com/verification",
    "https://sandbox.cashfree.com/verification/",
    "https://[2001:db8::1]:8443/verification",
    "http://127.0.0.1:8010/verification",
    "http://127.9.9.9/verification",
    "http://localhost:8010/verification",
    "http://[::1]:8010/verification",
]
BAD_BASE_URLS = [
    "",
    "api.cashfree.com/verification",
    "http://api.cashfree.com/verification",
    "http://localhost.example.com/verification",
    "http://127.0.0.1.example.com/verification",
    "http://192.168.0.1/verification",
    "http://0.0.0.0/verification",
    "ftp://localhost/verification",
    "file:///etc/passwd",
    "https:///verification",
    "https://user:qZx7@api.example.com/verification",
    "https://api.example.com:port/verification",
    "https://api.example.com:99999/verification",
    "https://[::1/verification",
    "https://api.example.com/verification?key=qZx7",
    "https://api.example.com/verification#part",
    "https://api.example.com/verification\n",
    "https://api.example.com/ver ification",
]
BAD_VALUES: list[tuple[str, object]] = [
    *(("client_id", value) for value in ("", "qZx7 a", "qZx7\r\nx-evil: 1", "qZx7é")),
    *(("client_secret", value) for value in ("", "qZx7\n")),
    *(("api_version", value) for value in ("", "2024 12 01")),
    *(("connect_timeout_seconds", value) for value in (0, -1, float("nan"), float("inf"))),
    *(("timeout_seconds", value) for value in (0.0, 121)),
    *(("pause_seconds", value) for value in (0.0, 121)),
    *((name, value) for name in ("calls_at_once", "failures_in_a_row") for value in (0, -1)),
]


@pytest.mark.parametrize("base_url", GOOD_BASE_URLS)
def test_https_anywhere_and_http_on_this_machine(base_url: str) -> None:
    assert ClientConfig(base_url, "id", "secret").base_url == base_url


@pytest.mark.parametrize("base_url", BAD_BASE_URLS)
def test_any_other_base_url_is_refused_and_not_quoted(base_url: str) -> None:
    with pytest.raises(ValueError, match=r"^base_url must be") as refusal:
        ClientConfig(base_url, "id", "secret")

    assert "qZx7" not in str(refusal.value)


@pytest.mark.parametrize(("field", "value"), BAD_VALUES)
def test_a_value_that_no_call_could_use_is_refused_by_name_and_not_quoted(field: str, value: object) -> None:
    values: dict[str, object] = {
        "base_url": "https://api.example.com/verification",
        "client_id": "id",
        "client_secret": "secret",
        field: value,
    }

    with pytest.raises(ValueError, match=rf"^{field} must be") as refusal:
        ClientConfig(**values)  # type: ignore[arg-type]

    assert "qZx7" not in str(refusal.value)


def test_a_printed_config_shows_no_secret() -> None:
    config = ClientConfig("https://api.example.com", "id", "qZx7-secret", public_key_pem=b"qZx7-key")

    assert "qZx7" not in repr(config)
