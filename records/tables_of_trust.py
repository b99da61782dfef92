"""The tables of certificates, as they stand after the last migration."""

from typing import Any, Final

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text, text

from records import tables
from records.tables import Whole

metadata: Final = tables.metadata


def _texts(*names: str) -> tuple[Column[Any], ...]:
    return tuple(Column(name, Text, nullable=False) for name in names)


def _bytes(*names: str) -> tuple[Column[Any], ...]:
    return tuple(Column(name, LargeBinary, nullable=False) for name in names)


# Domains, authorities, profiles, recovery: as they were applied.
trust = Table(
    "trust",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    *_texts("document"),
)

# The newest of an authority signs.
authority_certificates = Table(
    "authority_certificates",
    metadata,
    Column("id", Whole, primary_key=True),
    *_texts("authority"),
    *_bytes("serial", "certificate"),
    *_texts("key", "at"),
    Index("certificates_of_an_authority", "authority"),
)

applications = Table(
    "applications",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("operation", "stage", "authority", "profile", "asker", "at", "document"),
    # How many of its rows have been dealt with.
    Column("done", Whole, nullable=False),
    Index("applications_by_stage", "stage"),
)

application_rows = Table(
    "application_rows",
    metadata,
    Column("application", Text, ForeignKey("applications.id"), primary_key=True),
    Column("number", Whole, primary_key=True),
    *_texts("holder"),
    *_bytes("request"),
    *_texts("names", "problem"),
)

# Serial numbers are twenty octets, so that they sort as the numbers do; no pair is no octets.
certificates = Table(
    "certificates",
    metadata,
    Column("id", Whole, primary_key=True),
    *_texts("authority"),
    *_bytes("serial"),
    *_texts("holder", "profile", "subject", "not_before", "not_after", "at"),
    *_bytes("certificate", "key"),
    *_texts("application"),
    Column("number", Whole, nullable=False),
    *_bytes("pair"),
    *_texts("escrow", "state", "state_at", "reason", "invalidity"),
    Index("certificates_by_serial", "authority", "serial", unique=True),
    Index("certificates_of_an_application", "application", "number"),
    *(Index(f"certificates_by_{name}", name) for name in ("authority", "holder", "not_after", "key")),
    # A list of a million is read from this alone, without a page of the table.
    Index(
        "certificates_not_good",
        *("authority", "serial", "state", "state_at", "reason", "invalidity", "not_after"),
        sqlite_where=text("state <> 'good'"),
    ),
)

# How certificates stood at dates that have passed.
status_changes = Table(
    "status_changes",
    metadata,
    Column("id", Whole, primary_key=True),
    *_texts("authority"),
    *_bytes("serial"),
    *_texts("at", "state", "reason", "invalidity", "application"),
    Index("status_changes_of_an_authority", "authority", "at"),
    Index("status_changes_of_a_certificate", "authority", "serial"),
)

crls = Table(
    "crls",
    metadata,
    Column("authority", Text, primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("base", Whole, primary_key=True),
    *_texts("this_update", "next_update"),
    *_bytes("document"),
)

# Private keys that are kept here, sealed.
escrows = Table(
    "escrows",
    metadata,
    Column("name", Text, primary_key=True),
    *_texts("holder"),
    *_bytes("sealed"),
    *_texts("at"),
)
