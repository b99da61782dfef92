"""What is not ours and takes room: servers, volumes, copies, addresses and ports that an errand may give back.

No file declares any of it, and it stays foreign to every plan without an errand. Here it has an address and its state,
so that whoever agrees to its going agrees to just this thing as it was shown.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar, Final, NamedTuple

from cloud import codes
from cloud.clean import clean_value
from cloud.kinds.base import Kind
from cloud.kinds.power import flavor_of
from cloud.kinds.rootvolume import NAME as ROOT_VOLUME
from cloud.kinds.task import COMPUTE, NETWORK, SHARED, VOLUME, Made, Task
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Attributes, Bond, Existing, Foreign, Grammar, Reference, Value

NAME: Final = "unclaimed"


class Sort(NamedTuple):
    """One sort: which list it stands in, where it is deleted, where its project stands, and what is to be known of it."""

    listing: str
    service: str
    collection: str
    project: str
    facts: Callable[[Item], Attributes]
    holds: bool = True


def _server(item: Item) -> Attributes:
    size: list[Value] = [*flavor_of(item)[1:]]
    return {"state": item["status"], "since": item.get("updated"), "created": item.get("created"), "size": size}


def _volume(item: Item) -> Attributes:
    since, created = item.get("updated_at"), item.get("created_at")
    state = "in-use" if item["attachments"] else item["status"]
    return {"state": state, "since": since or created, "created": created, "size_gib": item["size"]}


def _copy(item: Item) -> Attributes:
    created = item.get("created_at")
    return {"state": item["status"], "since": created, "created": created, "size_gib": item["size"]}


def _address(item: Item) -> Attributes:
    since, created = item.get("updated_at"), item.get("created_at")
    state = "tied" if item.get("port_id") else "untied"
    return {"state": state, "since": since, "created": created, "address": item["floating_ip_address"]}


def _port(item: Item) -> Attributes:
    since, created = item.get("updated_at"), item.get("created_at")
    state = "held" if item.get("device_id") or item.get("device_owner") else "free"
    return {"state": state, "since": since, "created": created}


SORTS: Final = {
    "server": Sort("server", COMPUTE, "servers", "tenant_id", _server),
    "volume": Sort("volume", VOLUME, "volumes", "os-vol-tenant-attr:tenant_id", _volume),
    "snapshot": Sort("snapshot", VOLUME, "snapshots", "os-extended-snapshot-attributes:project_id", _copy),
    "backup": Sort("backup", VOLUME, "backups", "os-backup-project-attr:project_id", _copy),
    "floating": Sort("floating", NETWORK, "floatingips", "project_id", _address, holds=False),
    "port": Sort("ports", NETWORK, "ports", "project_id", _port, holds=False),
}


class Unclaimed(Kind):
    """One thing of another's. Its path is its tenant (or `site`), its sort and its identifier."""

    grammar: ClassVar = Grammar(
        NAME, refers={"of": Reference(NAME, Bond.HARD)}, holds=True, errand_only=True, seconds=1.0
    )
    parts_of_path: ClassVar = 3

    def index(self, view: View) -> None:
        """Nothing: it is never ours."""
        del view

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """Everything of the sorts that is not ours and not going already."""
        for name, sort in SORTS.items():
            for item in view.lists.get(sort.listing, ()):
                ours = any((kind, str(item["id"])) in view.paths for kind in (name, ROOT_VOLUME))
                if not ours and item.get("status") not in {"deleting", "DELETED", "SOFT_DELETED"}:
                    yield from self._one(name, sort, item, view)

    def _one(self, name: str, sort: Sort, item: Item, view: View) -> Iterator[Existing]:
        facts = sort.facts(item)
        if facts["state"] == "held":
            return
        project = str(item.get(sort.project) or "")
        tenant = view.tenant(project) or SHARED
        of = item.get("volume_id") if name == "snapshot" else None
        mine = of and ("volume", of) not in view.paths
        attributes: dict[str, Value] = {
            "what": name,
            "name": str(item.get("name") or ""),
            "project": project,
            "of": f"{tenant}/volume/{of}" if mine else None,
            **facts,
        }
        path = f"{tenant}/{name}/{item['id']}"
        yield self.existing_of(path, str(item["id"]), attributes, view, empty=not sort.holds)

    def existing_of(self, path: str, identifier: str, attributes: Attributes, view: View, *, empty: bool) -> Existing:
        """As it was found, with the texts of others made fit to be shown."""
        shown = {key: clean_value(value) for key, value in attributes.items()}
        return Existing(Address(view.site, NAME, path), identifier, shown, empty=empty)

    def owned(self, item: Item, view: View) -> str:
        """Nothing is ours here."""
        del item, view
        return ""

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Not used: it has several lists."""
        del item, path, view
        return {}

    def create(self, task: Task) -> Made:
        """Refuse: no plan of ours asks for that, and one that was made by hand is told so.

        Raises: ZhengyunError (ZY-CLOUD-192).
        """
        raise ZhengyunError(codes.ONLY_GIVEN_BACK, thing=task.address)

    def update(self, task: Task) -> Made:
        """Refuse, as a creation.

        Raises: ZhengyunError (ZY-CLOUD-192).
        """
        raise ZhengyunError(codes.ONLY_GIVEN_BACK, thing=task.address)

    def delete(self, task: Task) -> Made:
        """Ask for its deletion, as whoever is entitled to everything."""
        name = task.path.split("/")[1]
        sort = SORTS[name]
        there = task.api.delete(sort.service, f"/{sort.collection}/{task.action.target}")
        return Made(task.action.target, name if there and sort.service != NETWORK else "")
