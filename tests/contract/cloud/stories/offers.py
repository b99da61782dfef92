"""Flavors, images and external networks: what a site offers to all."""

from dataclasses import replace

from tests.contract.cloud.story import Deed, Place, Story, story, unchanged
from tests.estates import Parts, flavor, image
from zhengyun.estate import Flavor


def _sized(at: Place, one: Flavor) -> Parts:
    return at.parts(systems=at.system(at.on_lobby(flavor=one.name)), extra=Parts(flavors=(one,)))


@story("flavor", "husk unmarked")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("flavor", f"site/{at.name}"), "marked", False)
    return unchanged(Parts(flavors=(flavor(at.name),)), deed, takes=[f"update flavor site/{at.name}"])


@story("flavor", "replace")
def _(at: Place) -> Story:
    before, after = (Parts(flavors=(flavor(at.name, vcpus=number),)) for number in (1, 2))
    return Story(before, after, (f"create flavor site/{at.name}", f"delete flavor site/{at.name}"))


@story("flavor", "replace under a server")
def _(at: Place) -> Story:
    """The server is resized to what its flavor has become."""
    name = f"site/{at.name}"
    takes = (f"create flavor {name}", f"delete flavor {name}", f"update server {at.path}/app")
    return Story(_sized(at, flavor(at.name)), _sized(at, flavor(at.name, 2, 512)), takes)


@story("flavor", "repair removed")
def _(at: Place) -> Story:
    """The server that has its size keeps it, and is left alone."""
    deed = Deed("remove", at.at("flavor", f"site/{at.name}"))
    return unchanged(_sized(at, flavor(at.name)), deed, takes=[f"create flavor site/{at.name}"])


@story("flavor", "delete")
def _(at: Place) -> Story:
    return Story(Parts(flavors=(flavor(at.name),)), Parts(), (f"delete flavor site/{at.name}",))


def _pictured(at: Place, file: str = "first.raw", **more: object) -> Parts:
    return Parts(images=(replace(image(at.name, file), **more),))  # type: ignore[arg-type]


@story("image", "update")
def _(at: Place) -> Story:
    after = _pictured(at, title='基础镜像 / "base"', min_disk_gib=1, min_ram_mib=64)
    return Story(_pictured(at), after, (f"update image site/{at.name}",))


for visibility in ("private", "community", "shared"):

    @story("image", f"repair {visibility}")
    def _(at: Place, visibility: str = visibility) -> Story:
        deed = Deed("meddle", at.at("image", f"site/{at.name}"), "visibility", visibility)
        return unchanged(_pictured(at), deed, takes=[f"update image site/{at.name}"])


@story("image", "replace under a server")
def _(at: Place) -> Story:
    """Servers keep their disks."""
    system = at.system(at.on_lobby(image=at.name))
    before, after = (at.parts(systems=system, extra=_pictured(at, file)) for file in ("first.raw", "second.raw"))
    return Story(before, after, (f"create image site/{at.name}", f"delete image site/{at.name}"))


@story("image", "husk without bytes")
def _(at: Place) -> Story:
    takes = [f"create image site/{at.name}", f"delete image site/{at.name}"]
    return unchanged(_pictured(at), Deed("spoil", at.at("image", f"site/{at.name}")), takes=takes)


@story("image", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("image", f"site/{at.name}"))
    return unchanged(_pictured(at), deed, takes=[f"create image site/{at.name}"])


@story("image", "delete")
def _(at: Place) -> Story:
    return Story(_pictured(at), Parts(), (f"delete image site/{at.name}",))


@story("network", "update external pool")
def _(at: Place) -> Story:
    """The pool of an external network becomes another one in place; the network itself stays."""
    one = at.outside()
    smaller = replace(one, pool=(one.pool[0], one.pool[0].rpartition(".")[0] + ".200"))
    takes = (f"update subnet site/{one.name}/{one.addresses}",)
    return Story(Parts(externals=(one,)), Parts(externals=(smaller,)), takes)


@story("network", "delete external")
def _(at: Place) -> Story:
    one = at.outside()
    takes = (f"delete network site/{one.name}", f"delete subnet site/{one.name}/{one.addresses}")
    return Story(Parts(externals=(one,)), Parts(), takes)


@story("network", "replace external")
def _(at: Place) -> Story:
    """Another physical network makes it another network; what is in it is made anew."""
    one = at.outside()
    other = replace(one, provider_network=f"{one.name}2")
    n, s = f"site/{one.name}", f"site/{one.name}/{one.addresses}"
    takes = (f"create network {n}", f"create subnet {s}", f"delete network {n}", f"delete subnet {s}")
    return Story(Parts(externals=(one,)), Parts(externals=(other,)), takes)


@story("network", "create external of a tunnel's type")
def _(at: Place) -> Story:
    """It lies on no physical network, and has the segment that was declared."""
    one = replace(at.outside(), provider_type="vxlan", provider_network="", provider_segment=30_000 + at.number)
    takes = (f"create network site/{one.name}", f"create subnet site/{one.name}/{one.addresses}")
    return Story(Parts(), Parts(externals=(one,)), takes)
