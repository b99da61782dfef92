"""Entries of the log cannot be replaced either.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Close the way that the first triggers leave open: INSERT OR REPLACE deletes without firing those of DELETE."""
    op.execute(
        "CREATE TRIGGER entries_no_replace BEFORE INSERT ON entries "
        "WHEN EXISTS (SELECT 1 FROM entries WHERE number = NEW.number OR hash = NEW.hash) "
        "BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END"
    )


def downgrade() -> None:
    """There is no way back: records are not thrown away."""
    raise RuntimeError("records are not thrown away")
