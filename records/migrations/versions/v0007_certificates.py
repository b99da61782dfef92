"""Certificates: the trust in force, authorities' own certificates, applications, what was certified, and its states.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def _bytes(name: str) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, nullable=False)


def upgrade() -> None:
    """Make the tables; serial numbers are twenty octets, so that they sort as the numbers do."""
    _authorities()
    _applications()
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer, primary_key=True),
        *(_text("authority"), _bytes("serial"), _text("holder"), _text("profile"), _text("subject")),
        *(_text("not_before"), _text("not_after"), _text("at"), _bytes("certificate"), _bytes("key")),
        *(_text("application"), _number("number"), _bytes("pair"), _text("escrow")),
        *(_text("state"), _text("state_at"), _text("reason"), _text("invalidity")),
    )
    op.create_index("certificates_by_serial", "certificates", ["authority", "serial"], unique=True)
    op.create_index("certificates_of_an_application", "certificates", ["application", "number"])
    for name in ("authority", "holder", "not_after", "key"):
        op.create_index(f"certificates_by_{name}", "certificates", [name])
    op.create_index(
        "certificates_not_good",
        "certificates",
        ["authority", "serial", "state", "state_at", "reason", "invalidity", "not_after"],
        sqlite_where=sa.text("state <> 'good'"),
    )
    op.create_table(
        "status_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        *(_text("authority"), _bytes("serial"), _text("at"), _text("state")),
        *(_text("reason"), _text("invalidity"), _text("application")),
    )
    op.create_index("status_changes_of_an_authority", "status_changes", ["authority", "at"])
    op.create_index("status_changes_of_a_certificate", "status_changes", ["authority", "serial"])


def _authorities() -> None:
    op.create_table(
        "trust",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        _text("document"),
    )
    op.create_table(
        "authority_certificates",
        sa.Column("id", sa.Integer, primary_key=True),
        *(_text("authority"), _bytes("serial"), _bytes("certificate"), _text("key"), _text("at")),
    )
    op.create_index("certificates_of_an_authority", "authority_certificates", ["authority"])
    op.create_table(
        "crls",
        sa.Column("authority", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("base", sa.Integer, primary_key=True),
        *(_text("this_update"), _text("next_update"), _bytes("document")),
    )
    op.create_table(
        "escrows",
        sa.Column("name", sa.Text, primary_key=True),
        *(_text("holder"), _bytes("sealed"), _text("at")),
    )


def _applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text("operation"), _text("stage"), _text("authority"), _text("profile")),
        *(_text("asker"), _text("at"), _text("document"), _number("done")),
    )
    op.create_index("applications_by_stage", "applications", ["stage"])
    op.create_table(
        "application_rows",
        sa.Column("application", sa.Text, sa.ForeignKey("applications.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        *(_text("holder"), _bytes("request"), _text("names"), _text("problem")),
    )


def downgrade() -> None:
    """There is no way back: records are not thrown away."""
    raise RuntimeError("records are not thrown away")
