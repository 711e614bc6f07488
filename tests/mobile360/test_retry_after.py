"""When a busy server says to come back."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mobile360.given import NOW
from webapp.mobile360.retry_after import retry_at

TABLE: list[tuple[dict[str, str], float | None]] = [
    ({}, None),
    ({"Retry-After": "30"}, 30),
    ({"Retry-After": " 30 "}, 30),
    ({"Retry-After": "0"}, 0),
    ({"Retry-After": "0", "X-RateLimit-Reset": "9"}, 0),
    ({"Retry-After": "20", "X-RateLimit-Reset": "40"}, 20),
    ({"X-RateLimit-Reset": "40"}, 40),
    ({"Retry-After": "soon", "X-RateLimit-Reset": "40"}, 40),
    ({"Retry-After": "Wed, 04 Mar 2026 05:06:37 GMT"}, 30),
    ({"Retry-After": "Wed, 04 Mar 2026 05:06:37 -0000"}, 30),
    ({"Retry-After": "Wed, 04 Mar 2026 10:36:37 +0530"}, 30),
    ({"Retry-After": "Wed, 04 Mar 2020 05:06:37 GMT"}, 0),
    ({"Retry-After": "Wed, 04 Mar 2036 05:06:37 GMT"}, 3600),
    ({"Retry-After": "3601"}, 3600),
    ({"X-RateLimit-Reset": "999999999"}, 3600),
    ({"Retry-After": "9" * 5000}, None),
    ({"Retry-After": "-5"}, None),
    ({"Retry-After": "1.5"}, None),
    ({"Retry-After": "٣"}, None),
    ({"Retry-After": ""}, None),
    ({"Retry-After": "Wed, 04 Mar 99999 05:06:37 GMT"}, None),
]


@pytest.mark.parametrize(("headers", "seconds"), TABLE)
def test_seconds_and_dates_are_understood_within_an_hour(headers: dict[str, str], seconds: float | None) -> None:
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)

    assert retry_at(headers, NOW) == expected


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_headers_give_a_moment_within_the_hour_or_none(first: str, second: str) -> None:
    until = retry_at({"Retry-After": first, "X-RateLimit-Reset": second}, NOW)

    assert until is None or NOW <= until <= NOW + timedelta(hours=1)
