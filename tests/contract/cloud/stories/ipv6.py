"""IPv6 ranges: how servers come by their addresses there."""

from dataclasses import replace

from tests.contract.cloud.story import Place, Story, story
from tests.estates import Parts, server
from zhengyun.estate import Network

MODES = ("slaac", "stateful", "stateless")


def _dual(at: Place, mode: str) -> Network:
    """A network of both families."""
    one = at.network(at.net(), at.net6())
    return replace(one, subnets=(one.subnets[0], replace(one.subnets[1], ipv6=mode)))


def _joined(at: Place, one: Network, *servers: str, address: str = "") -> Parts:
    """With a router and servers; they have an IPv4 address of their own where one is said."""
    systems = at.system(*(server(name, networks={at.name: address}) for name in servers))
    return at.parts(networks=(one,), routers=(at.router(),), systems=systems)


for mode in MODES:

    @story("subnet", f"create {mode}")
    def _(at: Place, mode: str = mode) -> Story:
        """Beside an IPv4 range, under a router and a server that has a fixed address in that."""
        address = at.net().replace("0/24", "20")
        takes = (
            f"create network {at.path}",
            f"create router {at.path}",
            f"create server {at.path}/app",
            f"create subnet {at.path}/{at.net()}",
            f"create subnet {at.path}/{at.net6()}",
        )
        return Story(at.parts(), _joined(at, _dual(at, mode), "app", address=address), takes)


@story("subnet", "slaac joins")
def _(at: Place) -> Story:
    """Neutron itself gives whatever stands in the network an address there."""
    takes = (
        f"create subnet {at.path}/{at.net6()}",
        f"update router {at.path}",
        f"update server {at.path}/app",
    )
    return Story(_joined(at, at.network(), "app"), _joined(at, _dual(at, "slaac"), "app"), takes)


@story("subnet", "slaac leaves")
def _(at: Place) -> Story:
    """Neutron takes no such address off a port while the range is there."""
    takes = (
        f"delete subnet {at.path}/{at.net6()}",
        f"update router {at.path}",
        f"update server {at.path}/app",
    )
    return Story(_joined(at, _dual(at, "slaac"), "app"), _joined(at, at.network(), "app"), takes)


for before, after in (("stateful", "slaac"), ("slaac", "stateful"), ("", "stateless")):

    @story("subnet", f"replace {before or 'no'} mode by {after}")
    def _(at: Place, before: str = before, after: str = after) -> Story:
        """Neutron changes no mode of a range that is there: router and server let go of it, and take hold again."""
        takes = (
            f"create subnet {at.path}/{at.net6()}",
            f"delete subnet {at.path}/{at.net6()}",
            f"release router {at.path}",
            f"release server {at.path}/app",
            f"update router {at.path}",
            f"update server {at.path}/app",
        )
        return Story(_joined(at, _dual(at, before), "app"), _joined(at, _dual(at, after), "app"), takes)


@story("subnet", "slaac alone")
def _(at: Place) -> Story:
    """A network of IPv6 only."""
    one = at.network(at.net6())
    one = replace(one, subnets=(replace(one.subnets[0], ipv6="slaac"),))
    takes = (
        f"create network {at.path}",
        f"create server {at.path}/app",
        f"create subnet {at.path}/{at.net6()}",
    )
    return Story(at.parts(), at.parts(networks=(one,), systems=at.system(server("app", at.name))), takes)
