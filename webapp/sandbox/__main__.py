"""`python -m webapp.sandbox`: the embedded server on its own, for other people's integrations.

`SANDBOX_HOST` (127.0.0.1) and `SANDBOX_PORT` (8010) say where it listens.
"""

import logging
import os
import signal
import sys

from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import serve


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65_535):
        sys.exit(f"SANDBOX_PORT must be a port number from 0 to 65535, not {text!r}")
    return int(text)


def main() -> None:
    """Run until interrupted (SIGINT or SIGTERM)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    config = SandboxConfig()
    host, port = os.environ.get("SANDBOX_HOST", "127.0.0.1"), _port(os.environ.get("SANDBOX_PORT", "8010"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with serve(create_sandbox(config), host, port) as running:
        lines = (
            f"Mobile 360, embedded: {running.base_url}",
            f"x-client-id:          {config.client_id}",
            f"x-client-secret:      {config.client_secret}",
            f"x-api-version:        {config.api_version}",
            f"Special numbers:      {running.origin}/",
            f"Messages:             {running.origin}/messages",
        )
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        try:
            running.wait()
        except KeyboardInterrupt:
            sys.stdout.write("Stopped.\n")


if __name__ == "__main__":
    main()
