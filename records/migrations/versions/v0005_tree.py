"""The log is a Merkle tree: entries are leaves, with the nodes above them; what is new waits in an inbox.

Revision ID: 0005
Revises: 0004
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from records.chain import Link, links
from records.sqlite_log import sqlite_of
from records.tree import add
from zhengyun.entry import Sheet, leaf_of

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BATCH = 10_000
NEVER = "entries are never changed"
COVERED = (
    "EXISTS (SELECT 1 FROM entries AS word WHERE word.kind = 'retention.erased' AND OLD.number BETWEEN "
    "json_extract(word.leaf, '$.body.first') AND json_extract(word.leaf, '$.body.last'))"
)


def upgrade() -> None:
    """Make the tables of the tree, and carry the old log over."""
    op.execute("ALTER TABLE entries RENAME TO entries_0004")
    _tables()
    _carry_over()
    # A table that others refer to is made anew with those.
    op.execute("INSERT INTO cosignatures_0005 SELECT number, witness, hash, value FROM cosignatures")
    op.execute("DROP TABLE cosignatures")
    op.execute("ALTER TABLE cosignatures_0005 RENAME TO cosignatures")
    op.execute("DROP TABLE entries_0004")
    _triggers()


def _tables() -> None:
    op.create_table(
        "inbox", sa.Column("number", sa.Integer, primary_key=True), sa.Column("leaf", sa.Text, nullable=False)
    )
    op.create_table(
        "batches", sa.Column("id", sa.Integer, primary_key=True), sa.Column("token", sa.LargeBinary, nullable=False)
    )
    op.execute("INSERT INTO batches VALUES (1, x'')")
    told = [
        sa.Column(name, sa.Text, sa.Computed(f"json_extract(leaf, '$.{name}')")) for name in ("at", "kind", "actor")
    ]
    op.create_table(
        "entries",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("leaf", sa.Text),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        *told,
        sa.Column("request", sa.Text, sa.Computed("json_extract(leaf, '$.body.request')")),
    )
    for name in ("at", "kind", "actor", "request"):
        op.create_index(f"entries_by_{name}", "entries", [name])
    op.create_table(
        "nodes",
        sa.Column("level", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoints", sa.Column("size", sa.Integer, primary_key=True), sa.Column("note", sa.Text, nullable=False)
    )
    op.create_table(
        "cosignatures_0005",
        sa.Column("number", sa.Integer, sa.ForeignKey("entries.number"), primary_key=True),
        sa.Column("witness", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )


def _carry_over() -> None:
    """Each old entry's signed content becomes its leaf; one more entry says with which hash the old chain ended."""
    connection = sqlite_of(op.get_bind())
    rows, last = links(connection, "entries_0004"), None
    while batch := [Link(*row) for row in rows.fetchmany(BATCH)]:
        add(connection, [(link.number, link.content()) for link in batch])
        last = batch[-1]
    if last:
        sheet = Sheet.of("log.carried", "zhengyun", {"entries": last.number, "head": last.hash})
        number = last.number + 1
        add(connection, [(number, leaf_of(number, last.at, sheet))])


def _triggers() -> None:
    """No command of ours changes what stands; this stops a slip of somebody else's hand."""
    for name, statement in _guards():
        op.execute(f"CREATE TRIGGER {name} BEFORE {statement} BEGIN SELECT RAISE(ABORT, '{NEVER}'); END")


def _guards() -> Iterator[tuple[str, str]]:
    there = "EXISTS (SELECT 1 FROM {} WHERE {})"
    same_entry = there.format("entries", "number = NEW.number")
    # A leaf may go where an erasure says so; its hash stays.
    erases = f"NEW.leaf IS NULL AND NEW.number IS OLD.number AND NEW.hash IS OLD.hash AND {COVERED}"
    yield "entries_no_update", f"UPDATE ON entries WHEN NOT ({erases})"
    yield "entries_no_delete", "DELETE ON entries"
    yield "entries_no_replace", f"INSERT ON entries WHEN {same_entry}"
    yield "nodes_no_update", "UPDATE ON nodes"
    yield "nodes_no_delete", "DELETE ON nodes"
    same_node = there.format("nodes", "level = NEW.level AND number = NEW.number")
    yield "nodes_no_replace", f"INSERT ON nodes WHEN {same_node}"
    yield "checkpoints_no_delete", "DELETE ON checkpoints"
    yield "checkpoints_no_moving", "UPDATE ON checkpoints WHEN NEW.size IS NOT OLD.size"
    # What waits leaves the inbox only as an entry.
    yield "inbox_no_update", "UPDATE ON inbox"
    kept = there.format("entries", "number = OLD.number AND leaf IS OLD.leaf")
    yield "inbox_no_delete", f"DELETE ON inbox WHEN NOT {kept}"
    yield "inbox_no_replace", f"INSERT ON inbox WHEN {there.format('inbox', 'number = NEW.number')} OR {same_entry}"


def downgrade() -> None:
    """There is no way back: records are not thrown away."""
    raise RuntimeError("records are not thrown away")
