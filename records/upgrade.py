"""Bringing a database to the present version, inside the caller's transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
# Versions have the same names everywhere, and each kind of database its own way to them.
WAYS = {"sqlite": MIGRATIONS / "versions", "postgresql": MIGRATIONS / "postgresql"}


def upgrade(connection: Connection, version: str = "head") -> None:
    """Run every migration that the database has not seen, up to a version."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(WAYS[connection.dialect.name]))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, version)
