"""The tables, as they stand after the last migration."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()

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
    Column("id", Integer, primary_key=True),
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

entries = Table(
    "entries",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
)

cosignatures = Table(
    "cosignatures",
    metadata,
    Column("number", Integer, ForeignKey("entries.number"), primary_key=True),
    Column("witness", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("value", Text, nullable=False),
)

role_files = Table(
    "role_files",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("document", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("document", Text),
    Column("problem", Text),
    Column("marks", Text, nullable=False),
    Index("readings_of_a_site", "site", "at"),
)

stocks = Table(
    "stocks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index("stocks_of_a_site", "site", "at"),
)
