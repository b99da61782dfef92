"""What a survey finds, and what is known before it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cloud.adoption.systems import Told
from cloud.clean import clean
from cloud.view import Item

Claim = tuple[str, str]


class Left(NamedTuple):
    """Something that is left as it is, and why."""

    kind: str
    name: str
    id: str
    why: str


@dataclass
class Survey:
    """The paths that things shall have, by (kind, identifier); and of each what the cloud calls it."""

    tenant: str
    project: Item
    paths: dict[Claim, str] = field(default_factory=dict)
    called: dict[Claim, str] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)

    def claim(self, kind: str, item: Item, path: str) -> None:
        """A thing is to be adopted under a path."""
        self.paths[kind, str(item["id"])] = path
        self.called[kind, str(item["id"])] = clean(str(item.get("name") or ""))

    def leave(self, kind: str, item: Item, why: str) -> None:
        """A thing is left as it is."""
        self.left.append(Left(kind, clean(str(item.get("name") or "")), str(item["id"]), why))


class Known(NamedTuple):
    """What is known before a survey: names that the site has given, the register, and names wished for by identifier."""

    offered: Mapping[str, frozenset[str]]
    register: Sequence[Told]
    wished: Mapping[Claim, str]
    images: Mapping[str, object]
    """By identifier, the images whose very bytes lie in the image store."""
    users: frozenset[str] = frozenset()
    """The names of those users of whom somebody has said that they are services, and no persons."""

    def names(self, section: str) -> frozenset[str]:
        """The names that the site has given in one section of its file."""
        return self.offered.get(section, frozenset())


def inside(found: Survey, items: Iterable[Item], project: Callable[[Item], object] | None = None) -> list[Item]:
    """The items that lie in the project, in an order that is the same at every reading."""
    of = project or (lambda item: item.get("project_id") or item.get("tenant_id") or item.get("owner"))
    mine = [item for item in items if of(item) == found.project["id"]]
    return sorted(mine, key=lambda item: (str(item.get("name") or ""), str(item["id"])))


def servers(found: Survey, items: Iterable[Item]) -> list[Item]:
    """The project's servers; Nova calls a project by its old name."""
    return inside(found, items, lambda item: item["tenant_id"])
