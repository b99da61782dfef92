"""Servers and floating addresses."""

from typing import Any

from tests.contract.cloud.story import LOBBY, Deed, Place, Story, story, unchanged
from tests.estates import Parts, flavor, image, network, server, volume
from zhengyun.estate import Boot, Key


def _alone(at: Place, *flavors: Any, **more: Any) -> Parts:
    """A server of one leg, or with what is said."""
    one = server("app", **{"networks": {LOBBY: ""}, **more})
    return at.parts(systems=at.system(one), extra=Parts(flavors=flavors))


def _legged(at: Place, **more: Any) -> Parts:
    """A server in a department with three networks, one of which has two families."""
    networks = (
        network(f"{at.name}-a", at.net()),
        network(f"{at.name}-b", at.net(1)),
        network(f"{at.name}-c", at.net(2), at.net6()),
    )
    legs = {f"{at.name}-{name}": address for name, address in more.pop("legs").items()}
    return at.parts(networks=networks, systems=at.system(server("app", networks=legs, **more)))


def _exposed(at: Place, **more: Any) -> Parts:
    """A server with a volume and a floating address."""
    out = at.outside()
    one = server("app", at.name, **{"floating": out.name, "volumes": (volume(),), **more})
    extra = Parts(externals=(out,), images=(image(f"{at.name}-disk"),))
    return at.parts(
        networks=(at.network(),), routers=(at.router(out=out.name),), systems=at.system(one), extra=extra
    )  # fmt: skip


def _updates(at: Place, before: Parts, after: Parts, *deeds: Deed) -> Story:
    return Story(before, after, (f"update server {at.path}/app",), deeds)


def _meddle(at: Place, attribute: str, value: Any) -> Deed:
    return Deed("meddle", at.at("server", f"{at.path}/app"), attribute, value)


@story("server", "create with everything")
def _(at: Place) -> Story:
    """It is there and in order before the story begins; nothing is to be done."""
    part = _legged(
        at,
        legs={"a": at.net().replace("0/24", "77"), "c": at.net(2).replace("0/24", "78")},
        groups=("db", "web"),
        key="ops",
        volumes=(volume(), volume("log", type="bulk")),
    )
    return Story(part, part, ())


@story("server", "update flavor")
def _(at: Place) -> Story:
    large = flavor(at.name, 2, 512)
    return _updates(at, _alone(at, large), _alone(at, large, flavor=large.name))


@story("server", "update flavor while stopped")
def _(at: Place) -> Story:
    large = flavor(at.name, 2, 512)
    return _updates(at, _alone(at, large), _alone(at, large, flavor=large.name), _meddle(at, "running", False))


@story("server", "update networks")
def _(at: Place) -> Story:
    return _updates(at, _legged(at, legs={"a": "", "b": ""}), _legged(at, legs={"a": "", "c": ""}))


@story("server", "update address")
def _(at: Place) -> Story:
    before, after = (_legged(at, legs={"a": at.net().replace("0/24", last), "b": ""}) for last in ("50", "60"))
    return _updates(at, before, after)


@story("server", "update groups")
def _(at: Place) -> Story:
    return _updates(at, _alone(at, groups=("web",)), _alone(at, groups=("db",)))


@story("server", "update groups to none")
def _(at: Place) -> Story:
    return _updates(at, _alone(at, groups=("db", "web")), _alone(at))


@story("server", "update much at once")
def _(at: Place) -> Story:
    large = flavor(at.name, 2, 512)
    before = _legged(at, legs={"a": ""}, groups=("web",)).and_(Parts(flavors=(large,)))
    after = _legged(at, legs={"b": ""}, groups=("db",), flavor=large.name).and_(Parts(flavors=(large,)))
    return _updates(at, before, after, _meddle(at, "name", "renamed"), _meddle(at, "running", False))


@story("server", "repair name")
def _(at: Place) -> Story:
    return _updates(at, _alone(at), _alone(at), _meddle(at, "name", "renamed 政"))


@story("server", "repair groups of one leg")
def _(at: Place) -> Story:
    """One of its two ports has lost its groups."""
    part = _legged(at, legs={"a": "", "b": ""}, groups=("web",))
    return _updates(at, part, part, _meddle(at, "groups", []))


@story("server", "repair open port")
def _(at: Place) -> Story:
    """Somebody has switched its firewall off."""
    part = _alone(at, groups=("web",))
    return _updates(at, part, part, _meddle(at, "secured", False))


STATES = (False, "PAUSED", "SUSPENDED", "SHELVED_OFFLOADED", "RESCUE", "VERIFY_RESIZE")
for state in STATES:

    @story("server", f"repair {str(state).lower().replace('false', 'stopped')}")
    def _(at: Place, state: str | bool = state) -> Story:
        part = _alone(at, flavor(f"{at.name}-other", 2))
        return _updates(at, part, part, _meddle(at, "running", state))


