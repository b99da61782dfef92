"""Projects, quotas and keys."""

from dataclasses import replace
from typing import Any

from tests.contract.cloud.story import HALL, LOBBY, Deed, Place, Story, story, unchanged
from tests.estates import PLENTY, PUBLIC_KEYS, Parts, network, rule, server, shared, system, tenant
from zhengyun.estate import Group, Key

NET = "10.251.0.0/24"


def own(at: Place, **more: Any) -> Parts:
    """A department of its own, with nothing but its project and quota if nothing is said."""
    given: dict[str, Any] = {"networks": (), "groups": (), "keys": (), **more}
    return shared().and_(Parts(tenants=(tenant(at.name, **given),)))


@story("project", "update title")
def _(at: Place) -> Story:
    return Story(own(at), own(at, title='财政局 · "renamed"'), (f"update project {at.name}",))


@story("project", "repair disabled")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("project", at.name), "enabled", False)
    return unchanged(own(at), deed, takes=[f"update project {at.name}"])


@story("project", "repair name")
def _(at: Place) -> Story:
    """A project that somebody renamed is the tenant's still: nothing is made a second time beside it."""
    deed = Deed("meddle", at.at("project", at.name), "name", f"{at.name}-old")
    return unchanged(own(at), deed, takes=[f"update project {at.name}"])


@story("project", "repair membership")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("project", at.name), "operated", False)
    return unchanged(own(at), deed, takes=[f"update project {at.name}"])


@story("project", "delete")
def _(at: Place) -> Story:
    """With all that is in it."""
    n = at.name
    before = own(
        at,
        networks=(network("office", NET),),
        groups=(Group("web", (rule(),)),),
        keys=(Key("ops", PUBLIC_KEYS[0]),),
        systems=(system(server("app", groups=("web",), key="ops")),),
    )
    takes = (
        f"delete group {n}/web",
        f"delete key {n}/ops",
        f"delete network {n}/office",
        f"delete project {n}",
        f"delete quota {n}",
        f"delete rule {n}/web/in tcp 443 from 0.0.0.0/0",
        f"delete server {n}/desk/app",
        f"delete subnet {n}/office/{NET}",
    )
    return Story(before, shared(), takes)


@story("project", "repair removed")
def _(at: Place) -> Story:
    """A project that somebody deleted while it was empty."""
    deed = Deed("remove", at.at("project", at.name))
    return unchanged(own(at), deed, takes=[f"create project {at.name}", f"create quota {at.name}"])


@story("quota", "update every field")
def _(at: Place) -> Story:
    fields = PLENTY.__dataclass_fields__
    larger = replace(PLENTY, **{name: getattr(PLENTY, name) + 1 for name in fields})
    return Story(own(at), own(at, quota=larger), (f"update quota {at.name}",))


@story("quota", "update below use")
def _(at: Place) -> Story:
    """A smaller quota together with what makes room for it, in whatever order."""
    given: dict[str, Any] = {"networks": (network("office", "10.252.0.0/24"),)}
    small = replace(PLENTY, servers=1, vcpus=1, ram_mib=256)
    before = own(at, systems=(system(server("one"), server("two")),), **given)
    after = own(at, systems=(system(server("one")),), quota=small, **given)
    return Story(before, after, (f"delete server {at.name}/desk/two", f"update quota {at.name}"))


@story("quota", "repair network part")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("quota", at.name), "networks", 1)
    return unchanged(own(at), deed, takes=[f"update quota {at.name}"])


@story("quota", "repair seal")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("quota", at.name), "seal", "servers:²;vcpus:7;vcpus:8;nonsense")
    return unchanged(own(at), deed, takes=[f"update quota {at.name}"])


def _keyed(at: Place, public: str) -> Parts:
    key = Key(at.name, public)
    return at.parts(keys=(key,), systems=at.system(server("app", LOBBY, key=key.name)))


@story("key", "replace")
def _(at: Place) -> Story:
    """The servers that were born with it are left alone."""
    takes = (f"create key {at.path}", f"delete key {at.path}")
    return Story(_keyed(at, PUBLIC_KEYS[0]), _keyed(at, PUBLIC_KEYS[1]), takes)


@story("key", "repair removed")
def _(at: Place) -> Story:
    """The servers that were born with it are left alone, here too."""
    deed = Deed("remove", at.at("key", at.path))
    return unchanged(_keyed(at, PUBLIC_KEYS[0]), deed, takes=[f"create key {HALL}/{at.name}"])


@story("key", "delete")
def _(at: Place) -> Story:
    before = at.parts(keys=(Key(at.name, PUBLIC_KEYS[0]),))
    return Story(before, at.parts(), (f"delete key {at.path}",))
