"""Declared ports, servers that take them, and trunks."""

from dataclasses import replace
from typing import Any

from tests.contract.cloud.story import HALL, Deed, Place, Story, story, unchanged
from tests.estates import Parts, network, server
from zhengyun.estate import Port, Qos, Trunk
from zhengyun.resource import Value


def _port(at: Place, name: str = "", **more: Any) -> Port:
    return Port(f"{at.name}{name}", at.name, **more)


def _with(at: Place, *ports: Port, takes: tuple[str, ...] = (), trunks: tuple[Trunk, ...] = (), **more: Any) -> Parts:
    """Ports in a network, and a server on those that it takes."""
    systems = at.system(server("app", networks={}, ports=takes)) if takes else ()
    return at.parts(**{"networks": (at.network(),), "ports": ports, "trunks": trunks, "systems": systems, **more})


def _fixed(at: Place, last: int) -> str:
    return at.net().replace("0/24", str(last))


@story("port", "create")
def _(at: Place) -> Story:
    """With everything that one can have, and a server on it."""
    one = _port(at, address=_fixed(at, 10), groups=("web",), pairs=(_fixed(at, 100), "192.0.2.0/28"), qos=at.path)
    takes = (
        f"create network {at.path}",
        f"create port {at.path}",
        f"create qos {at.path}",
        f"create server {at.path}/app",
        f"create subnet {at.path}/{at.net()}",
    )
    return Story(at.parts(), _with(at, one, takes=(at.name,), qos=(Qos(at.name, 1000),)), takes)


@story("port", "create without security")
def _(at: Place) -> Story:
    before = at.parts(networks=(at.network(),))
    return Story(before, _with(at, _port(at, security=False)), (f"create port {at.path}",))


UPDATES: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("pairs come", {}, {"pairs": ("192.0.2.1", "192.0.2.64/28")}),
    ("pairs go", {"pairs": ("192.0.2.1",)}, {}),
    ("groups", {"groups": ("web",)}, {"groups": ("db",)}),
    ("groups come", {}, {"groups": ("web", "db")}),
    ("security off", {"groups": ("web",), "pairs": ("192.0.2.1",)}, {"security": False}),
    ("security on", {"security": False}, {"groups": ("web",)}),
)
for what, before, after in UPDATES:

    @story("port", f"update {what}")
    def _(at: Place, before: dict[str, Any] = before, after: dict[str, Any] = after) -> Story:
        had, has = (_with(at, _port(at, **more), takes=(at.name,)) for more in (before, after))
        return Story(had, has, (f"update port {at.path}",))


@story("port", "update address")
def _(at: Place) -> Story:
    had, has = (_with(at, _port(at, address=_fixed(at, last)), takes=(at.name,)) for last in (10, 20))
    return Story(had, has, (f"update port {at.path}",))


@story("port", "update policy")
def _(at: Place) -> Story:
    policies = (Qos(at.name, 1000),)
    had, has = (_with(at, _port(at, qos=qos), qos=policies) for qos in ("", at.path))
    return Story(had, has, (f"update port {at.path}",))


@story("port", "policy goes")
def _(at: Place) -> Story:
    had = _with(at, _port(at, qos=at.path), qos=(Qos(at.name, 1000),))
    return Story(had, _with(at, _port(at)), (f"delete qos {at.path}", f"update port {at.path}"))


@story("port", "another range under it")
def _(at: Place) -> Story:
    """Renumbering: it goes over, and the server stays on it."""
    had, has = (_with(at, _port(at), takes=(at.name,), networks=(at.network(at.net(n)),)) for n in (0, 1))
    takes = (
        f"create subnet {at.path}/{at.net(1)}",
        f"delete subnet {at.path}/{at.net()}",
        f"update port {at.path}",
    )
    return Story(had, has, takes)


