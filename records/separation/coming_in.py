"""Who can come in to the server past everything else: what pg_hba.conf and pg_ident.conf say, where they may be read."""

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Connection

from records.separation.offices import Names

SUPERUSER: Final = "postgres"
LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost", "samehost"})
_MAY: Final = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_LINES: Final = """
SELECT line_number, type, database, user_name, coalesce(address, ''), auth_method, coalesce(options, '{}')
FROM pg_hba_file_rules WHERE error IS NULL ORDER BY line_number
"""
_MAPS: Final = """
SELECT pg_username, string_agg(DISTINCT sys_name, ', '), count(DISTINCT sys_name) > 1 OR bool_or(sys_name ~ '^[/]')
FROM pg_ident_file_mappings WHERE error IS NULL GROUP BY pg_username
"""


def entrances(names: Names, account: str = SUPERUSER) -> dict[str, str]:
    """The two files as they should be. `account` is the server's own Unix account, which alone becomes the superuser.

    Nobody becomes the superuser from elsewhere; everybody else comes by TLS, with a password.
    """
    hba = f"""\
# The first line that fits decides.
local   all          {SUPERUSER}    peer map=keeper
host    all          {SUPERUSER}    all    reject
local   all          all    reject
hostssl "{names.database}"  all    all    scram-sha-256
host    all          all    all    reject
"""
    return {"pg_hba.conf": hba, "pg_ident.conf": f"keeper  {account}  {SUPERUSER}\n"}


def may_look(connection: Connection[Any]) -> bool:
    """Whether who has come in may read the two files: a superuser may."""
    row = connection.execute(_MAY).fetchone()
    return bool(row and row[0])


def too_wide(connection: Connection[Any]) -> Iterator[str]:
    """The lines by which somebody comes in who should not."""
    rows = connection.execute(_LINES).fetchall()
    for number, kind, databases, users, address, method, options in rows:
        where = f"line {number} of pg_hba.conf: {kind} {','.join(databases)} {','.join(users)} {address} {method}"
        if _is_wide(kind, users, address, method, options):
            yield " ".join(where.split())
    for superuser, accounts, many in connection.execute(_MAPS).fetchall():
        if many and superuser in {SUPERUSER, "all"}:
            yield f"pg_ident.conf: {superuser} is open to {accounts}"


def _is_wide(kind: str, users: list[str], address: str, method: str, options: list[str]) -> bool:
    if method in {"trust", "password", "md5", "ident"}:
        return True
    if method == "peer":
        # Without a map, whoever has an account of that name becomes that role.
        mapped = any(option.startswith("map=") for option in options)
        return not mapped and bool({SUPERUSER, "all"} & set(users))
    return method == "scram-sha-256" and kind in {"host", "hostnossl"} and address not in LOCAL
