"""How log lines look."""

import logging


def configure_logging() -> None:
    """Write lines of time, level, logger and message to standard error; leave out the chatter of libraries."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("alembic", "urllib3", "werkzeug"):
        logging.getLogger(name).setLevel(logging.WARNING)
