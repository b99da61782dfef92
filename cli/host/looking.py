"""Whether a host is as installed, beyond what was laid: how the executor's account is closed, and who is in which group."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cli.host.program import alterable, closed
from cli.host.root import Root
from cli.host.wanted import AUDIT, EXECUTOR, OPERATORS, SECURITY, SYSTEM, VAULT
from zhengyun.errors import N_


class Wrong(NamedTuple):
    """Something that lets somebody past the separation: a text, and who or what it is about."""

    text: str
    about: str


PASSWORD = N_("has a password, and shall have none: {about}")
MEMBER = N_("an account of the house is in a group that is not its own: {about}")
STRANGER = N_("is in the group of an account of the house: {about}")
TWO = N_("is in groups of two roles: {about}")
ALTERABLE = N_("somebody else than root can alter the program that the executor runs: {about}")

CLOSED = N_("the executor cannot reach the program, because others may not enter: {about}")


def wrongs(root: Root) -> Iterator[Wrong]:
    """What is wrong with accounts and groups, and with the program where the root is the machine's own."""
    groups = {name: set(filter(None, line[3].split(","))) for name, line in root.lines("group").items() if line[3:]}
    shadow = root.lines("shadow")
    for account in (EXECUTOR, VAULT):
        if account in shadow and not shadow[account][1].startswith(("!", "*")):
            yield Wrong(PASSWORD, account)
        for name in sorted(name for name, members in groups.items() if account in members):
            yield Wrong(MEMBER, f"{account}: {name}")
        for person in sorted(groups.get(account, set()) | _alike(root, account)):
            yield Wrong(STRANGER, f"{person}: {account}")
    for person in sorted(set().union(*(groups.get(name, set()) for name in (SYSTEM, SECURITY, AUDIT)))):
        roles = [name for name in (SYSTEM, SECURITY, AUDIT) if person in groups.get(name, set())]
        if len(roles) > 1:
            yield Wrong(TWO, f"{person}: {', '.join(roles)}")
    if root.own and (files := alterable()):
        yield Wrong(ALTERABLE, ", ".join(files))
    if root.own and (folders := closed()):
        yield Wrong(CLOSED, ", ".join(folders))


def _alike(root: Root, account: str) -> set[str]:
    """Who else has the account's group, or its number, as his own."""
    lines = root.lines("passwd")
    mine = lines.get(account)
    if mine is None:
        return set()
    return {name for name, line in lines.items() if name != account and (line[2] == mine[2] or line[3] == mine[3])}


def used(root: Root) -> bool:
    """Whether there is an executor's account at all."""
    return EXECUTOR in root.lines("passwd")


def operators(root: Root) -> Sequence[str]:
    """Who may have a request carried out."""
    line = root.lines("group").get(OPERATORS, ())
    return [one for one in line[3].split(",") if one] if line[3:] else []
