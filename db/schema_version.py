"""Which form of the fixed tables this program writes."""

SCHEMA_VERSION = 4
"""PRAGMA user_version after the newest step of db/migrations.py; a data file with a higher one is refused."""
