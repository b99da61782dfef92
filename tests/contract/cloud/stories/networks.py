"""Networks, subnets and routers."""

from dataclasses import replace
from typing import Any

from tests.contract.cloud.story import HALL, Deed, Place, Story, story, unchanged
from tests.estates import Parts, network, server
from zhengyun.estate import Network, Route
from zhengyun.resource import Value


def _routed(at: Place, one: Network, *servers: str) -> Parts:
    """A network with a router, and servers in it."""
    systems = at.system(*(server(name, at.name) for name in servers))
    return at.parts(networks=(one,), routers=(at.router(),), systems=systems)


def _detailed(at: Place, **more: Any) -> Network:
    """Its network with other details of the only subnet."""
    one = at.network()
    return replace(one, subnets=(replace(one.subnets[0], **more),))


NETWORK: tuple[tuple[str, Value], ...] = (
    ("name", "renamed 政 · <b>"),
    ("enabled", False),
    ("shared", True),
    ("marked", False),
)
for attribute, value in NETWORK:

    @story("network", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Value = value) -> Story:
        deed = Deed("meddle", at.at("network", at.path), attribute, value)
        return unchanged(at.parts(networks=(at.network(),)), deed, takes=[f"update network {at.path}"])


@story("network", "delete")
def _(at: Place) -> Story:
    takes = (f"delete network {at.path}", f"delete subnet {at.path}/{at.net()}")
    return Story(at.parts(networks=(at.network(),)), at.parts(), takes)


@story("subnet", "update name servers")
def _(at: Place) -> Story:
    before, after = (
        at.parts(networks=(_detailed(at, dns=dns),)) for dns in (("192.0.2.1",), ("192.0.2.9", "192.0.2.1"))
    )
    return Story(before, after, (f"update subnet {at.path}/{at.net()}",))


@story("subnet", "update gateway")
def _(at: Place) -> Story:
    before, after = (at.parts(networks=(one,)) for one in (at.network(), _detailed(at, gateway=_last(at))))
    return Story(before, after, (f"update subnet {at.path}/{at.net()}",))


@story("subnet", "update gateway under router")
def _(at: Place) -> Story:
    """The router's own address there moves to it; the server in the subnet stays as it is."""
    before, after = (_routed(at, one, "app") for one in (at.network(), _detailed(at, gateway=_last(at))))
    return Story(before, after, (f"update subnet {at.path}/{at.net()}",))


def _last(at: Place) -> str:
    return at.net().replace("0/24", "254")


SUBNET: tuple[tuple[str, Value], ...] = (("dhcp", False), ("marked", False), ("dns", ["192.0.2.66"]))
for attribute, value in SUBNET:

    @story("subnet", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Value = value) -> Story:
        path = f"{at.path}/{at.net()}"
        deed = Deed("meddle", at.at("subnet", path), attribute, value)
        return unchanged(at.parts(networks=(at.network(),)), deed, takes=[f"update subnet {path}"])


@story("subnet", "delete")
def _(at: Place) -> Story:
    before = at.parts(networks=(at.network(at.net(), at.net(1)),))
    return Story(before, at.parts(networks=(at.network(),)), (f"delete subnet {at.path}/{at.net(1)}",))


@story("subnet", "another under a server")
def _(at: Place) -> Story:
    """Renumbering: the router and the running server go over, then the old range goes."""
    takes = (
        f"create subnet {at.path}/{at.net(1)}",
        f"delete subnet {at.path}/{at.net()}",
        f"update router {at.path}",
        f"update server {at.path}/app",
    )
    return Story(_routed(at, at.network(), "app"), _routed(at, at.network(at.net(1)), "app"), takes)


@story("subnet", "a second of the family")
def _(at: Place) -> Story:
    """Servers stay in the range that they have; new ones stand in either."""
    takes = (
        f"create server {at.path}/new",
        f"create subnet {at.path}/{at.net(1)}",
        f"update router {at.path}",
    )
    after = _routed(at, at.network(at.net(), at.net(1)), "app", "new")
    return Story(_routed(at, at.network(), "app"), after, takes)


@story("subnet", "one of two goes")
def _(at: Place) -> Story:
    """Whoever stands in the one goes over to the other."""
    fixed = (server(name, networks={at.name: at.net(n).replace("0/24", "20")}) for n, name in enumerate(("db", "app")))
    before = at.parts(
        networks=(at.network(at.net(), at.net(1)),), routers=(at.router(),), systems=at.system(*fixed)
    )  # fmt: skip
    takes = (
        f"delete subnet {at.path}/{at.net(1)}",
        f"update router {at.path}",
        f"update server {at.path}/app",
    )
    return Story(before, _routed(at, at.network(), "db", "app"), takes)


@story("subnet", "IPv6 joins")
def _(at: Place) -> Story:
    takes = (
        f"create subnet {at.path}/{at.net6()}",
        f"update router {at.path}",
        f"update server {at.path}/app",
    )
    return Story(_routed(at, at.network(), "app"), _routed(at, at.network(at.net(), at.net6()), "app"), takes)


@story("subnet", "IPv6 leaves")
def _(at: Place) -> Story:
    takes = (
        f"delete subnet {at.path}/{at.net6()}",
        f"update router {at.path}",
        f"update server {at.path}/app",
    )
    return Story(_routed(at, at.network(at.net(), at.net6()), "app"), _routed(at, at.network(), "app"), takes)


@story("subnet", "repair removed")
def _(at: Place) -> Story:
    path = f"{at.path}/{at.net()}"
    part = at.parts(networks=(at.network(),))
    return unchanged(part, Deed("remove", at.at("subnet", path)), takes=[f"create subnet {path}"])


