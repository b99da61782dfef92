"""What every kind has in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from cloud import mark
from cloud.api import Api
from cloud.clean import clean, clean_value
from cloud.kinds.task import SHARED, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Address, Attributes, Existing, Foreign, Grammar


class Kind(ABC):
    """One kind of thing.

    `listing` names the one list call by which all things of the kind at a site are found, whoever's they are;
    a kind without one of its own is found in another's list. `parts_of_path` is how many parts a path has; `longest` is
    how many seconds the cloud may take over one step of an action before it counts as failed.
    """

    grammar: ClassVar[Grammar]
    listing: ClassVar[Listing | None] = None
    in_project: ClassVar[bool] = True
    longest: ClassVar[int] = 600
    parts_of_path: ClassVar[int] = 2

    @property
    def name(self) -> str:
        """The kind's name."""
        return self.grammar.kind

    @abstractmethod
    def owned(self, item: Item, view: View) -> str:
        """The path by which an item of the list is ours, or nothing."""

    @abstractmethod
    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """An item of ours in the estate's own words."""

    @abstractmethod
    def create(self, task: Task) -> Made:
        """Make it."""

    @abstractmethod
    def update(self, task: Task) -> Made:
        """Change it in place, looking first at what is there: it may have been begun before."""

    @abstractmethod
    def delete(self, task: Task) -> Made:
        """Take it away; that it is gone already is no error."""

    def find(self, task: Task) -> Item | None:
        """Look whether what is to be created has come about already."""
        return next(iter(self.claims(task)), None)

    def claims(self, task: Task) -> list[Item]:
        """Everything that bears the mark of what is to be created, in its project."""
        assert self.listing is not None  # noqa: S101 - a kind without a list of its own has another way
        view = View(task.address.site, task.estate, {}, task.home)
        project = task.tenant if self.in_project else ""
        return [
            item
            for item in task.api.listed(self.listing)
            if not self.going(item) and self.owned(item, view) == task.path and self.project(item) in {"", project}
        ]

    def release(self, task: Task) -> Made:
        """Let go of what goes away: an update to what is left."""
        return self.update(task)

    def going(self, item: Item) -> bool:
        """Whether it is being deleted: neither ours nor anybody's any more."""
        del item
        return False

    def fault(self, item: Item) -> str:
        """Why it is beyond repair in place, in the service's words, or nothing."""
        del item
        return ""

    def empty(self, item: Item) -> bool:
        """Whether it never came to life."""
        del item
        return False

    def parts(self, item: Item, view: View) -> tuple[str, ...]:
        """Identifiers of what belongs to it and is no kind of its own."""
        del item, view
        return ()

    def id_of(self, item: Item) -> str:
        """The service's identifier of an item."""
        return str(item["id"])

    def project(self, item: Item) -> str:
        """The project that an item lies in."""
        return str(item.get("project_id") or item.get("tenant_id") or "")

    def items(self, view: View) -> Sequence[Item]:
        """The items that may be of this kind."""
        return [item for item in view.lists[self.name] if not self.going(item)] if self.listing else ()

    def look_closer(self, api: Callable[[], Api], view: View) -> None:
        """Ask for what no list tells, of a few things of ours whose number does not grow with the departments."""
        del api, view

    def index(self, view: View) -> None:
        """Tell the view which of the items are ours. A mark counts only in the project of the path's tenant."""
        for item in self.items(view):
            path = self.owned(item, view) or view.claims.get((self.name, self.id_of(item)), "")
            if path and self.fits(path) and self.at_home(item, path, view):
                view.paths[self.name, self.id_of(item)] = path
            elif path:
                view.strays.add((self.name, self.id_of(item)))

    def fits(self, path: str) -> bool:
        """Whether a thing of this kind can have that path; marks hold whatever somebody has written."""
        return path.count("/") == self.parts_of_path - 1

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """Whether an item lies in the project that its mark says; anybody can copy a mark."""
        return view.tenant(self.project(item)) == path.partition("/")[0]

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """Yield every item as ours or as foreign."""
        for item in self.items(view):
            path = view.paths.get((self.name, self.id_of(item)))
            if path is not None:
                yield self.existing(item, path, view)
            elif not self.beneath_notice(item):
                yield self.foreign(item, view)

    def beneath_notice(self, item: Item) -> bool:
        """Whether a foreign item is the cloud's own and stands in nobody's way."""
        del item
        return False

    def existing(self, item: Item, path: str, view: View) -> Existing:
        """An item of ours as it was found."""
        attributes = {name: clean_value(value) for name, value in self.attributes(item, path, view).items()}
        if (self.name, self.id_of(item)) in view.claims:
            # Whose it is, where it bears the mark of another estate.
            ours = bool(self.owned(item, view))
            another = clean(mark.of_another(item, view.estate))
            attributes["marked"] = attributes.get("marked", True) if ours else another or False
        return Existing(
            Address(view.site, self.name, path),
            self.id_of(item),
            attributes,
            clean(self.fault(item)),
            self.empty(item),
            self.parts(item, view),
        )

    def foreign(self, item: Item, view: View) -> Foreign:
        """An item that is not ours."""
        project = self.project(item)
        tenant = view.tenant(project)
        name, created = clean(str(item.get("name") or "")), str(item.get("created_at") or item.get("created") or "")
        lies_in = tenant if tenant != SHARED else ""
        return Foreign(self.name, name, self.id_of(item), lies_in, project=project, created=clean(created))
