"""The customer's journey as it is lived: stories in Chromium, told with page objects."""

import pytest

# The checks stand in the page objects, so failures there must say as much as failures in a story.
pytest.register_assert_rewrite("tests.browser.pages", "tests.browser.visit")
