"""A real Redis server for a test run, from the program that the system's packages installed.

`python -m tests.redis_server` installs it where it is missing.
"""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

from redis import Redis
from redis.exceptions import RedisError

_STARTS_WITHIN_SECONDS = 60.0


class RedisMissing(Exception):
    """The server's program is not installed."""


class RedisServer:
    """A server that listens on nothing but a socket in its own folder, and keeps nothing."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing runs yet."""
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address as the application takes it."""
        return f"redis+unix://{self._folder}/socket"

    def client(self) -> Redis:
        """Return a client of it."""
        return Redis(unix_socket_path=f"{self._folder}/socket")

    def stored(self) -> list[tuple[bytes, int]]:
        """Return each key with what is kept under it, as the server would write it down, and its seconds to live."""
        client = self.client()
        keys = cast("list[bytes]", client.keys())
        return [(key + cast("bytes", client.dump(key)), cast("int", client.ttl(key))) for key in keys]

    def start(self) -> None:
        """Run it, and wait until it answers."""
        command = [_program(), "--port", "0", "--unixsocket", f"{self._folder}/socket", "--save", "", "--dir", "."]
        self._process = subprocess.Popen(  # noqa: S603 - the program is the one that was found, the arguments our own
            command, cwd=self._folder, stdout=subprocess.DEVNULL
        )
        give_up_at = time.monotonic() + _STARTS_WITHIN_SECONDS
        while time.monotonic() < give_up_at:
            with suppress(RedisError):
                if self.client().ping():
                    return
            time.sleep(0.02)
        raise TimeoutError("the Redis server does not answer")

    def stop_answering(self) -> None:
        """Let it hang: connections are taken, nothing comes back."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a power failure would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """Run a server in a temporary folder. Raises RedisMissing where it is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    server = RedisServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


def _program() -> str:
    found = shutil.which("redis-server")
    if found is None:
        raise RedisMissing("The tests need a Redis server: run `sh tests/packages.sh redis-server`")
    return found


def _install() -> None:
    try:
        _program()
    except RedisMissing:
        packages = Path(__file__).with_name("packages.sh")
        subprocess.run(["sh", str(packages), "redis-server"], check=False)  # noqa: S603, S607 - a script of ours
        _program()


if __name__ == "__main__":
    _install()
