"""What roles are told, by name: words that they have, accounts of ours, and whole commands."""

import re
from collections.abc import Iterator
from typing import Final

from inventory import codes
from inventory.ansible import variable
from inventory.checks.hosts import One, hosts_in
from inventory.files import EstateFiles
from inventory.nearest import listed
from inventory.schema.hosts import VARIABLE_PATTERN
from inventory.written import written
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate.hosts import WORDS

# The same three stand in the role's precheck; a test holds them together.
ACCOUNT: Final = r"zy-[a-z0-9]+(-[a-z0-9]+)*"
PRINCIPAL: Final = r"[a-z0-9][a-z0-9._-]*"
COMMAND: Final = r'(/[A-Za-z0-9_+-][A-Za-z0-9._+-]*)+( ""|( [A-Za-z0-9._/:=@%+-]+)+)'
SPEAKS: Final = "zy-net"
"""The account of who speaks to the host as a device: told of by `devices`, and by nothing else."""
OURS: Final = ("zy-look", "zy-probe", "zy-run")
"""Accounts that the tool itself comes in as."""


def words(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every word that its role does not have, and whatever would give an account more than it says."""
    for host in hosts_in(files):
        for role, given in host.model.roles.items():
            if role not in WORDS or not host.knows("roles", role):
                continue
            legal = {variable(role, word): word for word in WORDS[role]}
            for word, value in given.items():
                name = legal.get(variable(role, word))
                if name is None and re.fullmatch(VARIABLE_PATTERN, word):
                    place = host.place("roles", role, word, of_name=True)
                    yield ZhengyunError(
                        codes.UNKNOWN_WORD, place=place, role=role, name=word, legal=listed([*legal.values()])
                    )
                elif name and role == "accounts":
                    yield from _accounts(host, ("roles", role, word), name, value)


def _accounts(host: One, at: tuple[str, ...], name: str, value: object) -> Iterator[ZhengyunError]:
    """`principals` and `commands`: accounts, each with a list; `devices`: yes or no."""
    if name == "devices":
        if not isinstance(value, bool):
            yield _refused(host, at, value, N_("true or false"))
        return
    if not isinstance(value, dict):
        yield _refused(host, at, value, N_("accounts, each with a list"))
        return
    for account, each in value.items():
        if not re.fullmatch(ACCOUNT, account):
            yield _refused(host, (*at, account), account, N_("an account of ours, such as zy-audit"), of_name=True)
        elif account == SPEAKS:
            yield _refused(host, (*at, account), account, N_("no word of zy-net but devices: true"), of_name=True)
        elif not isinstance(each, list) or not all(isinstance(one, str) for one in each):
            yield _refused(host, (*at, account), each, N_("a list of texts"))
        elif name == "commands":
            yield from _commands(host, (*at, account), account, each)
        else:
            yield from _principals(host, (*at, account), account, each)


def _commands(host: One, at: tuple[str, ...], account: str, each: list[str]) -> Iterator[ZhengyunError]:
    if account in OURS:
        yield _refused(host, at, account, N_("an account whose commands are a host's matter"), of_name=True)
    for position, one in enumerate(each):
        if not re.fullmatch(COMMAND, one):
            yield ZhengyunError(codes.NO_COMMAND, place=host.place(*at, position), given=written(one))


def _principals(host: One, at: tuple[str, ...], account: str, each: list[str]) -> Iterator[ZhengyunError]:
    if account in OURS and each != [account]:
        yield _refused(host, at, each, N_("its own name alone"))
        return
    for position, one in enumerate(each):
        if not re.fullmatch(PRINCIPAL, one):
            yield _refused(host, (*at, position), one, N_("a word of a certificate"))


def _refused(
    host: One, at: tuple[str | int, ...], given: object, expected: str, *, of_name: bool = False
) -> ZhengyunError:
    place = host.place(*at, of_name=of_name)
    return ZhengyunError(codes.NO_ACCOUNT, place=place, given=written(given), expected=expected)
