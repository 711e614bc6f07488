"""The embedded Mobile 360 server: both documented operations over real HTTP, for development and tests."""
