"""`python -m webapp.migrations`: brings the database of the settings to the newest schema."""

import sys

from webapp.database import CANNOT_OPEN, open_database, upgrade
from webapp.settings import Settings, SettingsError

try:
    upgrade(open_database(Settings.from_environment().database))
except SettingsError as error:
    sys.exit(f"Cannot migrate. {error}")
except CANNOT_OPEN as error:
    sys.exit(f"Cannot migrate. DATABASE_URL: the database cannot be opened ({type(error).__name__})")
