"""Snapshots and backups: an errand makes them and takes them away, and no plan without one does."""

from collections.abc import Callable
from typing import Final

from tests.contract.cloud.story import Deed, Place, Story, story
from tests.estates import Parts, flavor, image, network, server, tenant, volume
from zhengyun.estate import SharedVolume, System
from zhengyun.resource import Address, Resource, Value

MOMENT: Final = "20261121t0300z"
Later = Callable[[Place], Parts]


def _holding(at: Place, *volumes: object) -> Parts:
    return at.parts(systems=(System("store", "store", 2, "zone", (server("db", "lobby", volumes=volumes),)),))


def _path(at: Place) -> str:
    return f"hall/store/db/{at.name}"


def _copy(at: Place, kind: str, of: str = "", after: tuple[Address, ...] = ()) -> Resource:
    path = of or _path(at)
    wanted: dict[str, Value] = {"tenant": path.partition("/")[0], "volume": path, "size_gib": 1}
    return Resource(Address("primary", kind, f"{path}/{MOMENT}"), wanted, after)


for kind in ("snapshot", "backup"):

    @story(kind, "delete by an errand")
    def _(at: Place, kind: str = kind) -> Story:
        """Until then it is left alone, and its volume is declared as before."""
        part, copy = _holding(at, volume(at.name)), _copy(at, kind)
        return Story(part, part, (f"delete {kind} {copy.address.path}",), (), (copy,), (copy.address,))

    @story(kind, "nothing where it was removed")
    def _(at: Place, kind: str = kind) -> Story:
        part, copy = _holding(at, volume(at.name)), _copy(at, kind)
        return Story(part, part, (), (Deed("remove", copy.address),), (copy,))


@story("snapshot", "delete with its volume")
def _(at: Place) -> Story:
    p, copy = _path(at), _copy(at, "snapshot")
    takes = (f"delete attachment {p}", f"delete snapshot {copy.address.path}", f"delete volume {p}")
    return Story(_holding(at, volume(at.name)), _holding(at), takes, (), (copy,))


@story("snapshot", "delete with its volume that is replaced")
def _(at: Place) -> Story:
    p, copy = _path(at), _copy(at, "snapshot")
    changes = [f"{verb} {kind} {p}" for kind in ("attachment", "volume") for verb in ("create", "delete")]
    takes = tuple(sorted([*changes, f"delete snapshot {copy.address.path}"]))
    return Story(_holding(at, volume(at.name, 2)), _holding(at, volume(at.name, 1)), takes, (), (copy,))


@story("backup", "nothing where its volume goes")
def _(at: Place) -> Story:
    """It outlives the volume."""
    p = _path(at)
    takes = (f"delete attachment {p}", f"delete volume {p}")
    return Story(_holding(at, volume(at.name)), _holding(at), takes, (), (_copy(at, "backup"),))


def _sharing(at: Place, *having: str) -> Parts:
    """Two servers, which have a volume together or none."""
    shared = (SharedVolume("files", 1, "shared", having),) if having else ()
    servers = (at.on_lobby("a"), at.on_lobby("b"))
    return at.parts(systems=(System(at.name, at.name, 2, "zone", servers, shared_volumes=shared),))


@story("snapshot", "delete of what several share by an errand")
def _(at: Place) -> Story:
    part, copy = _sharing(at, "a", "b"), _copy(at, "snapshot", f"{at.path}/files")
    return Story(part, part, (f"delete snapshot {copy.address.path}",), (), (copy,), (copy.address,))


@story("backup", "nothing where what several share goes")
def _(at: Place) -> Story:
    """The snapshot goes with the volume, the backup outlives it."""
    path = f"{at.path}/files"
    snapshot = _copy(at, "snapshot", path)
    copies = (snapshot, _copy(at, "backup", path, (snapshot.address,)))
    goes = [f"attachment {at.path}/{one}/shared/files" for one in ("a", "b")]
    takes = tuple(f"delete {one}" for one in [*goes, f"snapshot {snapshot.address.path}", f"volume {path}"])
    return Story(_sharing(at, "a", "b"), _sharing(at), takes, (), copies)


@story("backup", "delete with its department")
def _(at: Place) -> Story:
    """With the department goes everything of it, and the plan says so."""
    name, path = at.name, f"{at.name}/desk/app/data"
    one = tenant(
        name,
        networks=(network("office", at.net()),),
        groups=(),
        keys=(),
        systems=(System("desk", "desk", 2, "zone", (server("app", volumes=(volume(),)),)),),
    )
    snapshot = _copy(at, "snapshot", path)
    # Cinder begins no snapshot of a volume while that is being backed up.
    copies = (snapshot, _copy(at, "backup", path, (snapshot.address,)))
    goes = [f"{copy.address.kind} {copy.address.path}" for copy in copies]
    goes += [f"attachment {path}", f"volume {path}", f"server {name}/desk/app", f"network {name}/office"]
    goes += [f"subnet {name}/office/{at.net()}", f"project {name}", f"quota {name}"]
    basis = Parts(flavors=(flavor("tiny"),), images=(image("base"),))
    takes = tuple(sorted(f"delete {one}" for one in goes))
    return Story(basis.and_(Parts(tenants=(one,))), basis, takes, (), copies)
