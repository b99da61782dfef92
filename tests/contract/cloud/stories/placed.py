"""Server groups, and what becomes of their servers."""

from tests.contract.cloud.story import Deed, Place, Story, story, unchanged
from tests.estates import Parts
from zhengyun.estate import ServerGroup


def _grouped(at: Place, policy: str = "anti-affinity", most: int = 0, servers: int = 1, **more: str) -> Parts:
    group = ServerGroup(at.name, policy, most)  # type: ignore[arg-type]
    apps = [at.on_lobby(f"app-{number}", **{"server_group": at.name, **more}) for number in range(servers)]
    return at.parts(server_groups=(group,), systems=at.system(*apps))


def _anew(at: Place, *kinds: str) -> tuple[str, ...]:
    paths = {"server": f"{at.path}/app-0", "servergroup": at.path}
    return tuple(sorted(f"{verb} {kind} {paths[kind]}" for kind in kinds for verb in ("create", "delete")))


@story("servergroup", "create with servers apart")
def _(at: Place) -> Story:
    """Where they stand is looked at by a test of its own."""
    part = _grouped(at, servers=2)
    return Story(part, part, ())


@story("servergroup", "create with servers together")
def _(at: Place) -> Story:
    part = _grouped(at, "affinity", servers=2)
    return Story(part, part, ())


@story("servergroup", "create with more than one on a host")
def _(at: Place) -> Story:
    part = _grouped(at, most=2, servers=3)
    return Story(part, part, ())


@story("servergroup", "replace policy")
def _(at: Place) -> Story:
    """A group never changes, and servers enter one at birth only."""
    return Story(_grouped(at), _grouped(at, "soft-anti-affinity"), _anew(at, "server", "servergroup"))


@story("servergroup", "replace number on a host")
def _(at: Place) -> Story:
    return Story(_grouped(at, servers=0), _grouped(at, most=3, servers=0), _anew(at, "servergroup"))


@story("servergroup", "delete under a server")
def _(at: Place) -> Story:
    after = at.parts(systems=at.system(at.on_lobby("app-0")))
    return Story(_grouped(at), after, (*_anew(at, "server"), f"delete servergroup {at.path}"))


@story("servergroup", "repair removed")
def _(at: Place) -> Story:
    """Its server is a member of none any more, and can enter the new one at birth only."""
    takes = (*_anew(at, "server"), f"create servergroup {at.path}")
    return unchanged(_grouped(at), Deed("remove", at.at("servergroup", at.path)), takes=sorted(takes))


@story("server", "replace to enter a group")
def _(at: Place) -> Story:
    return Story(_grouped(at, server_group=""), _grouped(at), _anew(at, "server"))
