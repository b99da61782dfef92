"""What lies in a project that somebody built by hand, each with the path that it shall have."""

from collections import defaultdict
from ipaddress import ip_network
from typing import Final

from cloud import codes
from cloud.adoption.findings import Known, Left, Survey, inside, servers
from cloud.adoption.names import Names, plain
from cloud.adoption.people import users
from cloud.adoption.standing import policies, ports
from cloud.adoption.storage import copies, types, volumes
from cloud.adoption.systems import Place, place
from cloud.clean import clean
from cloud.kinds.boot import image_of
from cloud.kinds.task import SHARED
from cloud.view import Item, View
from zhengyun.errors import N_, ZhengyunError

__all__ = ["Known", "Left", "Survey", "find", "inside", "survey"]

EXTERNAL: Final = "router:external"


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
    for kind in ("router", "group", "addressgroup", "servergroup"):
        _plainly(found, view, kind)
    _servers(found, view, known)
    policies(found, view, known)
    ports(found, view)
    volumes(found, view, known)
    copies(found, view)
    types(found, view)
    _floating(found, view)
    _offers(found, view, known)
    _shares(found, view)
    users(found, view, known)
    for claim, path in known.wished.items():
        if claim in found.paths and claim[0] in {"router", "group"} and path not in found.paths.values():
            found.paths[claim] = path
    return found


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
        found.claim(kind, item, f"{found.tenant}/{names.give(item['name'], kind)}")


def _servers(found: Survey, view: View, known: Known) -> None:
    names: defaultdict[str, Names] = defaultdict(Names)
    for server in servers(found, view.lists["server"]):
        at = place(str(server["name"]), known.register)
        system = at.system if any(at.system == told.name for told in known.register) else plain(at.system) or "servers"
        name = names[system].give(Place(system, at.server).server, "server")
        found.claim("server", server, f"{found.tenant}/{system}/{name}")


def _floating(found: Survey, view: View) -> None:
    taken = set()
    for address in sorted(inside(found, view.lists["floating"]), key=lambda one: str(one["floating_ip_address"])):
        server = found.paths.get(("server", view.device_of.get(address["port_id"] or "", "")))
        item = {**address, "name": address["floating_ip_address"]}
        if server is None:
            found.leave("floating", item, N_("it leads to no server of the project"))
        elif ("port", address["port_id"]) in found.paths:
            found.leave("floating", item, N_("it leads to a declared port, and not to a leg of a server's own"))
        elif server in taken:
            found.leave("floating", item, N_("its server has another one"))
        else:
            taken.add(server)
            found.claim("floating", item, server)


def _offers(found: Survey, view: View, known: Known) -> None:
    """What the project uses of the site's, and is not ours yet."""
    flavors = {flavor["name"]: flavor for flavor in view.lists["flavor"]}
    mine = servers(found, view.lists["server"])
    used = {str(one["flavor"]["original_name"]) for one in mine}
    names = Names(known.names("flavor"))
    for name in sorted(used & flavors.keys()):
        if ("flavor", flavors[name]["id"]) not in view.paths:
            found.claim("flavor", flavors[name], f"{SHARED}/{names.give(name, 'flavor')}")
    led = {(one.get("external_gateway_info") or {}).get("network_id") for one in inside(found, view.lists["router"])}
    led |= {one["floating_network_id"] for one in inside(found, view.lists["floating"])}
    names = Names(known.names("image"))
    used = {image_of(one, view) for one in mine}
    for image in sorted((one for one in view.lists["image"] if one["id"] in used), key=lambda one: str(one["name"])):
        offered = image["visibility"] == "public" and image["owner"] == view.home
        if ("image", image["id"]) not in view.paths and offered and image["id"] in known.images:
            found.claim("image", image, f"{SHARED}/{names.give(image['name'] or '', 'image')}")
    names = Names(known.names("external"))
    for network in sorted((one for one in view.lists["network"] if one["id"] in led), key=lambda one: str(one["name"])):
        if ("network", network["id"]) not in view.paths and network["project_id"] == view.home:
            path = f"{SHARED}/{names.give(network['name'], 'external')}"
            found.claim("network", network, path)
            for one in (one for one in view.lists["subnet"] if one["network_id"] == network["id"]):
                found.claim("subnet", one, f"{path}/{ip_network(one['cidr'])}")


def _shares(found: Survey, view: View) -> None:
    """What the project opens to others besides networks: whom networks are shared with is said at the network."""
    for one in inside(found, view.lists["share"]):
        if one["object_type"] != "network":
            whom = {**one, "name": f"{one['object_type']} {one['object_id']} {one['action']}"}
            found.leave("share", whom, N_("an estate has a word only for networks that are shared"))
