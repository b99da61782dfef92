"""Volumes and attachments: all of them on one running server."""

from dataclasses import replace
from typing import Final

from tests.contract.cloud.story import HALL, Deed, Place, Story, story, unchanged
from tests.estates import Parts, server, volume
from zhengyun.estate import SharedVolume, System, VolumeType

# The zone of both drivers' sites that is not the one where volumes lie if nothing is said.
ANNEX: Final = "annex"
STORE = f"{HALL}/store/db"


def _with(at: Place, size_gib: int = 1, type: str = "") -> Parts:  # noqa: A002 - as the noun has it
    return _holding(at, (volume(at.name, size_gib, type),))


def _holding(at: Place, volumes: tuple[object, ...]) -> Parts:
    holder = server("db", "lobby", volumes=volumes)
    return at.parts(systems=(System("store", "store", 2, "zone", (holder,)),))


def _path(at: Place) -> str:
    return f"{STORE}/{at.name}"


@story("volume", "update size attached")
def _(at: Place) -> Story:
    return Story(_with(at), _with(at, 3), (f"update volume {_path(at)}",))


@story("volume", "update type attached")
def _(at: Place) -> Story:
    return Story(_with(at, type="fast"), _with(at, type="bulk"), (f"update volume {_path(at)}",))


@story("volume", "update type within one back-end attached")
def _(at: Place) -> Story:
    """Cinder makes a new volume beside the old one, and Nova goes over to it while the server runs."""
    kind = VolumeType(at.name, "gold", {"volume_backend_name": "fast", "lab:grade": "gold"})
    before, after = (_with(at, type=one).and_(Parts(volume_types=(kind,))) for one in ("fast", at.name))
    return Story(before, after, (f"update volume {_path(at)}",))


@story("volume", "update size and type")
def _(at: Place) -> Story:
    return Story(_with(at, type="fast"), _with(at, 2, "bulk"), (f"update volume {_path(at)}",))


@story("volume", "repair name")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("volume", _path(at)), "name", "renamed")
    return unchanged(_with(at), deed, takes=[f"update volume {_path(at)}"])


@story("volume", "replace smaller")
def _(at: Place) -> Story:
    """A volume does not shrink: it goes with its data, and with its attachment."""
    p = _path(at)
    takes = (f"create attachment {p}", f"create volume {p}", f"delete attachment {p}", f"delete volume {p}")
    return Story(_with(at, 2), _with(at, 1), takes)


def _zoned(at: Place, zone: str, size_gib: int = 1) -> Parts:
    return _holding(at, (replace(volume(at.name, size_gib), availability_zone=zone),))


@story("volume", "create in a zone")
def _(at: Place) -> Story:
    """Its server runs in a zone of the hosts, which is another: Nova lets it have the volume all the same."""
    return Story(_zoned(at, ANNEX), _zoned(at, ANNEX, 2), (f"update volume {_path(at)}",))


@story("volume", "replace zone")
def _(at: Place) -> Story:
    """A volume is never taken to another zone: it goes with its data, and with its attachment."""
    p = _path(at)
    takes = (f"create attachment {p}", f"create volume {p}", f"delete attachment {p}", f"delete volume {p}")
    return Story(_zoned(at, "nova"), _zoned(at, ANNEX), takes)


@story("volume", "nothing where its zone is said later")
def _(at: Place) -> Story:
    """It lies in the site's own zone since it was made."""
    return Story(_with(at), _zoned(at, "nova"), ())


@story("volume", "husk in error")
def _(at: Place) -> Story:
    p = _path(at)
    deeds = [Deed("remove", at.at("attachment", p)), Deed("spoil", at.at("volume", p))]
    takes = [f"create attachment {p}", f"create volume {p}", f"delete volume {p}"]
    return unchanged(_with(at), *deeds, takes=takes)


@story("volume", "repair failed extension")
def _(at: Place) -> Story:
    """What Cinder calls error_extending has all its data, and is brought back into use."""
    deed = Deed("meddle", at.at("volume", _path(at)), "usable", "error_extending")
    return unchanged(_with(at), deed, takes=[f"update volume {_path(at)}"])


@story("volume", "repair failed deletion")
def _(at: Place) -> Story:
    p = _path(at)
    deeds = [Deed("remove", at.at("attachment", p)), Deed("meddle", at.at("volume", p), "usable", "error_deleting")]
    return unchanged(_with(at), *deeds, takes=[f"create attachment {p}", f"update volume {p}"])


@story("volume", "repair removed")
def _(at: Place) -> Story:
    p = _path(at)
    deeds = [Deed("remove", at.at("attachment", p)), Deed("remove", at.at("volume", p))]
    return unchanged(_with(at), *deeds, takes=[f"create attachment {p}", f"create volume {p}"])


@story("attachment", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("attachment", _path(at)))
    return unchanged(_with(at), deed, takes=[f"create attachment {_path(at)}"])


@story("attachment", "delete")
def _(at: Place) -> Story:
    """A volume that is declared no longer: it is detached from the running server, then deleted."""
    takes = (f"delete attachment {_path(at)}", f"delete volume {_path(at)}")
    return Story(_with(at), _holding(at, ()), takes)


def _sharing(at: Place, *having: str, size_gib: int = 1) -> Parts:
    """Three servers, some of which have a volume together."""
    servers = tuple(at.on_lobby(name) for name in ("a", "b", "c"))
    shared = (SharedVolume("files", size_gib, "shared", having),) if having else ()
    return at.parts(systems=(System(at.name, at.name, 2, "zone", servers, shared_volumes=shared),))


def _between(at: Place, server: str) -> str:
    return f"attachment {at.path}/{server}/shared/files"


@story("attachment", "update who shares a volume")
def _(at: Place) -> Story:
    """One server lets go and another takes hold, while a third has it all the time."""
    takes = (f"create {_between(at, 'c')}", f"delete {_between(at, 'a')}")
    return Story(_sharing(at, "a", "b"), _sharing(at, "b", "c"), takes)


@story("attachment", "repair one of two")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("attachment", _between(at, "b").partition(" ")[2]))
    return unchanged(_sharing(at, "a", "b"), deed, takes=[f"create {_between(at, 'b')}"])


@story("volume", "delete what several share")
def _(at: Place) -> Story:
    takes = (*(f"delete {_between(at, one)}" for one in ("a", "b", "c")), f"delete volume {at.path}/files")
    return Story(_sharing(at, "a", "b", "c"), _sharing(at), takes)
