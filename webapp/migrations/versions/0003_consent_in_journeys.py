"""Journeys that write to the consent ledger: longer references, found by them, and whether the summary was shown."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Widen the reference and add the column.

    Journeys under way are dropped: they rest on a consent of which the ledger knows nothing. They last an hour at most.
    """
    op.execute("DELETE FROM journeys")
    with op.batch_alter_table("journeys") as journeys:
        journeys.alter_column("reference", existing_type=sa.String(9), type_=sa.String(14), existing_nullable=False)
        journeys.add_column(sa.Column("shown", sa.Boolean, nullable=False))
        journeys.create_index("ix_journeys_reference", ["reference"])
    if op.get_bind().dialect.name == "postgresql":
        # The planner's statistics are samples of a column: copies of sealed values that no wiping would reach. Setting
        # a column's type, though it is the same, drops those that were taken.
        for column in ("details", "summary"):
            op.execute(f"ALTER TABLE journeys ALTER COLUMN {column} TYPE bytea")
            op.execute(f"ALTER TABLE journeys ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Drop the column and, with their longer references, the journeys under way."""
    op.execute("DELETE FROM journeys")
    with op.batch_alter_table("journeys") as journeys:
        journeys.drop_index("ix_journeys_reference")
        journeys.drop_column("shown")
        journeys.alter_column("reference", existing_type=sa.String(14), type_=sa.String(9), existing_nullable=False)
