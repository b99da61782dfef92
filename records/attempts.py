"""Statements that are tried on PostgreSQL as whoever has a login there, and of which nothing is left: each is rolled back."""

from typing import Final, NamedTuple

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from records import codes
from zhengyun.errors import ZhengyunError

# Nobody came in: PostgreSQL has said no (SQLSTATE class 28), or has not answered.
LOGIN: Final = "login"
CONNECT_SECONDS: Final = 10
STATEMENT: Final = "SET statement_timeout = '10s'"
NOT_IN: Final = ("authentication failed", "pg_hba.conf", "no password supplied", "rejects connection")


class Said(NamedTuple):
    """What PostgreSQL said: an SQLSTATE where it refused, or `login` where nobody came in, and its own words."""

    state: str = ""
    words: str = ""


def attempt(url: str, statement: str) -> Said:
    """Try a statement, and roll it back.

    Raises: ZhengyunError (ZY-REC-005: nobody is there).
    """
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            connection.execute(STATEMENT)
            try:
                connection.execute(statement.encode())
            finally:
                connection.rollback()
    except psycopg.OperationalError as error:
        words = _words(error)
        if error.sqlstate or not any(one in words for one in NOT_IN):
            raise ZhengyunError(codes.UNREACHABLE, database=conninfo_to_dict(url).get("host"), problem=words) from error
        return Said(LOGIN, words)
    except psycopg.Error as error:
        return Said(error.sqlstate or type(error).__name__, _words(error))
    return Said()


def as_login(url: str, login: str) -> str:
    """The same database for another login; whose password libpq knows, from its own file, or nobody's."""
    return make_conninfo(url, user=login)


def at_socket(url: str, folder: str, login: str) -> str:
    """The same database by the socket in a folder, without a password."""
    return make_conninfo(url, host=folder, user=login, passfile="/nonexistent")


def _words(error: psycopg.Error) -> str:
    """The last line says what happened; those before it, which addresses were tried."""
    lines = [line.strip() for line in str(error).strip().splitlines() if line.strip()]
    found = next((line for line in lines if any(one in line for one in NOT_IN)), lines[0] if lines else "")
    return found.partition("FATAL:")[2].strip() or found
