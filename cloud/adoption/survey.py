"""What lies in a project that somebody built by hand, each with the path that it shall have."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Final, NamedTuple

from cloud import codes
from cloud.adoption.names import Names, plain
from cloud.adoption.systems import Place, Told, place
from cloud.clean import clean
from cloud.kinds.task import SHARED
from cloud.view import Item, View
from zhengyun.errors import N_, ZhengyunError

EXTERNAL: Final = "router:external"
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


def find(view: View, named: str) -> Item:
    """The project of that name or identifier.

    Raises: ZhengyunError (ZY-CLOUD-228, ZY-CLOUD-229).
    """
    projects = [one for one in view.lists["project"] if named in {one["id"], one["name"]}]
    if len(projects) != 1:
        legal = ", ".join(sorted(clean(one["name"]) for one in view.lists["project"])[:12])
        raise ZhengyunError(codes.NO_SUCH_PROJECT, site=view.site, project=named, legal=legal)
    return projects[0]


def survey(view: View, tenant: str, project: Item, known: Known) -> Survey:
    """Give everything in the project a path, as far as it can have one."""
    found = Survey(tenant, project)
    found.claim("project", project, tenant)
    _networks(found, view)
    for kind in ("router", "group", "addressgroup"):
        _plainly(found, view, kind)
    _servers(found, view, known)
    _volumes(found, view)
    _floating(found, view)
    _offers(found, view, known)
    for claim, path in known.wished.items():
        if claim in found.paths and claim[0] in {"router", "group"} and path not in found.paths.values():
            found.paths[claim] = path
    return found


def inside(found: Survey, items: Iterable[Item], project: Callable[[Item], object] | None = None) -> list[Item]:
    """The items that lie in the project, in an order that is the same at every reading."""
    of = project or (lambda item: item.get("project_id") or item.get("tenant_id") or item.get("owner"))
    mine = [item for item in items if of(item) == found.project["id"]]
    return sorted(mine, key=lambda item: (str(item.get("name") or ""), str(item["id"])))


def _networks(found: Survey, view: View) -> None:
    names = Names()
    for network in inside(found, view.lists["network"]):
        ranges = [one for one in view.lists["subnet"] if one["network_id"] == network["id"]]
        if network[EXTERNAL]:
            found.leave("network", network, N_("it is external, and lies in the tenant's own project"))
        elif not ranges:
            found.leave("network", network, N_("it has no range of addresses"))
        else:
            path = f"{found.tenant}/{names.give(network['name'], 'network')}"
            found.claim("network", network, path)
            for one in sorted(ranges, key=lambda one: str(one["cidr"])):
                found.claim("subnet", one, f"{path}/{ip_network(one['cidr'])}")


def _plainly(found: Survey, view: View, kind: str) -> None:
    """What has a name of its own within its tenant."""
    names = Names()
    for item in inside(found, view.lists.get(kind, [])):
        if kind == "group" and item["name"] == "default":
            continue
        if kind == "addressgroup" and item.get("description"):
            found.leave(kind, item, N_("somebody has described it, where its mark would have to stand"))
            continue
        found.claim(kind, item, f"{found.tenant}/{names.give(item['name'], kind)}")


def _servers(found: Survey, view: View, known: Known) -> None:
    names: defaultdict[str, Names] = defaultdict(Names)
    for server in inside(found, view.lists["server"], lambda item: item["tenant_id"]):
        at = place(str(server["name"]), known.register)
        system = at.system if any(at.system == told.name for told in known.register) else plain(at.system) or "servers"
        name = names[system].give(Place(system, at.server).server, "server")
        found.claim("server", server, f"{found.tenant}/{system}/{name}")


def _volumes(found: Survey, view: View) -> None:
    names: defaultdict[str, Names] = defaultdict(Names)
    for volume in inside(found, view.lists["volume"], lambda item: item["os-vol-tenant-attr:tenant_id"]):
        servers = [found.paths.get(("server", one["server_id"])) for one in volume["attachments"]]
        if len(servers) != 1 or servers[0] is None:
            found.leave("volume", volume, N_("no one server of the project has it"))
            continue
        path = servers[0]
        name = names[path].give(_without(plain(str(volume["name"] or "")), path), "volume")
        found.claim("volume", volume, f"{path}/{name}")


def _without(name: str, path: str) -> str:
    """A volume's name without its server's in front: that is in its path already."""
    _, system, server = path.split("/")
    for prefix in (f"{system}-{server}-", f"{server}-", f"{system}-"):
        if name.startswith(prefix) and plain(name[len(prefix) :]):
            return name[len(prefix) :]
    return name


def _floating(found: Survey, view: View) -> None:
    taken = set()
    for address in sorted(inside(found, view.lists["floating"]), key=lambda one: str(one["floating_ip_address"])):
        server = found.paths.get(("server", view.device_of.get(address["port_id"] or "", "")))
        item = {**address, "name": address["floating_ip_address"]}
        if server is None:
            found.leave("floating", item, N_("it leads to no server of the project"))
        elif server in taken:
            found.leave("floating", item, N_("its server has another one"))
        else:
            taken.add(server)
            found.claim("floating", item, server)


def _offers(found: Survey, view: View, known: Known) -> None:
    """What the project uses of the site's, and is not ours yet."""
    flavors = {flavor["name"]: flavor for flavor in view.lists["flavor"]}
    used = {
        str(one["flavor"]["original_name"]) for one in inside(found, view.lists["server"], lambda one: one["tenant_id"])
    }
    names = Names(known.offered["flavor"])
    for name in sorted(used & flavors.keys()):
        if ("flavor", flavors[name]["id"]) not in view.paths:
            found.claim("flavor", flavors[name], f"{SHARED}/{names.give(name, 'flavor')}")
    led = {(one.get("external_gateway_info") or {}).get("network_id") for one in inside(found, view.lists["router"])}
    led |= {one["floating_network_id"] for one in inside(found, view.lists["floating"])}
    names = Names(known.offered["image"])
    used = {
        str((one["image"] or {}).get("id")) for one in inside(found, view.lists["server"], lambda one: one["tenant_id"])
    }
    for image in sorted((one for one in view.lists["image"] if one["id"] in used), key=lambda one: str(one["name"])):
        offered = image["visibility"] == "public" and image["owner"] == view.home
        if ("image", image["id"]) not in view.paths and offered and image["id"] in known.images:
            found.claim("image", image, f"{SHARED}/{names.give(image['name'] or '', 'image')}")
    names = Names(known.offered["external"])
    for network in sorted((one for one in view.lists["network"] if one["id"] in led), key=lambda one: str(one["name"])):
        if ("network", network["id"]) not in view.paths and network["project_id"] == view.home:
            path = f"{SHARED}/{names.give(network['name'], 'external')}"
            found.claim("network", network, path)
            for one in (one for one in view.lists["subnet"] if one["network_id"] == network["id"]):
                found.claim("subnet", one, f"{path}/{ip_network(one['cidr'])}")
