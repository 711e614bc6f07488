"""The one table of limits and budgets; each is set by the environment variable of its name in capitals."""

import math
from typing import Annotated, NamedTuple, Self
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

_STORAGES = {"memory", "redis", "rediss", "redis+unix"}


class Rate(NamedTuple):
    """So many within so many seconds, whenever those begin."""

    amount: int
    seconds: int


def rates(text: str) -> tuple[Rate, ...]:
    """Return each rate of a text such as `6/hour;12/day`. Raises ValueError for a text that is none."""
    try:
        found = tuple(Rate(rate.amount, rate.get_expiry()) for rate in parse_many(text))
    except ValueError:
        raise ValueError("must be a rate such as 6/hour, or several as in 6/hour;12/day") from None
    if any(rate.amount < 1 or rate.seconds < 1 for rate in found):
        raise ValueError("must let at least one pass")
    return found


def _checked(text: str) -> str:
    rates(text)
    return text


Rates = Annotated[str, AfterValidator(_checked)]
"""One rate, or several that hold together, separated by `;`: the syntax of the library `limits`."""
Count = Annotated[int, Field(ge=1)]
Percent = Annotated[int, Field(ge=0, le=100)]


class LimitTable(BaseModel):
    """Every limit, in its group, with its default.

    The limits of an address are the loosest, for behind one address of a mobile network there are thousands of
    customers. An IPv6 address stands for its /64, a prefix is a mobile number's first five digits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    rate_limit_storage_url: SecretStr = SecretStr("memory://")

    # Codes asked for, and codes entered whatever the journey.
    limit_sends_per_mobile: Rates = "8/hour;16/day"
    limit_sends_per_device: Rates = "20/hour;60/day"
    limit_sends_per_address: Rates = "120/hour;1000/day"
    limit_sends_per_prefix: Rates = "300/hour"
    limit_sends_in_all: Rates = "90/minute;20000/day"
    limit_tries_per_mobile: Rates = "20/hour;40/day"

    # One journey's own.
    limit_codes_per_journey: Count = 6
    limit_tries_per_journey: Count = 10
    limit_tries_per_code: Count = 5

    # The budget of the account: calls a minute, the part of it that is kept for verify calls, the longest queue.
    limit_calls_per_minute: Annotated[int, Field(ge=2)] = 90
    limit_calls_for_verifies: Count = 45
    limit_longest_wait_seconds: Annotated[int, Field(ge=10, le=1200)] = 240

    # The pumping breaker. What one address may send in the window must not be enough: it would lock all others out.
    limit_pumping_window_minutes: Annotated[int, Field(ge=5, le=1440)] = 30
    limit_pumping_sends_per_prefix: Count = 150
    limit_pumping_sends_in_all: Count = 1000
    limit_pumping_pause_percent: Percent = 40
    limit_pumping_stop_percent: Percent = 15
    limit_pumping_pause_seconds: Annotated[int, Field(ge=1, le=240)] = 30

    # The edge.
    limit_requests_per_address: Rates = "1200/minute"
    limit_forms_per_address: Rates = "240/minute"
    limit_withdrawals_per_address: Rates = "20/minute;100/hour"

    @field_validator("rate_limit_storage_url")
    @classmethod
    def _storage_is_known(cls, url: SecretStr) -> SecretStr:
        if urlsplit(url.get_secret_value()).scheme not in _STORAGES:
            raise ValueError("must be memory://, or the address of a Redis server such as redis://host:6379/0")
        return url

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.limit_calls_for_verifies >= self.limit_calls_per_minute:
            raise ValueError("LIMIT_CALLS_FOR_VERIFIES: must be less than LIMIT_CALLS_PER_MINUTE")
        if self.limit_pumping_stop_percent > self.limit_pumping_pause_percent:
            raise ValueError("LIMIT_PUMPING_STOP_PERCENT: must not be more than LIMIT_PUMPING_PAUSE_PERCENT")
        return self

    def require_more_than_one_address_may(self) -> None:
        """Raise ValueError where what one address may ask for is enough to make the pumping breaker stop all others.

        Whoever has the address would have codes refused to all numbers of a prefix, or to all there are.
        """
        seconds = self.limit_pumping_window_minutes * 60
        one_may = min(rate.amount * math.ceil(seconds / rate.seconds) for rate in rates(self.limit_sends_per_address))
        for name in ("limit_pumping_sends_per_prefix", "limit_pumping_sends_in_all"):
            if self.limit_pumping_stop_percent and getattr(self, name) <= one_may:
                raise ValueError(
                    f"{name.upper()}: must be more than the {one_may} codes that LIMIT_SENDS_PER_ADDRESS lets one "
                    f"address ask for within LIMIT_PUMPING_WINDOW_MINUTES"
                )


# In place of the defaults where codes cost nothing, and all visitors play the same few people.
_FREE_CODES: dict[str, object] = {
    "limit_sends_per_address": "600/hour",
    "limit_sends_per_mobile": "100/hour",
    "limit_sends_per_device": "200/hour",
    "limit_sends_per_prefix": "1000/hour",
    "limit_tries_per_mobile": "300/hour",
    "limit_pumping_sends_per_prefix": 1000,
    "limit_pumping_sends_in_all": 5000,
}
# A room full of presenters may sit behind one address, each with a console that asks for news every second.
_CONSOLES: dict[str, object] = {
    "limit_requests_per_address": "12000/minute",
    "limit_forms_per_address": "2400/minute",
}


def for_demonstration(table: LimitTable, *, free_codes: bool, console: bool) -> LimitTable:
    """Return the limits of a demonstration: those that were set, and for some others wider ones than the defaults."""
    wider = {**(_FREE_CODES if free_codes else {}), **(_CONSOLES if console else {})}
    return table.model_copy(update={name: wider[name] for name in wider.keys() - table.model_fields_set})
