"""Taking what deleted and changed rows leave behind out of the database's own files.

Neither way reaches backups, replicas or archived logs that were made before: those must have an end of their own.
"""

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, Table, text
from sqlalchemy.exc import OperationalError


class NotWiped(Exception):
    """What was erased is out of reach of any query, but its bytes are still in the database's files: purge again."""


# SQLite zeroes what it deletes (`secure_delete`), but not the copies that it leaves in a page when it moves rows to
# another one; it does zero a page that it gives up. So the table gives up all its pages.
_REWRITE = (
    "BEGIN IMMEDIATE",
    "CREATE TEMPORARY TABLE kept AS SELECT * FROM {table}",
    "DELETE FROM {table}",
    "INSERT INTO {table} SELECT * FROM kept",
    "DROP TABLE kept",
)
_FILE = text("SELECT pg_relation_filenode(:table)")
# Whoever comes after the rewriting waits behind it, and it behind whoever reads: no page may wait for long.
_PATIENCE = "5s"


def wipe(engine: Engine, table: Table) -> None:
    """Write a table anew, so that the bytes of what was deleted from it or changed in it go.

    Writers wait meanwhile. Raises NotWiped where a reader holds on to an older state (SQLite), or to the table for more
    than five seconds, or where the database's user does not own the table (PostgreSQL). What a transaction on
    PostgreSQL can still see that began before the deletion stays until the next time.
    """
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            for statement in _REWRITE:
                connection.exec_driver_sql(statement.format(table=table.name))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        wiped = _log_is_emptied(connection) if engine.dialect.name == "sqlite" else _is_rewritten(connection, table)
    if not wiped:
        raise NotWiped("the bytes of what was erased are still in the database's files")


def _log_is_emptied(connection: Connection) -> bool:
    busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy


def _is_rewritten(connection: Connection, table: Table) -> bool:
    before = connection.scalar(_FILE, {"table": table.name})
    connection.execute(text(f"SET lock_timeout = '{_PATIENCE}'"))
    try:
        connection.execute(text(f"VACUUM (FULL) {table.name}"))
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            return False
        raise
    finally:
        connection.execute(text("RESET lock_timeout"))  # the connection goes back to the pool
    return bool(connection.scalar(_FILE, {"table": table.name}) != before)
