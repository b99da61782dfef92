"""How much each site had and how much of it was used.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of levels by site and time."""
    op.create_table(
        "stocks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("stocks_of_a_site", "stocks", ["site", "at"])


def downgrade() -> None:
    """There is no way back: records are not thrown away."""
    raise RuntimeError("records are not thrown away")
