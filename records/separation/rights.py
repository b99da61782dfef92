"""Who may do what to which table, and to which of its rows: the whole of it, as data."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from records.separation.kinds import BOTH, EXECUTOR, SECURITY, THREE
from records.separation.offices import EVERYBODY, PEOPLE, Office

ALL: Final = "true"


class Right(NamedTuple):
    """What some offices may do to a table: the rows that it reaches, and what they must be like afterwards."""

    table: str
    verb: str
    offices: tuple[Office, ...]
    reaches: str = ALL
    leaves: str = ALL
    columns: tuple[str, ...] = ()


# No right to change or take away is here for inbox, entries, nodes, checkpoints, batches: functions alone write there.
LOG: Final = ("inbox", "entries", "nodes", "checkpoints", "batches")
_ACTED: Final = (*PEOPLE, Office.EXECUTOR)
_READINGS: Final = 400
_HISTORY: Final = 1100
OLD: Final = {
    "readings": f"zy.is_old(at, {_READINGS})",
    "stocks": f"zy.is_old(at, {_HISTORY})",
    "intervals": f"zy.is_old(valid_to, {_HISTORY})",
    "sightings": f"zy.is_old(at, {_HISTORY})",
}

READ: Final = (
    *("alembic_version", *LOG, "plans", "requests", "reviews", "outcomes", "receipts", "cosignatures", "role_files"),
    *("readings", "stocks", "intervals", "sightings", "trust", "authority_certificates", "applications"),
    *("application_rows", "certificates", "status_changes", "crls"),
)
RIGHTS: Final = (
    *(Right(table, "SELECT", EVERYBODY) for table in READ),
    # What is sealed there is opened with a key that is not here; who has no part in it need not have the bytes.
    Right("escrows", "SELECT", THREE),
    # The road of a change: who asks, says a word, or takes one back, does so as himself; the executor claims.
    Right("plans", "INSERT", PEOPLE),
    Right("requests", "INSERT", PEOPLE, leaves="zy.asks(permit)"),
    Right("requests", "UPDATE", PEOPLE, "zy.is_waiting(state)", "zy.is_before_apply(state)", ("state",)),
    Right("requests", "UPDATE", EXECUTOR, columns=("state", "claim")),
    Right("reviews", "INSERT", PEOPLE, leaves="zy.is_self(reviewer)"),
    Right("reviews", "DELETE", PEOPLE, "zy.takes_back(request, id)"),
    *(Right(table, verb, EXECUTOR) for table in ("outcomes", "receipts") for verb in ("INSERT", "UPDATE")),
    Right("cosignatures", "INSERT", _ACTED),
    Right("role_files", "INSERT", (*THREE, Office.CENTRE), leaves="zy.is_next(version, document)"),
    # What was seen of the clouds: whoever looks writes it down, and what is too old gives way.
    Right("readings", "INSERT", _ACTED, leaves="zy.is_self(person)"),
    Right("stocks", "INSERT", _ACTED),
    Right("intervals", "INSERT", _ACTED),
    Right("intervals", "UPDATE", _ACTED, columns=("parts", "valid_to", "ended_by", "last_seen")),
    Right("sightings", "INSERT", _ACTED),
    *(Right(table, "DELETE", _ACTED, rule) for table, rule in OLD.items()),
    # Certificates: anybody applies as himself, words about it are in a document, a security administrator issues.
    Right("applications", "INSERT", PEOPLE, leaves="zy.is_self(asker)"),
    Right("applications", "UPDATE", PEOPLE, columns=("stage", "document", "done")),
    Right("application_rows", "INSERT", PEOPLE),
    Right("application_rows", "UPDATE", BOTH, columns=("problem",)),
    *(Right(table, "INSERT", SECURITY) for table in ("authority_certificates", "crls", "escrows")),
    *(Right(table, "INSERT", (*SECURITY, *EXECUTOR)) for table in ("certificates", "status_changes")),
    Right("certificates", "UPDATE", SECURITY, columns=("state", "state_at", "reason", "invalidity")),
    *(Right("trust", verb, EXECUTOR) for verb in ("INSERT", "UPDATE", "DELETE")),
)


def tables() -> Iterator[str]:
    """Every table that somebody has a right to."""
    yield from dict.fromkeys(right.table for right in RIGHTS)
