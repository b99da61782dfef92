"""Where attempts at the records' PostgreSQL are made: each role by its own login, every statement rolled back."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cli.proving.trials import MissingError
from governance.proving import Heard
from records.attempts import LOGIN, as_login, attempt, by_chance, port_of
from records.separation.offices import Holder, Names, Office
from zhengyun.errors import N_, ZhengyunError

NO_LOGIN: Final = N_("nobody who stands for {role} can come in to the database from here")
ELSEWHERE: Final = N_("the server's socket is not on this machine, in {folder}")
KEEPER: Final = N_("the account that it would be tried by is the server's own")
SUPERUSER: Final = "postgres"
SOCKETS: Final = "/var/run/postgresql"
MARK: Final = "role prove"


class StateError(Exception):
    """PostgreSQL has said no."""

    def __init__(self, state: str, words: str) -> None:
        super().__init__(words)
        self.state, self.words = state, words


@dataclass
class DatabaseStage:
    """One database, the address by which it is reached, and who may come in by which login."""

    url: str
    names: Names
    holders: Mapping[str, Holder]
    sockets: str = SOCKETS

    def holder(self, office: str) -> Holder:
        """Whoever stands for an office.

        Raises: MissingError.
        """
        found = self.holders.get(office)
        if found is None:
            raise MissingError(NO_LOGIN, role=office)
        return found

    def told(self, statement: str) -> str:
        """A statement with the names of this database in it."""
        groups = {office: self.names.group(one) for office, one in self._offices().items()}
        people = {f"person_{office}": one.person for office, one in self.holders.items()}
        logins = {f"login_{office}": one.login for office, one in self.holders.items()}
        whole = {"owner": self.names.owner, "database": self.names.database, **groups, **people, **logins}
        return statement.format_map(_Known(whole))

    def _offices(self) -> Mapping[str, "Office"]:
        return {office.value: office for office in Office}

    def does(self, office: str, statement: str) -> None:
        """Try a statement as who stands for an office.

        Raises: MissingError, StateError, ZhengyunError (ZY-REC-005).
        """
        self._said(as_login(self.url, self.holder(office).login), self.told(statement))

    def enters(self, login: str, *, socket: bool) -> None:
        """Come in as a login whose password nobody has told us, by the socket or by the network.

        Raises: MissingError where we run as the server's own account, or its socket is elsewhere; StateError, ZhengyunError (ZY-REC-005).
        """
        if socket and Path(self.sockets).exists() and Path(self.sockets).stat().st_uid == os.geteuid():
            raise MissingError(KEEPER)
        if socket and not (Path(self.sockets) / f".s.PGSQL.{port_of(self.url)}").exists():
            raise MissingError(ELSEWHERE, folder=self.sockets)
        self._said(by_chance(self.url, login, self.sockets if socket else ""), "SELECT 1")

    def _said(self, url: str, statement: str) -> None:
        said = attempt(url, statement)
        if said.state:
            raise StateError(said.state, said.words)


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        raise MissingError(NO_LOGIN, role=name.rpartition("_")[2])


def heard(call: Callable[[], object]) -> Heard:
    """What PostgreSQL answers: the SQLSTATE of its refusal, in its own words."""
    try:
        call()
    except StateError as error:
        known = error.state if error.state == LOGIN else f"{error.state} {error.words}"
        return Heard(error.state, error.words if error.state == LOGIN else known)
    except ZhengyunError as error:
        return Heard(error.code.id, str(error))
    return Heard()


def may_enter(url: str, holder: Holder) -> bool:
    """Whether somebody can come in from here, by a password that libpq finds."""
    return not attempt(as_login(url, holder.login), "SELECT 1").state
