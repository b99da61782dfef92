"""Subnet pools of the site, and the ranges that tenants take from them."""

from dataclasses import replace
from typing import Any

from tests.contract.cloud.story import Deed, Place, Story, story, unchanged
from tests.estates import Parts, server
from zhengyun.estate import SubnetPool
from zhengyun.resource import Value


def _pool(at: Place, *prefixes: str, **more: Any) -> SubnetPool:
    return SubnetPool(
        at.name, prefixes or (at.whole(),), **{"min_length": 16, "max_length": 28, "default_length": 24, **more}
    )


def _with(at: Place, *pools: SubnetPool, taken: bool = True, servers: bool = False) -> Parts:
    """Pools of the site, and a network whose range is taken from the first, perhaps with a router and a server."""
    one = at.network()
    if taken:
        one = replace(one, subnets=(replace(one.subnets[0], pool=at.name),))
    stands: dict[str, Any] = {"routers": (at.router(),), "systems": at.system(server("app", at.name))}
    return at.parts(networks=(one,), extra=Parts(subnet_pools=pools), **(stands if servers else {}))


@story("subnetpool", "create")
def _(at: Place) -> Story:
    takes = (
        f"create network {at.path}",
        f"create subnet {at.path}/{at.net()}",
        f"create subnetpool site/{at.name}",
    )
    return Story(at.parts(), _with(at, _pool(at)), takes)


@story("subnetpool", "update grows")
def _(at: Place) -> Story:
    """A prefix more, and a larger one in place of one inside it."""
    before, after = (_with(at, _pool(at, at.whole(), more)) for more in ("172.16.0.0/16", "172.16.0.0/12"))
    return Story(before, after, (f"update subnetpool site/{at.name}",))


@story("subnetpool", "update lengths")
def _(at: Place) -> Story:
    after = _pool(at, min_length=20, max_length=26, default_length=22)
    return Story(_with(at, _pool(at)), _with(at, after), (f"update subnetpool site/{at.name}",))


@story("subnetpool", "replace")
def _(at: Place) -> Story:
    """Neutron takes no prefix away: another pool of the name, with what was taken from it; whatever stands there lets go."""
    before, after = (_with(at, _pool(at, *prefixes), servers=True) for prefixes in ((at.whole(), "172.16.0.0/16"), ()))
    takes = (
        f"create subnet {at.path}/{at.net()}",
        f"create subnetpool site/{at.name}",
        f"delete subnet {at.path}/{at.net()}",
        f"delete subnetpool site/{at.name}",
        f"release router {at.path}",
        f"release server {at.path}/app",
        f"update router {at.path}",
        f"update server {at.path}/app",
    )
    return Story(before, after, takes)


@story("subnet", "replace by one of a pool")
def _(at: Place) -> Story:
    """To Neutron a range that is taken from a pool is another."""
    takes = (f"create subnet {at.path}/{at.net()}", f"delete subnet {at.path}/{at.net()}")
    return Story(_with(at, _pool(at), taken=False), _with(at, _pool(at)), takes)


@story("subnetpool", "delete")
def _(at: Place) -> Story:
    takes = (
        f"create subnet {at.path}/{at.net()}",
        f"delete subnet {at.path}/{at.net()}",
        f"delete subnetpool site/{at.name}",
    )
    return Story(_with(at, _pool(at)), _with(at, taken=False), takes)


REPAIRS: tuple[tuple[str, Value], ...] = (("name", "renamed"), ("max_length", 30), ("marked", False))
for attribute, value in REPAIRS:

    @story("subnetpool", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Value = value) -> Story:
        deed = Deed("meddle", at.at("subnetpool", f"site/{at.name}"), attribute, value)
        return unchanged(_with(at, _pool(at)), deed, takes=[f"update subnetpool site/{at.name}"])


@story("subnetpool", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("subnetpool", f"site/{at.name}"))
    return unchanged(_with(at, _pool(at), taken=False), deed, takes=[f"create subnetpool site/{at.name}"])
