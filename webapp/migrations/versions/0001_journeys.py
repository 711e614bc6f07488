"""Journeys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table of journeys."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "journeys",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("reference", sa.String(9), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("verification_id", sa.String(50), nullable=False, unique=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("moved_at", moment, nullable=False),
        sa.Column("consent_at", moment, nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("details", sa.LargeBinary, nullable=True),
        sa.Column("summary", sa.LargeBinary, nullable=True),
        sa.Column("sends", sa.Integer, nullable=False),
        sa.Column("code_tries", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("changing_number", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_journeys_moved_at", "journeys", ["moved_at"])


def downgrade() -> None:
    """Drop the table, and with it every journey under way."""
    op.drop_table("journeys")
