"""The kinds of Neutron's that are marked by tags, and born with the mark in their description."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from cloud import mark
from cloud.kinds.base import Kind
from cloud.kinds.task import NETWORK, Made, Task
from cloud.view import Item, View


class Tagged(Kind):
    """A kind of Neutron's: marked by tags, born with the mark in its description."""

    resource: ClassVar[str]
    """The name of one in a request's body; the collection's path is `/` + its plural with hyphens."""

    def owned(self, item: Item, view: View) -> str:
        """By tags, or by the birthmark where the tags are not there yet."""
        return mark.from_tags(item.get("tags") or (), view.estate) or mark.from_birthmark(
            item.get("description"), view.estate
        )

    def marked(self, item: Item, view: View) -> bool:
        """Whether the making came as far as the tags."""
        return bool(mark.from_tags(item.get("tags") or (), view.estate))

    @property
    def collection(self) -> str:
        """The path of the collection."""
        assert self.listing is not None  # noqa: S101 - every tagged kind has one
        return self.listing.path

    @property
    def tagged(self) -> str:
        """The path of the collection where tags are set."""
        return self.collection

    def post(self, task: Task, body: Mapping[str, Any]) -> Item:
        """Create with the birthmark, then tag; returns the item."""
        whole = {**body, "description": mark.birthmark(task.estate, task.path)}
        made: Item = task.api.create(self, task, self.collection, {self.resource: whole}, service=NETWORK)[
            self.resource
        ]
        self.tag(task, str(made["id"]))
        return made

    def put(self, task: Task, body: Mapping[str, Any]) -> None:
        """Change some attributes, if there are any to change."""
        if body:
            task.api.put(NETWORK, f"{self.collection}/{task.action.target}", {self.resource: body})

    def tag(self, task: Task, identifier: str) -> None:
        """Set the mark's tags."""
        self._set_tags(task, identifier, mark.tags(task.estate, task.path))

    def mark_again(self, task: Task) -> None:
        """Set the mark's tags on what has been there for a while, and leave others' tags alone."""
        path = f"{self.tagged}/{task.action.target}"
        kept = mark.others(task.api.get(NETWORK, f"{path}/tags")["tags"])
        self._set_tags(task, task.action.target, [*kept, *mark.tags(task.estate, task.path)])

    def _set_tags(self, task: Task, identifier: str, tags: Sequence[str]) -> None:
        task.api.put(NETWORK, f"{self.tagged}/{identifier}/tags", {"tags": tags})

    def delete(self, task: Task) -> Made:
        """Take it away."""
        task.api.delete(NETWORK, f"{self.collection}/{task.action.target}")
        return Made(task.action.target)
