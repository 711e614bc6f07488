"""How `make run` serves the application: gunicorn's configuration, from the same settings."""

import sys

from webapp import check_start
from webapp.settings import Settings, SettingsError

try:
    _settings = Settings.from_environment()
    check_start(_settings)
except SettingsError as error:
    sys.exit(f"Cannot start. {error}")

bind = f"{_settings.host}:{_settings.port}"
wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = 1  # the embedded server and its codes live in the one process
threads = 16
timeout = 90
graceful_timeout = 30
control_socket_disable = True


def when_ready(_server: object) -> None:
    """Say where to look."""
    sys.stdout.write(
        f"\nOpen http://{bind}/ in a browser. Mobile 360: {_settings.cashfree_environment}. Stop: Ctrl-C\n\n"
    )
    sys.stdout.flush()
