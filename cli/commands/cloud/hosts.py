"""`zhengyun cloud hosts`: the compute hosts, and what is on them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.output import emit, table
from cli.scope import scope_of, site_option
from cli.session import Session, command
from cli.text import _
from cli.wiring import House

if TYPE_CHECKING:
    from cloud.port import Host
    from zhengyun.resource import World


@command("hosts", help=_("Show the compute hosts: whether they answer, what room they have, and how many servers."))
@site_option
def entry(session: Session, sites: tuple[str, ...]) -> None:
    """Look at each site's hosts."""
    from cloud.planning import each

    house = House(session)
    estate = house.estate()
    names = scope_of(estate, sites, ()).sites
    clouds = house.reading(estate, names)
    found = each(names, lambda name: _rows(clouds[name].observe(), clouds[name].hosts()))
    rows = [row for of_site in found for row in of_site]
    emit(session, "hosts/1", {"hosts": rows}, lambda: _lines(rows))


def _rows(world: "World", hosts: "Sequence[Host]") -> list[Mapping[str, Any]]:
    ours = {one.id for address, one in world.existing.items() if address.kind == "server"}
    return [
        {
            "site": world.site,
            "host": host.name,
            "zone": host.zone,
            "up": host.up,
            "enabled": host.enabled,
            "free": {name: left for name, left in host.room._asdict().items() if name != "host"},
            "servers": len(ours & set(host.servers)),
            "others": len(set(host.servers) - ours),
        }
        for host in hosts
    ]


def _lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    head = [_("Host"), _("Zone"), _("State"), _("Free"), _("Our servers"), _("Others'")]
    yield from table(head, [_cells(row) for row in rows])


def _cells(row: Mapping[str, Any]) -> list[object]:
    state = _("down") if not row["up"] else _("up") if row["enabled"] else _("up, disabled")
    told = _("{vcpus} vCPU, {ram_mib} MiB, {disk_gib} GiB").format(**row["free"])
    return [f"{row['site']}/{row['host']}", row["zone"], state, told, row["servers"], row["others"]]
