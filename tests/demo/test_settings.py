"""Where the console may be: on this machine alone, or behind a password, and in one process."""

import pytest

from tests.test_settings import COMPLETE
from webapp.settings import Settings, SettingsError


@pytest.mark.parametrize(
    "reached",
    [
        {"HOST": "0.0.0.0"},  # noqa: S104 - under test
        {"HOST": "192.168.1.20"},
        {"HOST": "::"},
        {"PUBLIC_URL": "https://demo.invented-bank.in"},
        {"TRUSTED_PROXY_COUNT": "1"},
    ],
)
def test_a_console_that_others_can_reach_needs_a_password(reached: dict[str, str]) -> None:
    """Given a demonstration that other machines can reach, when it has no password, then the line names it; with one,
    or without the console, it starts."""
    with pytest.raises(SettingsError, match=r"^DEMO_PASSWORD: is required where other machines can reach"):
        Settings.from_environment(reached)
    assert Settings.from_environment({**reached, "DEMO_PASSWORD": "p" * 12}).demonstration
    assert not Settings.from_environment({**reached, "DEMO": "0"}).demonstration


@pytest.mark.parametrize("here", [{}, {"HOST": "localhost"}, {"HOST": "::1", "PUBLIC_URL": "http://127.0.0.1:8000"}])
def test_a_console_on_this_machine_alone_needs_none(here: dict[str, str]) -> None:
    """Given a demonstration that nobody else can reach, when it has no password, then it starts."""
    assert Settings.from_environment(here).demo_password is None


def test_a_console_before_cashfree_s_own_sandbox_needs_a_password() -> None:
    """Given Cashfree's sandbox with the console, when there is no password, then the line names it."""
    sandbox = {**COMPLETE, "CASHFREE_ENVIRONMENT": "sandbox", "DEMO": "1"}
    with pytest.raises(SettingsError, match=r"^DEMO_PASSWORD: is required"):
        Settings.from_environment(sandbox)
    assert Settings.from_environment({**sandbox, "DEMO_PASSWORD": "p" * 12}).demonstration


def test_a_console_is_in_one_process() -> None:
    """Given several workers, when the console is asked for, then the line names it; else it is left out."""
    several = {"WORKERS": "2", "CASHFREE_BASE_URL": "http://127.0.0.1:8010/verification"}
    assert not Settings.from_environment(several).demonstration
    with pytest.raises(SettingsError, match=r"^DEMO: must not be 1 with more than one of WORKERS"):
        Settings.from_environment({**several, "DEMO": "1"})
