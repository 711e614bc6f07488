"""Every state of every page by its name, and how a fresh visit gets there."""

from collections.abc import Mapping

from tests.survey.steps import Way
from tests.survey.ways.code import CODES
from tests.survey.ways.consent import CONSENTS
from tests.survey.ways.demo import DEMO_PAGES, PASSWORD
from tests.survey.ways.end import ENDS
from tests.survey.ways.problem import PROBLEM_PAGES
from tests.survey.ways.start import STARTS

STATIONS: dict[str, Way] = {**STARTS, **CODES, **ENDS, **CONSENTS, **PROBLEM_PAGES, **DEMO_PAGES}
"""What leads a fresh visit, on a stage of its own, to each state; at the end its window shows it."""

SETTINGS: Mapping[str, Mapping[str, object]] = {
    "code-last-try": {"limit_tries_per_code": 2},
    "code-no-more": {"limit_codes_per_journey": 1},
    "demo-door": {"demo_password": PASSWORD},
    "limited": {"limit_requests_per_address": "1/minute"},
    "locked": {"limit_tries_per_journey": 1},
}
"""What the stages of some stations are set to, beyond the settings of every stage."""
