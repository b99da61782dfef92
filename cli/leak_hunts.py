"""The leak hunt as people see it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import click

from cli.text import _, reason
from cli.wiring import House
from network.codes import leaks as codes
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from network.leaks.hunting import Hunt

# Bytes: a firewall may have thousands of rules.
MOST: Final = 32 << 20


def hunted(house: House, only: Sequence[str]) -> "Hunt":
    """Look at hosts of the estate, at all where none is named.

    Raises: ZhengyunError (ZY-NET-212, ZY-NET-213, ZY-HOST-040, ZY-HOST-041, ZY-SSH-011).
    """
    from inventory.nearest import listed, nearest
    from network.leaks.hunting import hunt

    estate = house.estate()
    hosts = estate.hosts.hosts
    if not hosts:
        raise ZhengyunError(codes.NO_HOSTS)
    if strangers := sorted(set(only) - set(hosts)):
        near = nearest(strangers[0], sorted(hosts))
        raise ZhengyunError(codes.NO_SUCH_HOST, host=", ".join(strangers), legal=listed(sorted(hosts)), nearest=near)
    chosen = only or tuple(hosts)
    house.session.say(_("looking at {count} hosts").format(count=len(chosen)))
    return hunt(estate, chosen, house.connector(MOST))


def document(found: "Hunt") -> dict[str, Any]:
    """The same as data."""
    return {
        "seconds": round(found.seconds, 2),
        "looked": found.looked,
        "leaks": [
            {
                "host": one.host,
                "code": one.error.code.id,
                "text": reason(one.error),
                "facts": {name: str(value) for name, value in one.error.values.items()},
            }
            for one in found.leaks
        ],
        "untold": [{"host": host, "code": one.code.id, "text": reason(one)} for host, one in found.untold.items()],
        "blind": found.blind,
    }


def lines(found: "Hunt") -> Iterator[str]:
    """The leaks host by host, then who told nothing."""
    for host, leaks in groupby(found.leaks, key=lambda one: one.host):
        yield click.style(host, fg="red")
        yield from (f"  {one.error.code.id}  {reason(one.error)}" for one in leaks)
    yield from (f"{click.style(host, fg='yellow')}: {one.code.id} {reason(one)}" for host, one in found.untold.items())
    for host, problems in found.blind.items():
        yield _("{host}: not all of it can be read: {problems}").format(host=host, problems="; ".join(problems))
    yield _("hosts: {count} · leaks: {leaks} · not told: {untold} · {seconds} s").format(
        count=len(found.looked), leaks=len(found.leaks), untold=len(found.untold), seconds=round(found.seconds, 1)
    )
