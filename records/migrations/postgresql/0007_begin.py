"""The records in PostgreSQL begin at this version; earlier ones were SQLite's alone.

Revision ID: 0007
Revises:
"""

from pathlib import Path

from alembic import op

from records.postgresql_log import native
from records.separation.functions import LAID

revision = "0007"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make everything."""
    connection = native(op.get_bind())
    for name in ("0007.sql", "0007_log.sql"):
        connection.execute((Path(__file__).parent / name).read_bytes())
    # These may be laid again at any time: what they are is no part of a version.
    for statement in LAID:
        connection.execute(statement.encode())


def downgrade() -> None:
    """There is no way back: records are not thrown away."""
    raise RuntimeError("records are not thrown away")
