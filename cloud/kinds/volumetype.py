"""Volume types: which storage a volume is made on, and what that can do."""

from typing import ClassVar, Final
from urllib.parse import quote

from cloud import mark
from cloud.kinds.shared import Shared, properties_of
from cloud.kinds.task import VOLUME, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Grammar

PUBLIC: Final = "os-volume-type-access:is_public"


class VolumeType(Shared):
    """Cinder's volume type. Its scheduler passes over words with a scope such as our mark's."""

    grammar: ClassVar = Grammar("volumetype", unique=True, seconds=0.2)
    listing: ClassVar = Listing(VOLUME, "/types", "volume_types", (("is_public", "None"),))

    def owned(self, item: Item, view: View) -> str:
        """By its extra specs, with which it is born."""
        return mark.from_metadata(item.get("extra_specs") or {}, view.estate)

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """What it is for, what a back-end must have, and who may use it."""
        del path, view
        return {
            "title": item.get("description") or "",
            "properties": properties_of(item.get("extra_specs") or {}),
            "public": bool(item.get(PUBLIC, item.get("is_public"))),
        }

    def create(self, task: Task) -> Made:
        """Make it."""
        wanted = task.action.attributes
        body = {
            "name": task.name,
            "description": wanted["title"],
            PUBLIC: wanted["public"],
            "extra_specs": {**_texts(wanted["properties"]), **mark.metadata(task.estate, task.path)},
        }
        made = task.api.create(self, task, "/types", {"volume_type": body})
        return Made(str(made["volume_type"]["id"]))

    def update(self, task: Task) -> Made:
        """Change what it says; Cinder changes what a back-end must have only while no volume is of it."""
        changed, path = task.changed(), f"/types/{task.action.target}"
        words = {"title": "description", "public": "is_public"}
        body = {theirs: changed[ours] for ours, theirs in words.items() if ours in changed}
        if body:
            task.api.put(VOLUME, path, {"volume_type": body})
        if "properties" in changed:
            wanted, now = _texts(changed["properties"]), task.api.get(VOLUME, f"{path}/extra_specs")["extra_specs"]
            for name in sorted(properties_of(now).keys() - wanted.keys()):
                task.api.delete(VOLUME, f"{path}/extra_specs/{quote(name, safe=':')}")
            if wanted:
                task.api.add(VOLUME, f"{path}/extra_specs", {"extra_specs": wanted})
        return Made(task.action.target)

    def delete(self, task: Task) -> Made:
        """Take it away."""
        task.api.delete(VOLUME, f"/types/{task.action.target}")
        return Made(task.action.target)


def _texts(value: object) -> dict[str, str]:
    return {str(name): str(one) for name, one in value.items()} if isinstance(value, dict) else {}
