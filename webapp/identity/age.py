"""Whether a person is of age, or a minor, from whatever a record says about it."""

import re
from datetime import date, datetime

_ADULT_YEARS = 18
_LONGEST_LIFE_YEARS = 120
_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d%m%Y",
            "%d-%b-%Y", "%d %b %Y", "%d %B %Y")  # fmt: skip
_TIME_OF_DAY = re.compile(r"[T ]\d\d:.*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(r"(\d{1,3})(?:\.\d+)?(?:\s*(?:years?|yrs?)\.?)?", re.IGNORECASE)


def is_adult(dob: str, age: str, today: date) -> bool:
    """Tell whether the person is known to be 18 or over on the given day.

    dob: a date, day before month (ISO dates excepted), or anything that holds one year, such as `XX-XX-1990`;
    then the year's last day counts. age: completed years. A readable date of birth outweighs the age. What
    cannot be read, or is past belief, is not known, and gives False.
    """
    years = _years(dob, age, today, unknown_day=(12, 31))
    return years is not None and years >= _ADULT_YEARS


def is_minor(dob: str, age: str, today: date) -> bool:
    """Tell whether the person is known to be under 18 on the given day.

    The arguments are those of `is_adult`, but of a year alone the first day counts. Not known gives False here too.
    """
    years = _years(dob, age, today, unknown_day=(1, 1))
    return years is not None and years < _ADULT_YEARS


def _years(dob: str, age: str, today: date, unknown_day: tuple[int, int]) -> int | None:
    """Return the completed years, None where they are not known; `unknown_day` is month and day of a year alone."""
    born = _birthday(dob, unknown_day)
    if born is not None:
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if 0 <= years <= _LONGEST_LIFE_YEARS:
            return years
    stated = _YEARS.fullmatch(age)
    years = int(stated[1]) if stated else -1
    return years if 0 <= years <= _LONGEST_LIFE_YEARS else None


def _birthday(dob: str, unknown_day: tuple[int, int]) -> date | None:
    text = _TIME_OF_DAY.sub("", dob)
    for layout in _FORMATS:
        try:
            return datetime.strptime(text, layout).date()  # noqa: DTZ007 -- a birthday is a day, without a zone
        except ValueError:
            continue
    years = set(_YEAR.findall(text))
    return date(int(years.pop()), *unknown_day) if len(years) == 1 else None
