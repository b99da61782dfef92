"""Images: files of the image store, offered to all tenants. Their SHA-256 is what people agreed to."""

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, ClassVar, Final

from cloud import codes, mark
from cloud.api import Api
from cloud.kinds import sharing
from cloud.kinds.base import Kind
from cloud.kinds.task import IMAGE, Listing, Made, Task
from cloud.transport import Request
from cloud.view import Item, View
from zhengyun.errors import N_, ZhengyunError
from zhengyun.resource import Attributes, Bond, Grammar, Reference, Value

# Glance's properties may not hold a colon.
SHA256: Final = "zhengyun_sha256"
TITLE: Final = "zhengyun_title"
FILE: Final = "zhengyun_file"
CHUNK: Final = 1 << 20
ALGORITHMS: Final = ("sha256", "sha512")
WORDS: Final = {
    "title": TITLE,
    "file": FILE,
    "min_disk_gib": "min_disk",
    "min_ram_mib": "min_ram",
    "visibility": "visibility",
    "protected": "protected",
}
# How often the bytes are sent before the image is given up.
ATTEMPTS: Final = 3


class Image(Kind):
    """Glance's image."""

    grammar: ClassVar = Grammar(
        "image",
        fixed=frozenset({"sha256", "format"}),
        refers={"members": Reference("project", Bond.FOLLOW)},
        seconds=1.0,
    )
    listing: ClassVar = Listing(IMAGE, "/images", "images", (("limit", "500"), ("visibility", "all")))

    def __init__(self, store: Path) -> None:
        self._store = store

    def owned(self, item: Item, view: View) -> str:
        """By its properties, with which it is born; a snapshot of one of our servers inherits them, and is not ours."""
        if item.get("image_type") == "snapshot" or item.get("base_image_ref"):
            return ""
        return mark.from_attributes(item, view.estate)

    def going(self, item: Item) -> bool:
        """Some stores delete later."""
        return item["status"] in {"deleted", "pending_delete"}

    def project(self, item: Item) -> str:
        """Glance calls it the owner."""
        return str(item.get("owner") or "")

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """What it is made from and what it needs, and who may use it."""
        del path
        return {
            "title": item.get(TITLE, ""),
            "file": item.get(FILE, ""),
            "sha256": item.get(SHA256, ""),
            "format": item["disk_format"],
            "min_disk_gib": item["min_disk"],
            "min_ram_mib": item["min_ram"],
            "properties": sharing.properties(item),
            "visibility": item["visibility"],
            "members": sharing.accepted(view, item["id"]),
            "protected": item["protected"],
        }

    def look_closer(self, api: Callable[[], Api], view: View) -> None:
        """Images' lists do not tell with whom they are shared."""
        shared = [
            item["id"]
            for item in view.lists[self.name]
            if item["visibility"] == sharing.SHARED and (self.name, item["id"]) in view.paths
        ]
        with ThreadPoolExecutor(8) as pool:
            members = pool.map(lambda identifier: sharing.members(api(), identifier), shared)
            view.members.update(zip(shared, members, strict=True))

    def fault(self, item: Item) -> str:
        """An image without its bytes."""
        return "" if item["status"] in {"active", "deactivated"} else str(item["status"])

    def empty(self, item: Item) -> bool:
        """It never had any."""
        return item["status"] in {"queued", "saving", "uploading", "importing", "killed"}

    def create(self, task: Task) -> Made:
        """Make it and send the bytes, if they are those that were agreed to.

        Raises: ZhengyunError (ZY-CLOUD-023).
        """
        wanted = task.action.attributes
        file, digests = self._checked(task, str(wanted["file"]), str(wanted["sha256"]))
        body = {
            "name": task.name,
            "disk_format": wanted["format"],
            "container_format": "bare",
            "visibility": wanted["visibility"],
            "min_disk": wanted["min_disk_gib"],
            "min_ram": wanted["min_ram_mib"],
            TITLE: wanted["title"],
            FILE: wanted["file"],
            SHA256: wanted["sha256"],
            "protected": wanted["protected"],
            **sharing.sealed(wanted["properties"]),
            **mark.attributes(task.estate, task.path),
        }
        identifier = str(task.api.create(self, task, "/images", body)["id"])
        try:
            filled = self._fill(task, identifier, file)
            known = digests.get(str(filled.get("os_hash_algo")))
            if known and known != filled.get("os_hash_value"):
                raise _no_file(task, file, "changed while it was being sent")
        except ZhengyunError:
            # Without the right bytes it is worth nothing, and would stand in the way of the next attempt.
            with suppress(ZhengyunError):
                self._take_away(task, identifier)
            raise
        sharing.share(task, identifier)
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Change its title, its properties, what it needs, and who may use it."""
        identifier, changed = task.action.target, task.changed()
        if "marked" in changed:
            self._mark(task)
        there = task.api.get(IMAGE, f"/images/{identifier}")
        patch = [_set(WORDS[one], changed[one]) for one in WORDS if one in changed]
        if "properties" in changed:
            patch += [{"op": "remove", "path": f"/{name}"} for name in sharing.left(there, changed["properties"])]
            patch += [_set(name, value) for name, value in sharing.sealed(changed["properties"]).items()]
        if "visibility" in changed and there["visibility"] == sharing.SHARED:
            sharing.share_with(task.api, identifier, ())  # only a shared image lets go of its members
        if patch:
            _patch(task, identifier, patch)
        if "visibility" in changed or "members" in changed:
            sharing.share(task, identifier)
        return Made(identifier)

    def delete(self, task: Task) -> Made:
        """Take it away, protected or not: whoever agreed to that was shown it; servers keep their disks."""
        self._take_away(task, task.action.target)
        return Made(task.action.target)

    def _take_away(self, task: Task, identifier: str) -> None:
        path = f"/images/{identifier}"
        if task.action.attributes.get("protected") and task.api.look(IMAGE, path):
            _patch(task, identifier, [_set("protected", False)])
        task.api.delete(IMAGE, path)

    def _mark(self, task: Task) -> None:
        """Put the mark on what somebody else has made, with what it was found to be made from."""
        wanted = task.action.attributes
        told = {SHA256: wanted["sha256"], TITLE: wanted["title"], FILE: wanted["file"]}
        told |= mark.attributes(task.estate, task.path)
        _patch(task, task.action.target, [_set(name, value) for name, value in told.items()])

    def _fill(self, task: Task, identifier: str, file: Path) -> Item:
        """Send the bytes until the image is active; an answer that was lost says nothing about them."""

        def opened() -> BinaryIO:
            return file.open("rb")

        path = f"/images/{identifier}"
        request = Request("PUT", IMAGE, f"{path}/file", upload=opened, content_type="application/octet-stream")
        for attempt in range(ATTEMPTS):
            failed = None
            try:
                task.api.upload(request)
            except ZhengyunError as error:
                failed = error
            image: Item = task.api.get(IMAGE, path)
            if image["status"] == "active":
                return image
            if failed and attempt == ATTEMPTS - 1:
                raise failed
            task.api.pause(IMAGE, f"{task.address} is {image['status']}", attempt)
        raise ZhengyunError(
            codes.NOT_READY,
            thing=task.address,
            status=image["status"],
            wanted="active",
            problem=N_("its bytes were sent"),
        )

    def _checked(self, task: Task, name: str, sha256: str) -> tuple[Path, Mapping[str, str]]:
        """The file and its digests by algorithm; Glance tells one of them of what it has received."""
        file = self._store / name
        states = [hashlib.new(algorithm) for algorithm in ALGORITHMS]
        try:
            with file.open("rb") as stream:
                while chunk := stream.read(CHUNK):
                    for state in states:
                        state.update(chunk)
        except OSError as error:
            raise _no_file(task, file, error.strerror or str(error)) from error
        digests = {state.name: state.hexdigest() for state in states}
        if digests["sha256"] != sha256:
            raise _no_file(task, file, f"sha256 {digests['sha256']}, not {sha256}")
        return file, digests


def _set(name: str, value: Value) -> dict[str, Value]:
    return {"op": "add", "path": f"/{name}", "value": value}


def _patch(task: Task, identifier: str, patch: list[dict[str, Value]]) -> None:
    """RFC 6902, as Glance has it."""
    kind = "application/openstack-images-v2.1-json-patch"
    task.api.patch(IMAGE, f"/images/{identifier}", patch, content_type=kind)


def _no_file(task: Task, file: Path, problem: str) -> ZhengyunError:
    return ZhengyunError(codes.NO_IMAGE_FILE, thing=task.address, file=file, problem=problem)
