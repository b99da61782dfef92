"""Requests, reviews, plans, outcomes, receipts, the log and the role files.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "plans", sa.Column("digest", sa.Text, primary_key=True), sa.Column("body", sa.LargeBinary, nullable=False)
    )
    op.create_table(
        "requests",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("plan", sa.Text, sa.ForeignKey("plans.digest"), nullable=False),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("permit", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("submitted", sa.Text, nullable=False),
        sa.Column("claim", sa.Text),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("request", sa.Text, sa.ForeignKey("requests.id"), nullable=False, index=True),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("approval", sa.Text),
        sa.UniqueConstraint("request", "reviewer", name="one_word_each"),
    )
    op.create_table(
        "outcomes",
        sa.Column("request", sa.Text, sa.ForeignKey("requests.id"), primary_key=True),
        sa.Column("action", sa.Text, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "receipts",
        sa.Column("request", sa.Text, sa.ForeignKey("requests.id"), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "cosignatures",
        sa.Column("number", sa.Integer, sa.ForeignKey("entries.number"), primary_key=True),
        sa.Column("witness", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "role_files", sa.Column("version", sa.Integer, primary_key=True), sa.Column("document", sa.Text, nullable=False)
    )
    # No command of ours changes an entry; this stops a slip of somebody else's hand. Who owns the file can take the
    # triggers away: against him stand the chain and its witnesses.
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER entries_no_{verb.lower()} BEFORE {verb} ON entries "
            "BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END"
        )


def downgrade() -> None:
    """There is no way back: records are not thrown away."""
    raise RuntimeError("records are not thrown away")
