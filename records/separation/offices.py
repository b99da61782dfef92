"""Who has which role of the database: one group for each office, one login for each person, as the role file says."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from records import codes
from zhengyun.errors import ZhengyunError
from zhengyun.office import holds
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile

LONGEST: Final = 63
"""So many bytes a name of PostgreSQL has (NAMEDATALEN - 1); it cuts off the rest without a word."""


class Office(StrEnum):
    """What a group of the database stands for: the roles of the role file, and the executor."""

    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"
    OPERATOR = "operator"
    DEPARTMENT = "department"
    CENTRE = "centre"
    EXECUTOR = "executor"


OFFICES: Final[Mapping[Role, Office]] = {
    Role.SYSTEM: Office.SYSTEM,
    Role.SECURITY: Office.SECURITY,
    Role.AUDIT: Office.AUDIT,
    Role.OPERATOR: Office.OPERATOR,
    # An owner is PostgreSQL's word for something else.
    Role.OWNER: Office.DEPARTMENT,
    Role.HEAD: Office.CENTRE,
}
EXECUTOR: Final = "executor"
"""As whom the executor writes to the log, where the settings do not call him otherwise."""
PEOPLE: Final = tuple(OFFICES.values())
EVERYBODY: Final = tuple(Office)


class Holder(NamedTuple):
    """Who comes in, as whom of the role file, and the offices that are his."""

    login: str
    person: str
    offices: tuple[Office, ...]


class Names(NamedTuple):
    """What the roles are called: PostgreSQL has them once for all its databases, so that the database's name is in each."""

    database: str

    @property
    def owner(self) -> str:
        """Whose everything is, and as whom nobody logs in."""
        return f"zy_owner.{self.database}"

    def group(self, office: Office) -> str:
        """The group of an office."""
        return f"zy_{office}.{self.database}"

    def login(self, person: str) -> str:
        """As whom a person logs in. No group of ours is called so.

        Raises: ZhengyunError (ZY-REC-041).
        """
        name = f"zy.{person}.{self.database}"
        if len(name.encode()) > LONGEST or not name.isprintable():
            raise ZhengyunError(codes.NO_LOGIN_NAME, person=person, login=name, most=LONGEST)
        return name

    @property
    def executor(self) -> str:
        """As whom the executor logs in."""
        return f"zy-executor.{self.database}"

    @property
    def groups(self) -> tuple[str, ...]:
        """All groups."""
        return tuple(map(self.group, Office))


def holders(roles: RoleFile, names: Names, now: datetime, executor: str = EXECUTOR) -> tuple[Holder, ...]:
    """Everybody who may come in at that instant, deputies for as long as they stand in; the executor among them.

    Raises: ZhengyunError (ZY-REC-041; ZY-REC-062: the executor is in office himself).
    """
    found = [Holder(names.executor, executor, (Office.EXECUTOR,))]
    for person in roles.people:
        offices = tuple(office for role, office in OFFICES.items() if holds(roles, person.name, role, now))
        if offices and person.name == executor:
            raise ZhengyunError(codes.EXECUTOR_IN_OFFICE, executor=executor, offices=", ".join(offices))
        if offices:
            found.append(Holder(names.login(person.name), person.name, offices))
    return tuple(found)
