"""What customers read, in their own language: one gettext catalogue (`<code>.po`) for each besides English."""