@story("port", "replace")
def _(at: Place) -> Story:
    """In another network it is another port: the server lets go of the one and takes the other."""
    networks = (at.network(), network(f"{at.name}-b", at.net(1)))
    had, has = (
        _with(at, Port(at.name, name), takes=(at.name,), networks=networks) for name in (at.name, f"{at.name}-b")
    )
    takes = (
        f"create port {at.path}",
        f"delete port {at.path}",
        f"release server {at.path}/app",
        f"update server {at.path}/app",
    )
    return Story(had, has, takes)


@story("port", "delete")
def _(at: Place) -> Story:
    """A server that had it and another keeps the other."""
    ports = (_port(at), _port(at, "-b"))
    had = _with(at, *ports, takes=(at.name, f"{at.name}-b"))
    return Story(
        had, _with(at, ports[1], takes=(f"{at.name}-b",)), (f"delete port {at.path}", f"update server {at.path}/app")
    )


REPAIRS: tuple[tuple[str, Value], ...] = (
    ("name", "renamed"),
    ("enabled", False),
    ("pairs", ["192.0.2.66"]),
    ("marked", False),
)
for attribute, value in REPAIRS:

    @story("port", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Value = value) -> Story:
        deed = Deed("meddle", at.at("port", at.path), attribute, value)
        return unchanged(_with(at, _port(at)), deed, takes=[f"update port {at.path}"])


@story("port", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("port", f"{HALL}/{at.name}"))
    return unchanged(_with(at, _port(at)), deed, takes=[f"create port {at.path}"])


@story("server", "takes a port and leaves a leg")
def _(at: Place) -> Story:
    had = _with(at, _port(at), systems=at.system(server("app", at.name)))
    return Story(had, _with(at, _port(at), takes=(at.name,)), (f"update server {at.path}/app",))


@story("server", "leaves a port and takes a leg")
def _(at: Place) -> Story:
    has = _with(at, _port(at), systems=at.system(server("app", at.name, groups=("web",))))
    return Story(_with(at, _port(at), takes=(at.name,)), has, (f"update server {at.path}/app",))


def _taken(at: Place, **takers: tuple[str, ...]) -> Parts:
    """Two ports, and servers on those that they take."""
    servers = [
        server(name, networks={}, ports=ports) if ports else server(name, at.name) for name, ports in takers.items()
    ]
    return _with(at, _port(at), _port(at, "-b"), systems=at.system(*servers))


@story("port", "goes over to a new server")
def _(at: Place) -> Story:
    """The old server stays, on another leg."""
    had, has = _taken(at, old=(at.name,)), _taken(at, old=(), new=(at.name,))
    return Story(had, has, (f"create server {at.path}/new", f"update server {at.path}/old"))


@story("port", "goes over from a server that goes")
def _(at: Place) -> Story:
    had, has = _taken(at, old=(at.name,)), _taken(at, new=(at.name,))
    return Story(had, has, (f"create server {at.path}/new", f"delete server {at.path}/old"))


@story("port", "two servers change ports")
def _(at: Place) -> Story:
    one, other = (at.name,), (f"{at.name}-b",)
    takes = tuple(f"{verb} server {at.path}/{name}" for verb in ("release", "update") for name in ("a", "b"))
    return Story(_taken(at, a=one, b=other), _taken(at, a=other, b=one), takes)


@story("port", "goes over to a trunk")
def _(at: Place) -> Story:
    """What a server had alone is carried from now on."""
    had = _trunk(at, ("-a", 101), systems=at.system(server("app", networks={}, ports=(f"{at.name}-b",))))
    has = _trunk(at, ("-a", 101), ("-b", 102), systems=at.system(server("app", at.name)))
    return Story(had, has, (f"update server {at.path}/app", f"update trunk {at.path}"))


@story("server", "delete leaves its port")
def _(at: Place) -> Story:
    return Story(_with(at, _port(at), takes=(at.name,)), _with(at, _port(at)), (f"delete server {at.path}/app",))


