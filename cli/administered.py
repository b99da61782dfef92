"""Hosts that we administer, at the command line: what their roles want, held against what stands on them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cli.unreached import explained
from cli.vault_things import COLOURS
from cli.wiring import House
from zhengyun.errors import Problems
from zhengyun.estate import Estate
from zhengyun.plan import Plan, Scope

if TYPE_CHECKING:
    from playbooks.plan import Diff, Seen


def make(house: House, estate: Estate, scope: Scope) -> Plan:
    """The plan, and what of its files changes line by line, which `house.diffs` keeps for whoever asks.

    Raises: ZhengyunError (ZY-HOST-*, ZY-SSH-*).
    """
    from playbooks.planning import plan

    seen = look(house, estate, scope)
    house.diffs = seen.diffs
    try:
        return plan(estate, seen, scope)
    except Problems as problems:
        raise explained(house, estate, problems) from problems


def look(house: House, estate: Estate, scope: Scope) -> "Seen":
    """What roles want of the hosts of a scope, and what stands there. Raises: ZhengyunError (ZY-HOST-*, ZY-SSH-*)."""
    return house.hosts_driver(estate).see(scope)


def changed(diffs: "Sequence[Diff]") -> Iterator[str]:
    """The lines of files that go and come; of secrets their digests alone."""
    for one in diffs:
        yield ""
        yield click.style(f"{one.host} · {one.role} · {one.path}", bold=True)
        for line in one.text.splitlines():
            if not line.startswith(("--- ", "+++ ")):
                yield "  " + str(click.style(line, fg=COLOURS.get(line[:1])))
