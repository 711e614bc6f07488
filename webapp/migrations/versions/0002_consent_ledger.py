"""The consent ledger, whose entries the database itself refuses to change."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0002"
down_revision = "0001"

# A row's replacement counts as neither update nor delete in SQLite: it is refused as the insertion that it is.
_SQLITE = (
    """CREATE TRIGGER consent_entries_refuse_update BEFORE UPDATE ON consent_entries
       BEGIN SELECT RAISE(ABORT, 'consent_entries is append-only'); END""",
    """CREATE TRIGGER consent_entries_refuse_delete BEFORE DELETE ON consent_entries
       BEGIN SELECT RAISE(ABORT, 'consent_entries is append-only'); END""",
    """CREATE TRIGGER consent_entries_refuse_replace BEFORE INSERT ON consent_entries
       WHEN EXISTS (SELECT 1 FROM consent_entries WHERE sequence = NEW.sequence)
       BEGIN SELECT RAISE(ABORT, 'consent_entries is append-only'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION consent_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'consent_entries is append-only'; END $$""",
    """CREATE TRIGGER consent_entries_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_entries
       FOR EACH STATEMENT EXECUTE FUNCTION consent_entries_refuse()""",
    # On a replica too, where triggers are otherwise asleep.
    "ALTER TABLE consent_entries ENABLE ALWAYS TRIGGER consent_entries_refuse",
    # The planner's statistics are samples of a column: copies of keys and hashes that no erasure would reach.
    "ALTER TABLE consent_subjects ALTER COLUMN mobile_hash SET STATISTICS 0",
    "ALTER TABLE consent_subjects ALTER COLUMN sealed_key SET STATISTICS 0",
)


def upgrade() -> None:
    """Make the ledger's tables and the triggers that guard its entries."""
    counter = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "consent_entries",
        sa.Column("sequence", counter, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(50), nullable=False),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_consent_entries_subject", "consent_entries", ["subject"])
    head = op.create_table(
        "consent_head",
        sa.Column(
            "id", sa.Integer, sa.CheckConstraint("id = 1", name="one_head"), primary_key=True, autoincrement=False
        ),
        sa.Column("sequence", counter, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("authenticated", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "hash": "0" * 64, "authenticated": ""}])
    op.create_table(
        "consent_subjects",
        sa.Column("subject", sa.String(50), primary_key=True),
        sa.Column("mobile_hash", sa.String(64), nullable=False),
        sa.Column("sealed_key", sa.Text, nullable=False),
        sa.Column("retain_until", sa.String(32), nullable=False),
        sa.Column("authenticated", sa.String(64), nullable=False),
    )
    op.create_index("ix_consent_subjects_mobile_hash", "consent_subjects", ["mobile_hash"])
    op.create_index("ix_consent_subjects_retain_until", "consent_subjects", ["retain_until"])
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: the ledger is evidence, and no migration's to drop."""
    raise CommandError("the consent ledger is evidence of what customers agreed to: it is not dropped")
