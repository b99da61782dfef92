"""The records in PostgreSQL begin at this version; earlier ones were SQLite's alone.

Revision ID: 0007
Revises:
"""

from pathlib import Path

from alembic import op

from records.postgresql_log import native

revision = "0007"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make everything."""
    for name in ("0007.sql", "0007_log.sql"):
        native(op.get_bind()).execute((Path(__file__).parent / name).read_text())


def downgrade() -> None:
    """There is no way back: records are not thrown away."""
    raise RuntimeError("records are not thrown away")
