"""The archive of notices, which the database itself refuses to change."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0004"
down_revision = "0003"

# A row's replacement counts as neither update nor delete in SQLite. Here it is passed over in silence, and not refused,
# for at this point it cannot be told from an insertion that would do nothing on a conflict, as the archive's does.
_SQLITE = (
    """CREATE TRIGGER consent_notices_refuse_update BEFORE UPDATE ON consent_notices
       BEGIN SELECT RAISE(ABORT, 'consent_notices is append-only'); END""",
    """CREATE TRIGGER consent_notices_refuse_delete BEFORE DELETE ON consent_notices
       BEGIN SELECT RAISE(ABORT, 'consent_notices is append-only'); END""",
    """CREATE TRIGGER consent_notices_ignore_replace BEFORE INSERT ON consent_notices
       WHEN EXISTS (SELECT 1 FROM consent_notices WHERE sha256 = NEW.sha256)
       BEGIN SELECT RAISE(IGNORE); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION consent_notices_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'consent_notices is append-only'; END $$""",
    """CREATE TRIGGER consent_notices_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_notices
       FOR EACH STATEMENT EXECUTE FUNCTION consent_notices_refuse()""",
    # On a replica too, where triggers are otherwise asleep.
    "ALTER TABLE consent_notices ENABLE ALWAYS TRIGGER consent_notices_refuse",
)


def upgrade() -> None:
    """Make the archive's table and the triggers that guard it."""
    op.create_table(
        "consent_notices",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("first_used_at", sa.String(32), nullable=False),
        sa.Column("authenticated", sa.String(64), nullable=False),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: the notices are evidence, and no migration's to drop."""
    raise CommandError("the archived notices are evidence of what customers were shown: they are not dropped")
