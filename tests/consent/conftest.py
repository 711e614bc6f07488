"""An empty ledger on each of the databases that the product runs on."""

import pytest

from tests.databases import Database, WritingLedger


@pytest.fixture
def ledger(database: Database) -> WritingLedger:
    """An empty ledger."""
    return database.ledger()
