"""Running the embedded server on a port of its own, beside whatever else the process does."""

import threading
from types import TracebackType
from typing import Self

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from webapp.sandbox.app import BASE_PATH, STOPPING


class RunningSandbox:
    """A server that answers until `stop` is called. `base_url` is what a client needs as its base URL."""

    def __init__(self, server: BaseWSGIServer, stopping: threading.Event) -> None:
        host = f"[{server.host}]" if ":" in server.host else server.host
        self.origin = f"http://{host}:{server.port}"
        self.base_url = f"{self.origin}{BASE_PATH}"
        self._server = server
        self._stopping = stopping
        self._thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True, name="sandbox")
        self._thread.start()

    def stop(self) -> None:
        """Stop at once, calls that hang included; may be called twice."""
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()

    def wait(self) -> None:
        """Block until the server is stopped from another thread or the process is interrupted."""
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(app: Flask, host: str = "127.0.0.1", port: int = 0) -> RunningSandbox:
    """Start answering in threads of this process; port 0 means any free one.

    Raises SystemExit (after a line on stderr) when the port is taken, and TypeError when `app` was not made
    by `create_sandbox`. An app that was stopped may be served again.
    """
    stopping = app.extensions.get(STOPPING)
    if not isinstance(stopping, threading.Event):
        raise TypeError("serve() needs an application made by create_sandbox()")
    stopping.clear()
    return RunningSandbox(make_server(host, port, app, threaded=True, request_handler=_SilentHandler), stopping)


class _SilentHandler(WSGIRequestHandler):
    """Keeps addresses, whose query may hold a mobile number, out of the log; the app notes calls."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        """Say nothing."""
