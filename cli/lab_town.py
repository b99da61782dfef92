"""The lab's town as people see it: its nodes, and what this machine's kernel has for it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli import lab_faults
from cli.lab import Told, place
from cli.output import table
from cli.text import _
from lab.place import Place
from zhengyun.errors import Exit, ZhengyunError

if TYPE_CHECKING:
    from lab.town.standing import Town


def up(where: Place, told: Told, *, small: bool) -> "Town":
    """Build it, and make the training set of each of its networks.

    Raises: ZhengyunError (ZY-LAB-*).
    """
    from cli.town_rules import begins
    from cli.training_town import entrust
    from lab.town import control

    town = control.up(where, begins(), tell=told, small=small)
    for network in town.networks:
        entrust(town.place.network(network))
    return town


def found() -> "Town":
    """The town that is up. Raises: ZhengyunError (ZY-LAB-065)."""
    from lab.town import codes, control

    town = control.found(place())
    if not town:
        raise ZhengyunError(codes.NOT_UP)
    return town


def document(town: "Town | None") -> Mapping[str, object] | None:
    """Its nodes, as JSON data; nothing where none is up."""
    if not town:
        return None
    return {
        "small": town.small,
        "nodes": [
            {"name": name, "network": node.network, "pid": node.pid, "up": town.up(name)}
            for name, node in town.nodes.items()
        ],
        "faults": lab_faults.document(lab_faults.breaking(town).standing()),
        "guards_away": lab_faults.guards(town),
        "settings": {network: str(town.settings(network)) for network in town.networks},
    }


def lines(town: "Town | None") -> Iterator[str]:
    """Its nodes, as a table, and what the kernel lacks."""
    if not town:
        return
    rows = [
        (name, node.network, node.pid, _("runs") if town.up(name) else _("does not run"))
        for name, node in town.nodes.items()
    ]
    yield from table((_("Node"), _("Network"), _("Process"), _("State")), rows)
    for network in town.networks:
        yield _("{network}: zhengyun lab shell {node}, settings in {settings}").format(
            network=network, node=town.manager(network), settings=town.settings(network)
        )
        if town.small:
            yield _("{network}: the estate declares hosts that are not up here; plan those that are: {only}").format(
                network=network, only=_only(town, network)
            )
    yield from lab_faults.lines(lab_faults.breaking(town).standing())
    yield from lab_faults.guard_lines(town)
    yield from kernel()


def exit_code(town: "Town | None") -> Exit:
    """0 where every node of a town that is up runs."""
    return Exit.OK if not town or all(map(town.up, town.nodes)) else Exit.UNREACHABLE


def kernel() -> Iterator[str]:
    """What this machine's kernel lacks, and what is used instead."""
    from lab.town.kernel import look

    for one in look():
        if not one.there:
            yield _("the kernel has no {feature}; used instead: {instead}").format(
                feature=one.name, instead=_(one.instead) if one.instead else "-"
            )


def _only(town: "Town", network: str) -> str:
    """The words by which a plan names what is up of a network, and nothing else."""
    return " ".join(f"--only {name}" for name, node in town.nodes.items() if node.network == network)
