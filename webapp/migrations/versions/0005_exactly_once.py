"""Forms that are taken once, tokens that are renewed, and turns that are waited for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns and the table. Journeys under way go on."""
    with op.batch_alter_table("journeys") as journeys:
        journeys.add_column(sa.Column("next_hash", sa.String(64), nullable=True))
        journeys.add_column(sa.Column("turn_at", sa.DateTime(timezone=True), nullable=True))
        journeys.create_index("ix_journeys_next_hash", ["next_hash"], unique=True)
    op.create_table(
        "used_forms",
        sa.Column("form", sa.String(64), primary_key=True),
        sa.Column("renews", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
    )


def downgrade() -> None:
    """Drop them; a journey that waits for its turn cannot be told of any more, and is dropped too."""
    op.drop_table("used_forms")
    op.execute("DELETE FROM journeys WHERE state = 'waiting'")
    with op.batch_alter_table("journeys") as journeys:
        journeys.drop_index("ix_journeys_next_hash")
        journeys.drop_column("turn_at")
        journeys.drop_column("next_hash")
