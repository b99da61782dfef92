"""Networks that one tenant shares with another, and servers that stand in them."""

from dataclasses import replace

from tests.contract.cloud.story import AMPLE, Deed, Place, Story, story, unchanged
from tests.estates import Parts, server, system, tenant


def _guest(at: Place, *, stands: bool = False) -> Parts:
    """Another department, that may have a server in the hall's network."""
    name = f"{at.name}-guest"
    servers = (server("app", f"{at.path}"),) if stands else ()
    systems = (system(*servers),) if servers else ()
    return Parts(tenants=(tenant(name, quota=AMPLE, networks=(), groups=(), keys=(), systems=systems),))


def _with(at: Place, *, shared: bool = True, stands: bool = False) -> Parts:
    one = replace(at.network(), shared_with=(f"{at.name}-guest",) if shared else ())
    return at.parts(networks=(one,), extra=_guest(at, stands=stands))


@story("share", "create")
def _(at: Place) -> Story:
    """The server comes after the share."""
    takes = (f"create server {at.name}-guest/desk/app", f"create share {at.path}/{at.name}-guest")
    return Story(_with(at, shared=False), _with(at, stands=True), takes)


@story("share", "delete")
def _(at: Place) -> Story:
    """The server goes first."""
    takes = (f"delete server {at.name}-guest/desk/app", f"delete share {at.path}/{at.name}-guest")
    return Story(_with(at, stands=True), _with(at, shared=False), takes)


@story("share", "the network goes")
def _(at: Place) -> Story:
    takes = (
        f"delete network {at.path}",
        f"delete share {at.path}/{at.name}-guest",
        f"delete subnet {at.path}/{at.net()}",
    )
    return Story(_with(at), at.parts(extra=_guest(at)), takes)


@story("share", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("share", f"{at.path}/{at.name}-guest"))
    return unchanged(_with(at), deed, takes=[f"create share {at.path}/{at.name}-guest"])
