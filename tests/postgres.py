"""A real PostgreSQL server for a test run, from the programs that the system's packages installed.

`python -m tests.postgres` installs them where they are missing.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, create_engine, text

from webapp.database import open_database, upgrade

_TEMPLATE = "migrated"
_INSTALLED = Path("/usr/lib/postgresql")
# The run throws its databases away: nothing of them has to outlive a power failure.
_SETTINGS = {"listen_addresses": "", "fsync": "off"}


class PostgresMissing(Exception):
    """The server's programs are not installed."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server that listens on nothing but a socket in its own folder."""

    folder: Path

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of one of its databases."""
        address = URL.create("postgresql+psycopg", "tester", database=database, query={"host": str(self.folder)})
        return address.render_as_string(hide_password=False)

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """Make a migrated and otherwise empty database and drop it in the end; yields its URL."""
        self._administer(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        try:
            yield self.url(name)
        finally:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def make_template(self) -> None:
        """Migrate a database once, for all others to be copied from."""
        self._administer(f"CREATE DATABASE {_TEMPLATE}")
        engine = open_database(self.url(_TEMPLATE))
        upgrade(engine)
        engine.dispose()

    def stored_bytes(self, database: str) -> bytes:
        """Return all that one database's files hold."""
        self._administer("CHECKPOINT")
        engine = create_engine(self.url(database))
        with engine.connect() as connection:
            number = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        engine.dispose()
        found: list[bytes] = []
        for file in (self.folder / "data" / "base" / str(number)).iterdir():
            with suppress(FileNotFoundError):  # the server takes some of its caches away meanwhile
                found.append(file.read_bytes())
        return b"".join(found)

    def _administer(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def running_postgres(**settings: str) -> Iterator[PostgresServer]:
    """Make a server in a temporary folder, run it with these settings beside the usual ones, and stop it in the end.

    The server refuses to run as root: it is then run as `postgres`, or as `nobody` where there is no such user.
    Raises PostgresMissing where it is not installed.
    """
    programs = _programs()
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "--pgdata", str(folder / "data"), *arguments]
        group = user and pwd.getpwnam(user).pw_gid
        subprocess.run(  # noqa: S603 - the programs are those that were found, the arguments our own
            command, check=True, user=user, group=group, cwd=folder, stdout=subprocess.DEVNULL
        )

    try:
        run("initdb", "--username=tester", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        chosen = {**_SETTINGS, "unix_socket_directories": folder, **settings}
        options = " ".join(f"-c {name}={value}" for name, value in chosen.items())
        run("pg_ctl", "start", "--wait", f"--log={folder / 'log'}", f"--options={options}")
        try:
            server = PostgresServer(folder)
            server.make_template()
            yield server
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=fast")
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    installed = [path.parent for path in _INSTALLED.glob("*/bin/initdb")]
    if not installed:
        raise PostgresMissing("The tests need PostgreSQL's server: run `sh tests/packages.sh postgresql`")
    return max(installed, key=lambda path: int(path.parent.name))


def _install() -> None:
    try:
        _programs()
    except PostgresMissing:
        packages = Path(__file__).with_name("packages.sh")
        subprocess.run(["sh", str(packages), "postgresql"], check=False)  # noqa: S603, S607 - a script of ours
        _programs()


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


if __name__ == "__main__":
    _install()
