"""Runs the migrations on the connection that `webapp.database.upgrade` hands over."""

from alembic import context

import webapp.consent.archive
import webapp.consent.ledger
import webapp.journey.store  # noqa: F401 - its table belongs to the metadata
from webapp.database import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
