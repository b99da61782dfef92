"""What a project has stored: volumes, the copies of them, and the types that they are of."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Final

from cloud.adoption.findings import Known, Survey, inside, servers
from cloud.adoption.names import Names, plain
from cloud.adoption.systems import place
from cloud.errands.retention import PATH
from cloud.kinds.copied import WHOLE
from cloud.view import Item, View
from zhengyun.errors import N_

PROJECT: Final = {
    "volume": "os-vol-tenant-attr:tenant_id",
    "snapshot": "os-extended-snapshot-attributes:project_id",
    "backup": "os-backup-project-attr:project_id",
}


def _inside(found: Survey, view: View, kind: str) -> list[Item]:
    return inside(found, view.lists[kind], lambda item: item[PROJECT[kind]])


def roots(found: Survey, view: View) -> frozenset[str]:
    """The identifiers of the volumes that the project's servers boot from: these are part of their servers."""
    booted = (view.root_of(server) for server in servers(found, view.lists["server"]))
    return frozenset(str(root["id"]) for root in booted if root)


def volumes(found: Survey, view: View, known: Known) -> None:
    """Volumes of one server, of several of one system, and those that a system keeps though no server has them."""
    names: defaultdict[str, Names] = defaultdict(Names)
    booted = roots(found, view)
    for volume in _inside(found, view, "volume"):
        if volume["id"] in booted:
            continue
        held = [found.paths.get(("server", str(one["server_id"]))) for one in volume["attachments"]]
        path, why = _place(volume, [one for one in held if one], known, _systems(found, known))
        if why or None in held:
            found.leave("volume", volume, why or N_("a server has it that is not of this project"))
            continue
        name = names[path].give(_without(plain(str(volume["name"] or "")), path), "volume")
        found.claim("volume", volume, f"{path}/{name}")


def _place(volume: Item, held: list[str], known: Known, systems: frozenset[str]) -> tuple[str, str]:
    """What a volume belongs to, or why to nothing: one server, or the system of all that have it."""
    if len(held) == 1 and len(volume["attachments"]) == 1:
        return held[0], ""
    above = {one.rpartition("/")[0] for one in held}
    if len(above) > 1:
        return "", N_("servers of several systems have it at once")
    if above:
        return above.pop(), ""
    called = str(volume["name"] or "")
    at = place(called, known.register).system if called else ""
    system = next((one for one in systems if one.rpartition("/")[2] in {at, plain(at)}), "")
    return system, "" if system else N_("no server has it, and by its name it is of none of the systems")


def _systems(found: Survey, known: Known) -> frozenset[str]:
    """The systems that there are: those of servers, and those of which the register knows."""
    there = {path.rpartition("/")[0] for (kind, _), path in found.paths.items() if kind == "server"}
    return frozenset(there | {f"{found.tenant}/{one.name}" for one in known.register})


def _without(name: str, path: str) -> str:
    """A volume's name without its server's in front: that is in its path already."""
    _, system, *server = path.split("/")
    for prefix in (*(f"{system}-{one}-" for one in server), *(f"{one}-" for one in server), f"{system}-"):
        if name.startswith(prefix) and plain(name[len(prefix) :]):
            return name[len(prefix) :]
    return name


def copies(found: Survey, view: View) -> None:
    """Snapshots and backups, below the volumes that they are of, by the moment at which they were made."""
    booted, there = roots(found, view), view.volumes
    taken: set[tuple[str, str]] = set()
    for kind in ("snapshot", "backup"):
        for one in _inside(found, view, kind):
            volume = str(one["volume_id"])
            path = found.paths.get(("volume", volume))
            if one["status"] not in WHOLE:
                found.leave(kind, one, str(one["status"]))
            elif path:
                found.claim(kind, one, f"{path}/{_moment(kind, path, str(one['created_at']), taken)}")
            elif volume in booted:
                found.leave(kind, one, N_("it is of a volume that a server boots from, which has no name of its own"))
            elif volume in there:
                found.leave(kind, one, N_("its volume is left as it is"))
            else:
                found.leave(kind, one, N_("its volume is gone, and with it the name that it would have"))


def _moment(kind: str, path: str, created: str, taken: set[tuple[str, str]]) -> str:
    """When it was made, to the minute; the second of a minute is given the next."""
    moment = datetime.fromisoformat(created).replace(tzinfo=UTC)
    while (kind, name := f"{path}/{moment.strftime(PATH).lower()}") in taken:
        moment += timedelta(minutes=1)
    taken.add((kind, name))
    return name.rpartition("/")[2]


def types(found: Survey, view: View) -> None:
    """Types that volumes are of stay whose they are: files call them by their names."""
    used = {str(volume["volume_type"]) for volume in _inside(found, view, "volume")}
    for one in sorted(view.lists["volumetype"], key=lambda item: str(item["name"])):
        if one["name"] in used and ("volumetype", one["id"]) not in view.paths:
            found.leave("volumetype", one, N_("Cinder lets no mark be put on a type that volumes are of"))