@story("server", "repair shelved away with its volumes")
def _(at: Place) -> Story:
    """Cinder tells of no attachment meanwhile: it is the same server all the same, and has what it had."""
    part = _alone(at, boot=Boot(1), volumes=(volume(),))
    return _updates(at, part, part, _meddle(at, "running", "SHELVED_OFFLOADED"))


for state in ("PAUSED", "SHELVED_OFFLOADED"):

    @story("server", f"stop {state.lower()}")
    def _(at: Place, state: str = state) -> Story:
        """It neither runs nor is off: it is woken and switched off."""
        return _updates(at, _alone(at), _alone(at, running=False), _meddle(at, "running", state))


@story("server", "replace image")
def _(at: Place) -> Story:
    """Another image makes it another server, which takes its volume and its floating address along."""
    p = f"{at.path}/app"
    takes = (
        f"create attachment {p}/data",
        f"create server {p}",
        f"delete attachment {p}/data",
        f"delete server {p}",
        f"release floating {p}",
        f"update floating {p}",
    )
    return Story(_exposed(at), _exposed(at, image=f"{at.name}-disk"), takes)


@story("server", "replace key")
def _(at: Place) -> Story:
    p = f"{at.path}/app"
    keys = at.parts(
        keys=(Key(at.name, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoiF2BzyCay57lx5CuJ1PVc2VhTLRbNNLnIFOK3sfjX"),)
    )
    before, after = (_alone(at, key=key).and_(keys) for key in ("ops", at.name))
    return Story(before, after, (f"create server {p}", f"delete server {p}"))


@story("server", "husk in error")
def _(at: Place) -> Story:
    p = f"{at.path}/app"
    takes = [f"create server {p}", f"delete server {p}"]
    return unchanged(_alone(at), Deed("spoil", at.at("server", p)), takes=takes)


@story("server", "repair removed")
def _(at: Place) -> Story:
    """Its volume is still there, and its floating address leads nowhere."""
    p = f"{at.path}/app"
    takes = [f"create attachment {p}/data", f"create server {p}", f"update floating {p}"]
    return unchanged(_exposed(at), Deed("remove", at.at("server", p)), takes=takes)


@story("server", "delete")
def _(at: Place) -> Story:
    """With its volume attached and its floating address tied."""
    p = f"{at.path}/app"
    takes = (
        f"delete attachment {p}/data",
        f"delete floating {p}",
        f"delete server {p}",
        f"delete volume {p}/data",
    )
    after = at.parts(
        networks=(at.network(),),
        routers=(at.router(out=at.outside().name),),
        extra=Parts(externals=(at.outside(),), images=(image(f"{at.name}-disk"),)),
    )
    return Story(_exposed(at), after, takes)


@story("server", "update volume that it boots from")
def _(at: Place) -> Story:
    """It grows in place, and is kept from now on."""
    return _updates(at, _alone(at, boot=Boot(1, "bulk")), _alone(at, boot=Boot(2, "bulk", kept=True)))


@story("server", "replace to boot from a volume")
def _(at: Place) -> Story:
    p = f"{at.path}/app"
    return Story(_alone(at), _alone(at, boot=Boot(1)), (f"create server {p}", f"delete server {p}"))


@story("server", "replace to boot from its image")
def _(at: Place) -> Story:
    p = f"{at.path}/app"
    return Story(_alone(at, boot=Boot(1)), _alone(at), (f"create server {p}", f"delete server {p}"))


@story("server", "delete with the volume that it boots from")
def _(at: Place) -> Story:
    return Story(
        _alone(at, boot=Boot(1), volumes=(volume(),)),
        at.parts(),
        tuple(
            f"delete {kind} {at.path}/app{more}"
            for kind, more in (("attachment", "/data"), ("server", ""), ("volume", "/data"))
        ),
    )


FLOATING: tuple[tuple[str, Any], ...] = (("server", None), ("marked", False))
for attribute, value in FLOATING:

    @story("floating", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Any = value) -> Story:
        deed = Deed("meddle", at.at("floating", f"{at.path}/app"), attribute, value)
        return unchanged(_exposed(at, volumes=()), deed, takes=[f"update floating {at.path}/app"])


@story("floating", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("floating", f"{at.path}/app"))
    return unchanged(_exposed(at, volumes=()), deed, takes=[f"create floating {at.path}/app"])


@story("floating", "delete")
def _(at: Place) -> Story:
    takes = (f"delete floating {at.path}/app",)
    return Story(_exposed(at, volumes=()), _exposed(at, volumes=(), floating=""), takes)
