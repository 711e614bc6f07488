"""`python -m webapp.migrations`: brings the database of the settings to the newest schema."""

import sys

from webapp.database import open_database, upgrade
from webapp.settings import Settings, SettingsError

try:
    upgrade(open_database(Settings.from_environment().database))
except SettingsError as error:
    sys.exit(f"Cannot migrate. {error}")
