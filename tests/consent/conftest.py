"""An empty ledger on each of the databases that the product runs on."""

import pytest

from tests.databases import Database
from webapp.consent.ledger import Ledger


@pytest.fixture
def ledger(database: Database) -> Ledger:
    """An empty ledger."""
    return database.ledger()
