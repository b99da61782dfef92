"""What every kind has in common."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple

from cloud import mark
from cloud.api import Api
from cloud.view import Item, View
from zhengyun.action import Action
from zhengyun.resource import Address, Attributes, Existing, Foreign, Grammar, Value

COMPUTE: Final = "compute"
IDENTITY: Final = "identity"
IMAGE: Final = "image"
NETWORK: Final = "network"
VOLUME: Final = "block-storage"
PLACEMENT: Final = "placement"

SHARED: Final = "site"


class Listing(NamedTuple):
    """One list call: a service's path, the name of the list in its answer, and the query."""

    service: str
    path: str
    key: str
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What a create, update or delete has come to: done, or under way in some phase."""

    id: str
    phase: str = ""


@dataclass(frozen=True)
class Task:
    """One action with what it takes to do it."""

    api: Api
    action: Action
    estate: str
    ids: Mapping[Address, str]
    home: str

    @property
    def address(self) -> Address:
        """What is acted on."""
        return self.action.address

    @property
    def path(self) -> str:
        """Its path."""
        return self.action.address.path

    @property
    def name(self) -> str:
        """The name that people see in the cloud: the path without its tenant, joined by hyphens."""
        return self.path.partition("/")[2].replace("/", "-")

    @property
    def tenant(self) -> str:
        """The project that it belongs to: its tenant's, or the one of what all share."""
        if self.address.tenant == SHARED:
            return self.home
        return self.ids[Address(self.address.site, "project", self.address.tenant)]

    def id(self, kind: str, path: Value) -> str:
        """The identifier of another thing of ours at the same site, or of a strange one."""
        text = str(path)
        return text[1:] if text.startswith("~") else self.ids[Address(self.address.site, kind, text)]

    def changed(self) -> dict[str, Value]:
        """The attributes that change, with their new values."""
        return {change.attribute: change.after for change in self.action.changes}


class Kind(ABC):
    """One kind of thing.

    `listing` names the one list call by which all things of the kind at a site are found, whoever's they are;
    a kind without one of its own is found in another's list.
    """

    grammar: ClassVar[Grammar]
    listing: ClassVar[Listing | None] = None
    in_project: ClassVar[bool] = True

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
        """Change it in place."""

    @abstractmethod
    def delete(self, task: Task) -> Made:
        """Take it away; that it is gone already is no error."""

    def find(self, task: Task) -> Item | None:
        """Look whether what is to be created has come about already."""
        assert self.listing is not None  # noqa: S101 - a kind without a list of its own has another way
        view = View(task.address.site, task.estate, {}, task.home)
        project = task.tenant if self.in_project else ""
        for item in task.api.list(self.listing):
            if self.owned(item, view) == task.path and self.project(item) in {"", project}:
                return item
        return None

    def release(self, task: Task) -> Made:
        """Let go of what goes away: an update to what is left."""
        return self.update(task)

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

    def project(self, item: Item) -> str:
        """The project that an item lies in."""
        return str(item.get("project_id") or item.get("tenant_id") or "")

    def items(self, view: View) -> Sequence[Item]:
        """The items that may be of this kind."""
        return view.lists[self.name] if self.listing else ()

    def index(self, view: View) -> None:
        """Tell the view which of the items are ours. A mark counts only in the project of the path's tenant."""
        for item in self.items(view):
            path = self.owned(item, view)
            if path and self.at_home(item, path, view):
                view.paths[self.name, str(item["id"])] = path

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """Whether an item lies in the project that its mark says; anybody can copy a mark."""
        return view.tenant(self.project(item)) == path.partition("/")[0]

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """Yield every item as ours or as foreign."""
        for item in self.items(view):
            identifier = str(item["id"])
            path = view.paths.get((self.name, identifier))
            if path is None:
                tenant = view.tenant(self.project(item))
                yield Foreign(self.name, str(item.get("name") or ""), identifier, tenant if tenant != SHARED else "")
            else:
                yield Existing(
                    Address(view.site, self.name, path),
                    identifier,
                    self.attributes(item, path, view),
                    self.fault(item),
                    self.empty(item),
                    self.parts(item, view),
                )


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

    def post(self, task: Task, body: Mapping[str, Any]) -> Item:
        """Create with the birthmark, then tag; returns the item."""
        whole = {**body, "description": mark.birthmark(task.estate, task.path)}
        made: Item = task.api.create(self, task, self.collection, {self.resource: whole})[self.resource]
        self.tag(task, str(made["id"]))
        return made

    def put(self, task: Task, body: Mapping[str, Any]) -> None:
        """Change some attributes, if there are any to change."""
        if body:
            task.api.put(NETWORK, f"{self.collection}/{task.action.target}", {self.resource: body})

    def tag(self, task: Task, identifier: str) -> None:
        """Set the mark's tags."""
        body = {"tags": mark.tags(task.estate, task.path)}
        task.api.put(NETWORK, f"{self.collection}/{identifier}/tags", body)

    def delete(self, task: Task) -> Made:
        """Take it away."""
        task.api.delete(NETWORK, f"{self.collection}/{task.action.target}")
        return Made(task.action.target)
