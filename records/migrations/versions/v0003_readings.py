"""What drift has found at each site, and when.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of readings; one that failed has a problem in the place of a document."""
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("milliseconds", sa.Integer, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("document", sa.Text),
        sa.Column("problem", sa.Text),
        sa.Column("marks", sa.Text, nullable=False),
    )
    op.create_index("readings_of_a_site", "readings", ["site", "at"])


def downgrade() -> None:
    """There is no way back: records are not thrown away."""
    raise RuntimeError("records are not thrown away")
