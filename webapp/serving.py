"""How `make run` serves the application: gunicorn's configuration, from the same settings."""

import gc
import shutil
import sys
import tempfile
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from webapp import check_start
from webapp.languages.catalogues import languages, translations
from webapp.settings import Settings, SettingsError
from webapp.telemetry.logs import GUNICORN, write_no_tracebacks
from webapp.telemetry.metrics import forget_worker, share_between_workers


def check_workers(settings: Settings) -> None:
    """Raise SettingsError for what several workers could not share."""
    if settings.workers == 1:
        return
    if settings.embedded and not settings.cashfree_base_url:
        raise SettingsError("WORKERS: must be 1 with the embedded server, which is part of the one process")
    if not settings.embedded and settings.rate_limit_storage_url.get_secret_value().startswith("memory:"):
        raise SettingsError("RATE_LIMIT_STORAGE_URL: is required for more than one of WORKERS, which count together")


try:
    _settings = Settings.from_environment()
    check_workers(_settings)
    check_start(_settings)
except SettingsError as error:
    sys.exit(f"Cannot start. {error}")

_numbers = Path(tempfile.mkdtemp(prefix="onboarding-metrics-"))
share_between_workers(_numbers)
write_no_tracebacks()

_host = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
bind = f"{_host}:{_settings.port}"
wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = _settings.workers
threads = _settings.threads
# A worker that shows no sign of life for that long is replaced; one that waits for upstream shows signs.
timeout = 60
# Who was told "your code is being checked" gets the answer: longer than any call to Mobile 360 lasts.
graceful_timeout = int(_settings.cashfree_timeout_seconds) + 20
# Longer than proxies keep an idle connection: were we the first to close it, a form sent at that moment would be lost.
keepalive = 75
worker_connections = threads + 1000
# Nothing of ours needs more; a session cookie and a browser's client hints fit several times.
limit_request_line = 2048
limit_request_fields = 64
limit_request_field_size = 8190
# Which proxies are believed, and in what, is for TRUSTED_PROXY_COUNT to say.
forwarded_allow_ips = ""
logconfig_dict = GUNICORN
control_socket_disable = True


# What no request changes is made before the workers are, and their garbage collectors leave it alone, which would write
# to every object: so they share its memory. The application itself is each worker's own, with its threads.
for _code in languages():
    translations(_code)
gc.collect()
gc.freeze()


def when_ready(server: Arbiter) -> None:
    """Say where to look."""
    addresses = " or ".join(str(listener) for listener in server.LISTENERS)
    sys.stdout.write(f"\nOpen {addresses} in a browser. Mobile 360: {_settings.cashfree_environment}. Stop: Ctrl-C\n\n")
    sys.stdout.flush()


def child_exit(_server: Arbiter, worker: Worker) -> None:
    """Take a worker that has ended out of the numbers of the present."""
    forget_worker(int(worker.pid))


def on_exit(_server: Arbiter) -> None:
    """Leave no file behind."""
    shutil.rmtree(_numbers, ignore_errors=True)
