"""Statements that are tried on PostgreSQL as whoever has a login there, and of which nothing is left: each is rolled back."""

import secrets
from typing import Final, NamedTuple

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from records import codes
from zhengyun.errors import ZhengyunError

# Nobody came in: PostgreSQL has said no (SQLSTATE class 28).
LOGIN: Final = "login"
# Nobody asked to come in: libpq had no password to show, and PostgreSQL has said nothing.
NO_PASSWORD: Final = "no password"  # noqa: S105 - a word for what happened
DEFAULT_PORT: Final = "5432"
CONNECT_SECONDS: Final = 10
STATEMENT: Final = "SET statement_timeout = '10s'"
NOT_IN: Final = ("authentication failed", "pg_hba.conf", "rejects connection")
NOT_SHOWN: Final = "no password supplied"


class Said(NamedTuple):
    """What PostgreSQL said: an SQLSTATE where it refused, `login` where nobody came in, `no password` where libpq gave up itself; and the words."""

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
        if NOT_SHOWN in words:
            return Said(NO_PASSWORD, words)
        if error.sqlstate or not any(one in words for one in NOT_IN):
            raise ZhengyunError(codes.UNREACHABLE, database=conninfo_to_dict(url).get("host"), problem=words) from error
        return Said(LOGIN, words)
    except psycopg.Error as error:
        return Said(error.sqlstate or type(error).__name__, _words(error))
    return Said()


def as_login(url: str, login: str) -> str:
    """The same database for another login; whose password libpq knows, from its own file, or nobody's."""
    return make_conninfo(url, user=login)


def by_chance(url: str, login: str, folder: str = "") -> str:
    """The same database for a login whose password nobody has told, by the network or by the socket in a folder.

    A password by chance is shown, so that it is the server that refuses, and not libpq for want of one.
    """
    where = {"host": folder} if folder else {}
    return make_conninfo(url, **where, user=login, password=secrets.token_urlsafe(24))


def port_of(url: str) -> str:
    """Where a server is reached, by which its socket is known, too."""
    return str(conninfo_to_dict(url).get("port") or DEFAULT_PORT)


def _words(error: psycopg.Error) -> str:
    """The last line says what happened; those before it, which addresses were tried."""
    lines = [line.strip() for line in str(error).strip().splitlines() if line.strip()]
    found = next(
        (line for line in lines if any(one in line for one in (*NOT_IN, NOT_SHOWN))), lines[0] if lines else ""
    )
    return found.partition("FATAL:")[2].strip() or found