def _led(at: Place, *outs: int, to: int | None, floating: bool = False) -> Parts:
    """A router that leads to one of some external networks, with a server behind it."""
    out = "" if to is None else at.outside(to).name
    systems = at.system(server("app", at.name, floating=out)) if floating else ()
    extra = Parts(externals=tuple(at.outside(number) for number in outs))
    return at.parts(networks=(at.network(),), routers=(at.router(out=out),), systems=systems, extra=extra)


@story("router", "update gateway set")
def _(at: Place) -> Story:
    return Story(_led(at, 1, to=None), _led(at, 1, to=1), (f"update router {at.path}",))


@story("router", "update gateway cleared")
def _(at: Place) -> Story:
    return Story(_led(at, 1, to=1), _led(at, 1, to=None), (f"update router {at.path}",))


@story("router", "update gateway changed")
def _(at: Place) -> Story:
    """A server's floating address goes over with it."""
    p = f"{at.path}/app"
    takes = (f"create floating {p}", f"delete floating {p}", f"update router {at.path}")
    return Story(_led(at, 1, 2, to=1, floating=True), _led(at, 1, 2, to=2, floating=True), takes)


def _joining(at: Place, *joined: str) -> Parts:
    networks = (network(f"{at.name}-a", at.net()), network(f"{at.name}-b", at.net(1)))
    return at.parts(networks=networks, routers=(at.router(*(f"{at.name}-{one}" for one in joined)),))


@story("router", "update subnets joined")
def _(at: Place) -> Story:
    return Story(_joining(at, "a"), _joining(at, "a", "b"), (f"update router {at.path}",))


@story("router", "update subnets left")
def _(at: Place) -> Story:
    return Story(_joining(at, "a", "b"), _joining(at, "b"), (f"update router {at.path}",))


def _leading(at: Place, *ways: tuple[str, int], ranges: tuple[int, ...] = (0,), **more: Any) -> Parts:
    """A router with static routes, each to some network by the address with that last number in the first range."""
    first = at.net(ranges[0])
    routes = tuple(Route(to, first.replace("0/24", str(last))) for to, last in ways)
    one = _detailed(at, **more) if more else at.network(*(at.net(number) for number in ranges))
    return at.parts(networks=(one,), routers=(replace(at.router(), routes=routes),))


FAR, FARTHER = "192.0.2.0/25", "192.0.2.128/25"


@story("router", "create with routes")
def _(at: Place) -> Story:
    return Story(at.parts(networks=(at.network(),)), _leading(at, (FAR, 9)), (f"create router {at.path}",))


WAYS: tuple[tuple[str, tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]], ...] = (
    ("added", (), ((FAR, 9), (FARTHER, 9))),
    ("changed", ((FAR, 9), (FARTHER, 9)), ((FAR, 10), (FARTHER, 9))),
    ("removed", ((FAR, 9), (FARTHER, 9)), ((FARTHER, 9),)),
    ("all gone", ((FAR, 9),), ()),
)
for what, had, has in WAYS:

    @story("router", f"update routes {what}")
    def _(at: Place, had: tuple[tuple[str, int], ...] = had, has: tuple[tuple[str, int], ...] = has) -> Story:
        return Story(_leading(at, *had), _leading(at, *has), (f"update router {at.path}",))


@story("router", "routes go over to another range")
def _(at: Place) -> Story:
    """Renumbering under a route: Neutron lets no range go that one leads through."""
    takes = (f"create subnet {at.path}/{at.net(1)}", f"delete subnet {at.path}/{at.net()}", f"update router {at.path}")
    return Story(_leading(at, (FAR, 9)), _leading(at, (FAR, 9), ranges=(1,)), takes)


@story("router", "routes stay under another gateway")
def _(at: Place) -> Story:
    """The router leaves the range for a moment, and its routes with it."""
    takes = (f"update subnet {at.path}/{at.net()}",)
    return Story(_leading(at, (FAR, 9)), _leading(at, (FAR, 9), gateway=_last(at)), takes)


@story("router", "delete with routes")
def _(at: Place) -> Story:
    return Story(_leading(at, (FAR, 9)), at.parts(networks=(at.network(),)), (f"delete router {at.path}",))


REROUTED: tuple[tuple[str, tuple[str, ...]], ...] = (("another", (FARTHER,)), ("none", ()))
for what, tos in REROUTED:

    @story("router", f"repair routes {what}")
    def _(at: Place, tos: tuple[str, ...] = tos) -> Story:
        found: Value = [f"{to} via {at.net().replace('0/24', '77')}" for to in tos]
        deed = Deed("meddle", at.at("router", at.path), "routes", found)
        return unchanged(_leading(at, (FAR, 9)), deed, takes=[f"update router {at.path}"])


ROUTER: tuple[tuple[str, Value], ...] = (("name", "renamed"), ("enabled", False), ("marked", False), ("subnets", []))
for attribute, value in ROUTER:

    @story("router", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Value = value) -> Story:
        deed = Deed("meddle", at.at("router", at.path), attribute, value)
        return unchanged(_joining(at, "a"), deed, takes=[f"update router {at.path}"])


@story("router", "husk without subnets")
def _(at: Place) -> Story:
    """An attempt that ended before the marks and the interfaces."""
    router = at.at("router", at.path)
    deeds = (Deed("meddle", router, "subnets", []), Deed("meddle", router, "marked", False))
    return unchanged(_joining(at, "a", "b"), *deeds, takes=[f"update router {at.path}"])


@story("router", "delete")
def _(at: Place) -> Story:
    after = at.parts(networks=(at.network(),))
    return Story(_routed(at, at.network()), after, (f"delete router {at.path}",))


@story("router", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("router", at.path))
    return unchanged(_joining(at, "a"), deed, takes=[f"create router {HALL}/{at.name}"])