@story("server", "repair pairs")
def _(at: Place) -> Story:
    """Somebody lets a server's own port speak for another address."""
    part = at.parts(systems=at.system(at.on_lobby()))
    deed = Deed("meddle", at.at("server", f"{at.path}/app"), "pairs", ["10.250.0.77"])
    return unchanged(part, deed, takes=[f"update server {at.path}/app"])


def _trunk(
    at: Place, *carried: tuple[str, int], parent: str = "", names: tuple[str, ...] = ("-a", "-b"), **more: Any
) -> Parts:
    """A trunk on one port, that carries others, and perhaps a server on it."""
    ports = tuple(_port(at, name) for name in ("", "-p", *names))
    trunk = Trunk(at.name, f"{at.name}{parent}", {f"{at.name}{name}": vlan for name, vlan in carried})
    return _with(at, *ports, trunks=(trunk,), **more)


@story("trunk", "create")
def _(at: Place) -> Story:
    """The server on its parent comes after it."""
    before = _with(at, _port(at, "-p"))
    takes = (
        f"create port {at.path}",
        f"create port {at.path}-a",
        f"create port {at.path}-b",
        f"create server {at.path}/app",
        f"create trunk {at.path}",
    )
    return Story(before, _trunk(at, ("-a", 101), ("-b", 102), takes=(at.name,)), takes)


@story("trunk", "update subports")
def _(at: Place) -> Story:
    """One goes, one comes, one changes its VLAN."""
    names = ("-a", "-b", "-c")
    before = _trunk(at, ("-a", 101), ("-b", 102), names=names, takes=(at.name,))
    after = _trunk(at, ("-b", 202), ("-c", 101), names=names, takes=(at.name,))
    return Story(before, after, (f"update trunk {at.path}",))


@story("trunk", "replace")
def _(at: Place) -> Story:
    """On another parent it is another."""
    takes = (f"create trunk {at.path}", f"delete trunk {at.path}")
    return Story(_trunk(at, ("-a", 101)), _trunk(at, ("-a", 101), parent="-p"), takes)


@story("trunk", "a subport is replaced")
def _(at: Place) -> Story:
    networks = (at.network(), network(f"{at.name}-x", at.net(1)))
    before = _trunk(at, ("-a", 101), networks=networks)
    tenant = before.tenants[-1]
    moved = tuple(replace(one, network=f"{at.name}-x") if one.name.endswith("-a") else one for one in tenant.ports)
    takes = (
        f"create port {at.path}-a",
        f"delete port {at.path}-a",
        f"release trunk {at.path}",
        f"update trunk {at.path}",
    )
    return Story(before, _trunk(at, ("-a", 101), networks=networks, ports=moved), takes)


@story("trunk", "a subport goes")
def _(at: Place) -> Story:
    takes = (f"delete port {at.path}-b", f"update trunk {at.path}")
    return Story(_trunk(at, ("-a", 101), ("-b", 102)), _trunk(at, ("-a", 101), names=("-a",)), takes)


@story("trunk", "delete")
def _(at: Place) -> Story:
    """With its parent; what it carried stays."""
    takes = (f"delete port {at.path}", f"delete trunk {at.path}")
    after = _with(at, *(_port(at, name) for name in ("-p", "-a", "-b")))
    return Story(_trunk(at, ("-a", 101)), after, takes)


TRUNK: tuple[tuple[str, Value], ...] = (("name", "renamed"), ("enabled", False), ("marked", False), ("subports", []))
for attribute, value in TRUNK:

    @story("trunk", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Value = value) -> Story:
        deed = Deed("meddle", at.at("trunk", at.path), attribute, value)
        return unchanged(_trunk(at, ("-a", 101)), deed, takes=[f"update trunk {at.path}"])


@story("trunk", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("trunk", at.path))
    return unchanged(_trunk(at, ("-a", 101)), deed, takes=[f"create trunk {at.path}"])
