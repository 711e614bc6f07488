"""The table of limits: each is a setting, and a wrong one stops the start with a line that names it."""

import re

import pytest

from webapp.protection.table import LimitTable, for_demonstration, rates
from webapp.settings import PROJECT, Settings, SettingsError


def test_every_limit_is_a_setting() -> None:
    """Given the table, when an environment sets one, then the settings have it; the others have their defaults."""
    settings = Settings.from_environment({"LIMIT_SENDS_PER_ADDRESS": "40/hour"})
    assert settings.limit_sends_per_address == "40/hour"
    assert settings.limit_sends_per_mobile == LimitTable().limit_sends_per_mobile
    assert settings.limit_calls_per_minute == 90


def test_the_readme_has_the_defaults() -> None:
    """Given the README's rows on limits, when they are compared with the table, then the defaults are the same."""
    rows = re.findall(r"^\| (`(?:RATE_)?LIMIT_.*?) \| (`.*?) \|", (PROJECT / "README.md").read_text(), re.MULTILINE)
    told = {
        name.lower(): default
        for names, defaults in rows
        for name, default in zip(re.findall("`(.+?)`", names), re.findall("`(.+?)`", defaults), strict=True)
    }
    kept = LimitTable()
    assert told.pop("rate_limit_storage_url") == kept.rate_limit_storage_url.get_secret_value()
    assert told == {name: str(value) for name, value in kept if name.startswith("limit_")}


def test_a_demonstration_has_wider_limits_where_none_were_set() -> None:
    """Given visitors who all play the same people, when nothing is set, then they do not meet the customers' limits."""
    given = Settings.from_environment({"LIMIT_SENDS_PER_DEVICE": "3/hour"})
    chosen = for_demonstration(given, free_codes=True, console=True)
    assert rates(chosen.limit_sends_per_mobile)[0].amount > rates(LimitTable().limit_sends_per_mobile)[0].amount
    assert chosen.limit_sends_per_device == "3/hour"
    assert chosen.limit_sends_in_all == LimitTable().limit_sends_in_all
    assert rates(chosen.limit_requests_per_address)[0].amount > rates(given.limit_requests_per_address)[0].amount
    watched = for_demonstration(given, free_codes=False, console=True)
    assert watched == given.model_copy(
        update={name: getattr(chosen, name) for name in ("limit_requests_per_address", "limit_forms_per_address")}
    )
    assert for_demonstration(given, free_codes=False, console=False) == given


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("6/hour", [(6, 3600)]),
        ("6 per 2 hours; 12/day", [(6, 7200), (12, 86400)]),
        ("1/second", [(1, 1)]),
    ],
)
def test_rates_are_read(text: str, meant: list[tuple[int, int]]) -> None:
    """Given rates in the syntax of `limits`, when they are read, then each has its amount and its seconds."""
    assert list(rates(text)) == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIMIT_SENDS_PER_MOBILE", "often"),
        ("LIMIT_SENDS_PER_MOBILE", "6"),
        ("LIMIT_SENDS_PER_MOBILE", "6/hour;nonsense"),
        ("LIMIT_SENDS_PER_MOBILE", "6/fortnight"),
        ("LIMIT_SENDS_PER_MOBILE", "0/hour"),
        ("LIMIT_SENDS_PER_MOBILE", "-1/hour"),
        ("LIMIT_CODES_PER_JOURNEY", "0"),
        ("LIMIT_CALLS_PER_MINUTE", "1"),
        ("LIMIT_CALLS_PER_MINUTE", "many"),
        ("LIMIT_CALLS_FOR_VERIFIES", "90"),
        ("LIMIT_PUMPING_PAUSE_PERCENT", "101"),
        ("LIMIT_PUMPING_STOP_PERCENT", "50"),
        ("LIMIT_SENDS_PER_MOBIL", "6/hour"),
        ("RATE_LIMIT_STORAGE_URL", "memcached://host"),
        ("RATE_LIMIT_STORAGE_URL", "nonsense"),
        ("RATE_LIMIT_STORAGE", "memory://"),
    ],
)
def test_a_wrong_one_is_named(name: str, value: str) -> None:
    """Given a wrong limit, when the settings are read, then one line names the variable."""
    with pytest.raises(SettingsError, match=f"^{name}: .+$"):
        Settings.from_environment({name: value})


@pytest.mark.parametrize(
    ("limits", "one_may"),
    [
        ({}, 120),
        ({"sends_per_address": "149/hour;1000/day"}, 149),
        ({"sends_per_address": "150/hour;1000/day"}, 150),
        ({"sends_per_address": "1000/hour;140/day"}, 140),
        ({"sends_per_address": "5/minute"}, 150),
        ({"sends_per_address": "100/20 minutes"}, 200),
        ({"pumping_window_minutes": 90}, 240),
        ({"pumping_sends_per_prefix": 2000, "pumping_sends_in_all": 100}, 120),
        ({"sends_per_address": "500/hour", "pumping_sends_per_prefix": 501}, 500),
    ],
)
def test_one_address_cannot_be_enough_to_stop_others(limits: dict[str, object], one_may: int) -> None:
    """Given limits, when one address could make the pumping breaker stop others, then they are refused."""
    table = LimitTable.model_validate({f"limit_{name}": value for name, value in limits.items()})
    if min(table.limit_pumping_sends_per_prefix, table.limit_pumping_sends_in_all) > one_may:
        table.require_more_than_one_address_may()
    else:
        with pytest.raises(ValueError, match=f"^LIMIT_PUMPING_SENDS_.* the {one_may} codes"):
            table.require_more_than_one_address_may()


def test_a_breaker_that_never_stops_may_be_as_small_as_one_likes() -> None:
    """Given a breaker that only ever pauses, when it looks at few codes, then that is nobody's harm."""
    LimitTable(limit_pumping_sends_per_prefix=1, limit_pumping_stop_percent=0).require_more_than_one_address_may()


def test_the_storage_s_password_is_not_shown() -> None:
    """Given a password in the storage's address, when the settings are printed, then it is not."""
    settings = Settings.from_environment({"RATE_LIMIT_STORAGE_URL": "redis://:a-password@host:6379/0"})
    assert "a-password" not in repr(settings)
