"""What images carry besides their bytes, and who may use them."""

from dataclasses import replace

from tests.contract.cloud.story import HALL, Deed, Place, Story, story, unchanged
from tests.estates import Parts, image

VIRTIO = {"hw_disk_bus": "virtio", "os_distro": "kylin"}


def _image(at: Place, **more: object) -> Parts:
    return Parts(images=(replace(image(at.name), **more),))  # type: ignore[arg-type]


def _shared(at: Place, *members: str, **more: object) -> Parts:
    return at.parts(extra=_image(at, visibility="shared", members=members, **more))


@story("image", "create with properties")
def _(at: Place) -> Story:
    after = _image(at, properties=VIRTIO, protected=True)
    return Story(Parts(), after, (f"create image site/{at.name}",))


@story("image", "update properties")
def _(at: Place) -> Story:
    """One changes, one goes, one comes."""
    after = _image(at, properties={"hw_disk_bus": "scsi", "hw_scsi_model": "virtio-scsi"})
    return Story(_image(at, properties=VIRTIO), after, (f"update image site/{at.name}",))


@story("image", "update properties away")
def _(at: Place) -> Story:
    return Story(_image(at, properties=VIRTIO), _image(at), (f"update image site/{at.name}",))


@story("image", "repair property")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("image", f"site/{at.name}"), "properties", {**VIRTIO, "hw_disk_bus": "ide"})
    return unchanged(_image(at, properties=VIRTIO), deed, takes=[f"update image site/{at.name}"])


@story("image", "repair protected")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("image", f"site/{at.name}"), "protected", False)
    return unchanged(_image(at, protected=True), deed, takes=[f"update image site/{at.name}"])


@story("image", "hidden by hand")
def _(at: Place) -> Story:
    """Somebody has taken it off Glance's list: it is there all the same, and nobody makes it twice."""
    part = _image(at)
    return Story(part, part, (), (Deed("meddle", at.at("image", f"site/{at.name}"), "os_hidden", True),))


@story("image", "update protected")
def _(at: Place) -> Story:
    return Story(_image(at, protected=True), _image(at), (f"update image site/{at.name}",))


@story("image", "delete protected")
def _(at: Place) -> Story:
    return Story(_image(at, protected=True), Parts(), (f"delete image site/{at.name}",))


@story("image", "replace protected")
def _(at: Place) -> Story:
    one = image(at.name, "second.raw", protected=True)
    takes = (f"create image site/{at.name}", f"delete image site/{at.name}")
    return Story(_image(at, protected=True), Parts(images=(one,)), takes)


@story("image", "create shared under a server")
def _(at: Place) -> Story:
    """Whoever it is shared with makes servers of it."""
    shared = at.parts(systems=at.system(at.on_lobby(image=at.name)), extra=_shared(at, HALL))
    return Story(at.parts(), shared, (f"create image site/{at.name}", f"create server {at.path}/app"))


@story("image", "update to shared")
def _(at: Place) -> Story:
    return Story(at.parts(extra=_image(at)), _shared(at, HALL), (f"update image site/{at.name}",))


@story("image", "update members")
def _(at: Place) -> Story:
    return Story(_shared(at, HALL), _shared(at), (f"update image site/{at.name}",))


for visibility in ("public", "private", "community"):

    @story("image", f"update from shared to {visibility}")
    def _(at: Place, visibility: str = visibility) -> Story:
        after = at.parts(extra=_image(at, visibility=visibility))
        return Story(_shared(at, HALL), after, (f"update image site/{at.name}",))


@story("image", "repair members")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("image", f"site/{at.name}"), "members", [])
    return unchanged(_shared(at, HALL), deed, takes=[f"update image site/{at.name}"])
