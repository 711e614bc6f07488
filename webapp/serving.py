"""How `make run` serves the application: gunicorn's configuration, from the same settings."""

import sys

from gunicorn.arbiter import Arbiter

from webapp import check_start
from webapp.settings import Settings, SettingsError

try:
    _settings = Settings.from_environment()
    check_start(_settings)
except SettingsError as error:
    sys.exit(f"Cannot start. {error}")

_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
bind = f"{_host}:{_settings.port}"
wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = 1  # the embedded server and its codes live in the one process
threads = 16
timeout = 90
graceful_timeout = 30
control_socket_disable = True


def when_ready(server: Arbiter) -> None:
    """Say where to look."""
    addresses = " or ".join(str(listener) for listener in server.LISTENERS)
    sys.stdout.write(f"\nOpen {addresses} in a browser. Mobile 360: {_settings.cashfree_environment}. Stop: Ctrl-C\n\n")
    sys.stdout.flush()
