"""The tables, as they stand after the last migration."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
# SQLite counts its rows by a column of just this type; PostgreSQL's own has only 32 bits.
Whole: Final = Integer().with_variant(BigInteger(), "postgresql")
# A leaf's bytes are exact; no text of PostgreSQL could hold all of them.
Leaf: Final = Text().with_variant(LargeBinary(), "postgresql")

plans = Table(
    "plans",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("plan", Text, ForeignKey("plans.digest"), nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("permit", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("submitted", Text, nullable=False),
    Column("claim", Text),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("request", Text, ForeignKey("requests.id"), nullable=False, index=True),
    Column("reviewer", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("approval", Text),
    UniqueConstraint("request", "reviewer", name="one_word_each"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("request", Text, ForeignKey("requests.id"), primary_key=True),
    Column("action", Text, primary_key=True),
    Column("document", Text, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("request", Text, ForeignKey("requests.id"), primary_key=True),
    Column("document", Text, nullable=False),
)

# What has been written and has not become entries yet.
inbox = Table(
    "inbox",
    metadata,
    Column("number", Whole, primary_key=True),
    Column("leaf", Leaf, nullable=False),
)

# One row: the token of the last batch in which somebody's row was written by another process.
batches = Table(
    "batches",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("token", LargeBinary, nullable=False),
)

# A leaf that has been erased is null; its hash stays.
entries = Table(
    "entries",
    metadata,
    Column("number", Whole, primary_key=True),
    Column("leaf", Leaf),
    Column("hash", LargeBinary, nullable=False),
    Column("at", Text, Computed("json_extract(leaf, '$.at')")),
    Column("kind", Text, Computed("json_extract(leaf, '$.kind')")),
    Column("actor", Text, Computed("json_extract(leaf, '$.actor')")),
    Column("request", Text, Computed("json_extract(leaf, '$.body.request')")),
    *(Index(f"entries_by_{name}", name) for name in ("at", "kind", "actor", "request")),
)

# The tree above the leaves: level 1 and up.
nodes = Table(
    "nodes",
    metadata,
    Column("level", Whole, primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", Whole, primary_key=True),
    Column("note", Text, nullable=False),
)

cosignatures = Table(
    "cosignatures",
    metadata,
    Column("number", Whole, ForeignKey("entries.number"), primary_key=True),
    Column("witness", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("value", Text, nullable=False),
)

role_files = Table(
    "role_files",
    metadata,
    Column("version", Whole, primary_key=True),
    Column("document", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("site", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("milliseconds", Whole, nullable=False),
    Column("person", Text, nullable=False),
    Column("document", Text),
    Column("problem", Text),
    Column("marks", Text, nullable=False),
    Index("readings_of_a_site", "site", "at"),
)

stocks = Table(
    "stocks",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("site", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index("stocks_of_a_site", "site", "at"),
)

intervals = Table(
    "intervals",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("identifier", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("parts", Text, nullable=False),
    Column("valid_from", Text, nullable=False),
    Column("valid_to", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("ended_by", Text, nullable=False),
    Index("intervals_that_last", "site", "valid_to"),
    Index("intervals_of_a_path", "path"),
)

sightings = Table(
    "sightings",
    metadata,
    Column("id", Whole, primary_key=True),
    Column("site", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("whole", Whole, nullable=False),
    Column("source", Text, nullable=False),
    Index("sightings_of_a_site", "site", "at"),
)
