"""`make messages`: bring every catalogue up to date with the messages of the application."""

from webapp.languages.catalogues import FOLDER
from webapp.languages.messages import updated

if __name__ == "__main__":
    for path in FOLDER.glob("*.po"):
        path.write_bytes(updated(path))
