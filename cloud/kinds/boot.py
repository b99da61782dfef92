"""Servers that boot from a volume: Nova makes it from the image, and it belongs to the server as its disk does."""

from collections.abc import Iterator
from typing import Any, Final

from cloud import codes, mark
from cloud.kinds.task import COMPUTE, VOLUME, Task
from cloud.view import Item, View
from zhengyun.errors import N_, ZhengyunError
from zhengyun.resource import Value

ROOT: Final = "root"
SIZE: Final = "root_gib"
TYPE: Final = "root_type"
KEPT: Final = "root_kept"
EXTEND: Final = "extend the root volume"
SETTLED: Final = frozenset({"available", "in-use"})


def at_birth(task: Task) -> dict[str, Any]:
    """What Nova is to be told of where the server boots from."""
    wanted = task.action.attributes
    image = task.id("image", wanted["image"])
    if wanted.get(ROOT) != "volume":
        return {"imageRef": image}
    device: dict[str, Any] = {
        "boot_index": 0,
        "uuid": image,
        "source_type": "image",
        "destination_type": "volume",
        "volume_size": wanted[SIZE],
        "delete_on_termination": not wanted[KEPT],
    }
    if wanted.get(TYPE):
        device["volume_type"] = wanted[TYPE]
    return {"imageRef": "", "block_device_mapping_v2": [device]}


def found(item: Item, view: View) -> dict[str, Value]:
    """What a server boots from."""
    volume = view.root_of(item)
    if volume is None:
        return {ROOT: "image"}
    (held,) = (one for one in item["os-extended-volumes:volumes_attached"] if one["id"] == volume["id"])
    return {
        ROOT: "volume",
        SIZE: volume["size"],
        TYPE: volume["volume_type"],
        KEPT: not held["delete_on_termination"],
    }


def image_of(item: Item, view: View) -> str:
    """The identifier of the image that it boots from, or that its volume was made from."""
    volume = view.root_of(item) or {}
    return str((item["image"] or {}).get("id") or (volume.get("volume_image_metadata") or {}).get("image_id") or "")


def arrange(task: Task) -> bool:
    """Bring the volume to what is wanted; tells whether it is still on its way.

    Raises: ZhengyunError (ZY-CLOUD-005) where it does not become larger.
    """
    changed = task.changed()
    if not {SIZE, KEPT} & changed.keys():
        return False
    path = f"/servers/{task.action.target}/os-volume_attachments"
    root = next(_roots(task, path))
    if KEPT in changed and root["delete_on_termination"] is changed[KEPT]:
        body = {"volumeAttachment": {"volumeId": root["volumeId"], "delete_on_termination": not changed[KEPT]}}
        task.api.put(COMPUTE, f"{path}/{root['volumeId']}", body)
    return SIZE in changed and _grow(task, str(root["volumeId"]), changed[SIZE])


def leave(task: Task) -> None:
    """Mark the volume of a server that is about to go, where that stays: Nova has made it, without a mark of ours."""
    found = task.action.attributes
    if found.get(ROOT) != "volume" or not found.get(KEPT):
        return
    body = {"metadata": mark.left_behind(task.estate, task.path)}
    for root in _roots(task, f"/servers/{task.action.target}/os-volume_attachments"):
        task.api.post(VOLUME, f"/volumes/{root['volumeId']}/metadata", body, task.tenant)


def _roots(task: Task, path: str) -> Iterator[Item]:
    """The attachment of the volume that a server boots from, if that is there."""
    found = task.api.look(COMPUTE, f"/servers/{task.action.target}")
    attached = task.api.look(COMPUTE, path) if found else None
    for one in (attached or {}).get("volumeAttachments", ()):
        if found and one["device"] == found["server"]["OS-EXT-SRV-ATTR:root_device_name"]:
            yield one


def _grow(task: Task, identifier: str, size: Value) -> bool:
    volume = task.api.get(VOLUME, f"/volumes/{identifier}")["volume"]
    status = str(volume["status"])
    if volume["size"] == size and status in SETTLED:
        return False
    if status in SETTLED and EXTEND not in task.asked:
        body = {"os-extend": {"new_size": size}}
        task.api.post(VOLUME, f"/volumes/{identifier}/action", body, task.tenant, wait_for_turn=True)
    elif status in SETTLED or status.startswith("error"):
        problem = N_("see Cinder's messages")
        wanted = f"{size} GiB"
        raise ZhengyunError(codes.NOT_READY, thing=task.address, status=status, wanted=wanted, problem=problem)
    return True
