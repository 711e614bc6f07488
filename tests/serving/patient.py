"""The settings of gunicorn, with patience for a Redis server that is there, and slow on a busy machine."""

from webapp.protection import storage
from webapp.serving import *  # noqa: F403

storage._PATIENCE_SECONDS = 10.0
