"""The kinds of things that stand on hosts, where they stand, and what can be done to them."""

from typing import Final, NamedTuple

from zhengyun.estate.hosts import SITE, TENANT
from zhengyun.resource import Address, Grammar, Grammars

FILE: Final = "host-file"
"""A file that a role lays: sha256, mode, owner, group."""
STEP: Final = "host-step"
"""What else a role does there, as a module of Ansible predicts it."""
BLIND: Final = "host-blind"
"""Of which nobody can say beforehand what it does."""

GRAMMARS: Final[Grammars] = {
    one.kind: one for one in (Grammar(FILE, seconds=0.5), Grammar(STEP, seconds=0.5), Grammar(BLIND, seconds=2.0))
}


class Where(NamedTuple):
    """A role on a host: what is run, fails and is rolled back together."""

    host: str
    role: str


def address(kind: str, where: Where, rest: str = "") -> Address:
    """Where something stands: `rest` is a file's path, or the name of a task; empty for the role as a whole."""
    path = "/".join((TENANT, *where))
    return Address(SITE, kind, f"{path}/{rest.removeprefix('/')}" if rest else path)


def where_of(one: Address) -> Where:
    """The role and the host that an address belongs to."""
    _, host, role, *_ = one.path.split("/", 3)
    return Where(host, role)


def rest_of(one: Address) -> str:
    """What `address` was given beside the role: a file's path begins with a slash again."""
    rest = "".join(one.path.split("/", 3)[3:])
    return f"/{rest}" if one.kind == FILE else rest
