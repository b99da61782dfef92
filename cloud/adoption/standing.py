"""What stands in a project's networks besides its servers' own legs: declared ports, trunks, and what limits them."""

from collections.abc import Iterator
from typing import Final

from cloud.adoption.findings import Known, Survey, inside
from cloud.adoption.names import Names
from cloud.kinds.task import SHARED
from cloud.view import Item, View
from zhengyun.errors import N_

# Ports that the cloud makes for itself, and those that Nova gives to servers.
OWN: Final = "network:"
COMPUTE: Final = "compute:"
TRUNKED: Final = "trunk:"


def policies(found: Survey, view: View, known: Known) -> None:
    """QoS policies: the project's own, and those of the site's that it uses."""
    names = Names(known.names("qos"))
    for one in inside(found, view.lists["qos"]):
        if one["shared"]:
            found.leave("qos", one, N_("it is for all tenants, and lies in the tenant's own project"))
        elif not one["rules"]:
            found.leave("qos", one, N_("it limits nothing and marks nothing"))
        else:
            found.claim("qos", one, f"{found.tenant}/{names.give(one['name'], 'qos')}")
    used = {one.get("qos_policy_id") for one in inside(found, [*view.lists["network"], *view.lists["ports"]])}
    for one in sorted(view.lists["qos"], key=lambda item: str(item["name"])):
        offered = one["project_id"] == view.home and one["id"] in used and ("qos", one["id"]) not in view.paths
        if offered and one["rules"]:
            found.claim("qos", one, f"{SHARED}/{names.give(one['name'], 'qos')}")


def ports(found: Survey, view: View) -> None:
    """Ports that a server's own legs cannot be, or that somebody has given a name; and the trunks that they make."""
    names = Names()
    for port in _declared(found, view):
        found.claim("port", port, f"{found.tenant}/{names.give(port.get('name') or '', 'port')}")
    names = Names()
    for trunk in inside(found, view.lists["trunk"]):
        found.claim("trunk", trunk, f"{found.tenant}/{names.give(trunk['name'], 'trunk')}")


def _declared(found: Survey, view: View) -> Iterator[Item]:
    led = {one["port_id"] for one in view.lists["floating"]}
    trunked = {one for trunk in view.lists["trunk"] for one in _of_trunk(trunk)}
    # A floating address of an estate leads to a server's own leg: that one comes first.
    every = sorted(inside(found, view.lists["ports"]), key=lambda one: one["id"] not in led)
    stands: set[tuple[str, str]] = set()
    groups: dict[str, frozenset[str]] = {}
    for port in every:
        owner, server = str(port["device_owner"]), str(port["device_id"])
        if owner.startswith(OWN):
            continue
        if port["id"] in trunked or not server or _is_special(port, named=port["id"] not in led):
            yield port
        elif not owner.startswith((COMPUTE, TRUNKED)):
            found.leave("port", port, f"device_owner {owner or '-'}")
        elif (server, port["network_id"]) in stands or groups.get(server, _groups(port)) != _groups(port):
            # A server has one leg of its own in a network, and all its legs have the same groups.
            yield port
        else:
            stands.add((server, port["network_id"]))
            groups[server] = _groups(port)


def _is_special(port: Item, *, named: bool) -> bool:
    """Whether it is more than Nova makes of a leg; what Nova makes has no name."""
    told = bool(port.get("allowed_address_pairs") or port.get("qos_policy_id"))
    return told or not port.get("port_security_enabled", True) or bool(named and port.get("name"))


def _groups(port: Item) -> frozenset[str]:
    return frozenset(port["security_groups"])


def _of_trunk(trunk: Item) -> Iterator[str]:
    yield trunk["port_id"]
    for one in trunk["sub_ports"]:
        yield one["port_id"]
