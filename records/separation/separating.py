"""Bringing a database's roles, rights and functions to what the role file says, and finding where they are not."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection

from records import codes
from records.postgresql_session import keepers
from records.postgresql_turn import holder, waited
from records.separation.coming_in import may_look
from records.separation.facts import Fact, altered, ordered, statement, wanted
from records.separation.found import found, present
from records.separation.functions import LAID
from records.separation.offices import Holder, Names
from records.separation.scram import verifier
from zhengyun.entry import Note, Sheet
from zhengyun.errors import ZhengyunError
from zhengyun.instant import Clock, text


class Difference(NamedTuple):
    """What is not so and shall be, or is so and shall not be; and the statement that sees to it, if one can."""

    lacks: bool
    fact: Fact
    statement: str


class Separation:
    """One database, as somebody sees it who may alter its roles: for nobody who runs the tool otherwise.

    Raises: ZhengyunError (ZY-REC-042, where PostgreSQL refuses; 005, where it cannot be reached; 003, 048, where others
    are in the way).
    """

    def __init__(self, url: str) -> None:
        self._url = url
        with self._open() as connection:
            self.names = Names(connection.info.dbname)

    def differences(self, holders: Sequence[Holder]) -> list[Difference]:
        """What would have to be done, in order; nothing where all is as the role file says."""
        with self._open() as connection:
            return list(self._differences(connection, holders))

    def sees_entrances(self) -> bool:
        """Whether who comes in may read which ways in there are (pg_hba.conf): where not, nothing is known of them."""
        with self._open() as connection:
            return may_look(connection)

    def apply(self, holders: Sequence[Holder], note: Note, clock: Clock) -> list[Difference]:
        """Do all of it and write the note to the log, or do nothing; returns what was done.

        What no statement can put right is left for whoever looks after the server.
        """
        with self._open() as connection:
            # What was laid by whoever owns the tables comes first: what is compared has to be there.
            # Functions name each other, and are made in no order.
            connection.execute("SET LOCAL check_function_bodies = off")
            for ground in LAID[:2]:
                connection.execute(ground.encode())
            done: list[Difference] = []
            # What is made comes with rights that PostgreSQL gives by itself, and that are taken then; what no statement
            # changes is left.
            before: list[Difference] = []
            while (fresh := [one for one in self._differences(connection, holders) if one.statement]) != before:
                for one in fresh:
                    connection.execute(one.statement.encode())
                done += fresh
                before = fresh
            if done:
                parts = [part.decode() for part in Sheet.of(*note)]
                connection.execute("SELECT zy.append(%s, %s, %s, %s)", [*parts, text(clock.now())])
        return done

    def password(self, login: str, secret: str) -> None:
        """Give a login a password, of which PostgreSQL and its logs see the SCRAM verifier alone."""
        from psycopg.sql import SQL, Identifier, Literal  # noqa: PLC0415 - with what it is used for

        with self._open() as connection:
            told = SQL("ALTER ROLE {} PASSWORD {}").format(Identifier(login), Literal(verifier(secret)))
            connection.execute(told)

    def _differences(self, connection: Connection[Any], holders: Sequence[Holder]) -> Iterator[Difference]:
        shall, is_ = wanted(self.names, holders, present(connection)), found(connection, self.names)
        lacking = shall - is_
        for made, fact in ordered(lacking, is_ - shall):
            done = None if not made and altered(lacking, fact) else statement(fact, made=made)
            yield Difference(made, fact, done.as_string(connection) if done else "")

    @contextmanager
    def _open(self) -> Iterator[Connection[Any]]:
        try:
            with psycopg.connect(self._url) as connection:
                keepers(connection)
                yield connection
        except psycopg.errors.LockNotAvailable as error:
            with psycopg.connect(self._url) as another:
                raise waited(_without(self._url), holder(another)) from error
        except psycopg.OperationalError as error:
            raise ZhengyunError(codes.UNREACHABLE, database=_without(self._url), problem=_first(error)) from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise ZhengyunError(codes.NOT_ALLOWED, database=_without(self._url), problem=_first(error)) from error
        except psycopg.Error as error:
            raise ZhengyunError(codes.NOT_SEPARATED, database=_without(self._url), problem=_first(error)) from error


def _without(url: str) -> str:
    """An address without the password that it may hold."""
    told = psycopg.conninfo.conninfo_to_dict(url)
    return f"postgresql://{told.get('host', '')}/{told.get('dbname', '')}"


def _first(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
