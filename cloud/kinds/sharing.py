"""What an image carries besides its bytes: free properties, and the projects that it is shared with.

A cloud adds properties of its own to images. So that these are left alone, and those that the estate declares no longer
go, the names of what was declared are sealed in a property beside them.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from cloud.api import Api
from cloud.kinds.task import IMAGE, Listing, Task
from cloud.view import Item, View
from zhengyun.resource import Value

SEAL: Final = "zhengyun_properties"
SHARED: Final = "shared"
ACCEPTED: Final = "accepted"


def properties(item: Item) -> Value:
    """The properties of an image that were once declared, as they are now."""
    return {name: str(item[name]) for name in _names(item) if name in item}


def sealed(declared: Value) -> dict[str, Value]:
    """Declared properties with their seal; nothing where none is declared."""
    found = declared if isinstance(declared, dict) else {}
    return {**found, SEAL: ",".join(sorted(found))} if found else {}


def left(item: Item, declared: Value) -> Sequence[str]:
    """The properties of an image that are declared no longer, and the seal where nothing is."""
    kept: Collection[str] = (*declared, SEAL) if isinstance(declared, dict) and declared else ()
    return [name for name in (*_names(item), SEAL) if name in item and name not in kept]


def _names(item: Item) -> Sequence[str]:
    return [name for name in str(item.get(SEAL) or "").split(",") if name]


def members(api: Api, image: str) -> list[Item]:
    """The projects that an image is shared with."""
    return api.listed(Listing(IMAGE, f"/images/{image}/members", "members"))


def accepted(view: View, image: str) -> Value:
    """The tenants that may use a shared image; one that was offered it and has not accepted it may not."""
    found = [one["member_id"] for one in view.members.get(image, ()) if one["status"] == ACCEPTED]
    return view.found_paths("project", found)


def share(task: Task, image: str) -> None:
    """Share an image with the tenants that are wanted, where it shall be shared."""
    if task.action.attributes["visibility"] == SHARED:
        wanted = task.action.attributes["members"]
        share_with(task.api, image, [task.id("project", path) for path in (wanted if isinstance(wanted, list) else ())])


def share_with(api: Api, image: str, projects: Collection[str]) -> None:
    """Share an image with these projects and with no other; the offer is accepted for them."""
    there: Mapping[str, Item] = {one["member_id"]: one for one in members(api, image)}
    for project in there:
        if project not in projects:
            api.delete(IMAGE, f"/images/{image}/members/{project}")
    for project in projects:
        if project not in there:
            api.add(IMAGE, f"/images/{image}/members", {"member": project})
        if project not in there or there[project]["status"] != ACCEPTED:
            api.put(IMAGE, f"/images/{image}/members/{project}", {"status": ACCEPTED})
