"""A server's legs: the ports by which it stands in networks.

Which of a network's ranges of one family a server stands in is the network's business; that it stands in the family
is what is declared. What stands in a range that goes away goes over to another, or leaves the network.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, Final

from cloud.kinds.task import COMPUTE, NETWORK, Listing, Task
from cloud.view import Item, View
from zhengyun.resource import STRANGE, Value

ADDRESS: Final = "address on "
# A step of an update, and where Nova tells a port's hardware address.
DETACH: Final = "detach"
MAC: Final = "OS-EXT-IPS-MAC:mac_addr"
# What a server has that was given no group: the project's own, which is nobody's.
DEFAULT_GROUP: Final = STRANGE + "default"
# Stands beside the groups where not all ports have the same.
UNEQUAL: Final = STRANGE + "not on every port"


def leg(network: str, family: int) -> str:
    """A leg in words."""
    return f"{network} IPv{family}"


def network_of(path: str) -> str:
    """finance/office/198.51.100.0/28 and finance/office IPv4 both lie in finance/office."""
    return "/".join(path.partition(" ")[0].split("/")[:2])


def subnets_of(ports: Iterable[Item], view: View) -> Value:
    """The subnets that the ports stand in."""
    return view.found_paths("subnet", [fixed["subnet_id"] for port in ports for fixed in port["fixed_ips"]])


def legs_of(ports: Iterable[Item], view: View) -> Value:
    """The legs of these ports; one without an address stands on none."""
    found: set[str] = set()
    for port in ports:
        network = str(view.path("network", port["network_id"]))
        families = {view.subnets[one["subnet_id"]]["ip_version"] for one in port["fixed_ips"]}
        found |= {leg(network, family) for family in families} or {network}
    return [one for one in sorted(found)]  # noqa: C416 - a list of strings is no list of values to mypy


def shares_of(ports: Iterable[Item], tenant: str, view: View) -> Value:
    """The shares by which these ports stand in other tenants' networks."""
    networks = {view.paths.get(("network", port["network_id"]), "") for port in ports}
    others = {one for one in networks if one and one.partition("/")[0] != tenant}
    return [f"{network}/{tenant}" for network in sorted(others)]


def addresses_of(ports: Iterable[Item], view: View) -> dict[str, Value]:
    """The address on each subnet."""
    return {
        f"{ADDRESS}{view.path('subnet', fixed['subnet_id'])}": fixed["ip_address"]
        for port in ports
        for fixed in port["fixed_ips"]
    }


def groups_of(ports: Sequence[Item], view: View) -> Value:
    """The groups of its ports; the project's own is called `~default`."""
    sets = [frozenset(port["security_groups"]) for port in ports]
    every = frozenset[str]().union(*sets)
    names = {DEFAULT_GROUP if group in view.defaults else str(view.path("group", group)) for group in every}
    if len(set(sets)) > 1:
        names.add(UNEQUAL)
    return [name for name in sorted(names)]  # noqa: C416 - as above


def networks_at_birth(task: Task) -> list[dict[str, Any]]:
    """What Nova is to be told of networks and declared ports; of a network it takes one fixed address."""
    legs: dict[str, dict[str, Any]] = {}
    for path in _strings(task.action.attributes["networks"]):
        network = network_of(path)
        legs.setdefault(network, {"uuid": task.id("network", network)})
    for subnet, address in wanted_addresses(task).items():
        legs[network_of(subnet)]["fixed_ip"] = address
    return [*legs.values(), *({"port": task.id("port", path)} for path in _strings(task.action.attributes["ports"]))]


def fixed_at_birth(task: Task, network: str) -> list[Mapping[str, str]]:
    """What Neutron is to be told of a declared port's addresses; nothing where it may choose all of them."""
    families = [int(path[-1]) for path in _strings(task.action.attributes["networks"])]
    return _Ranges(task, network, ()).fixed(families, ()) if wanted_addresses(task) else []


def stand(task: Task, port: Item, network: str, leaving: Collection[str]) -> None:
    """Bring one port to the ranges that are wanted."""
    families = [int(path[-1]) for path in _strings(task.action.attributes["networks"])]
    _readdress(task, port, _Ranges(task, network, leaving).fixed(families, port["fixed_ips"]))


def leaving(task: Task) -> set[str]:
    """The identifiers of the subnets that were there before and are not after."""
    moves = [change for change in task.action.changes if change.attribute == "subnets"]
    gone = {path for move in moves for path in set(_strings(move.before)) - set(_strings(move.after))}
    return {task.id("subnet", path) for path in gone}


def born_whole(task: Task) -> bool:
    """Whether Nova can give all legs at birth: a port that is told one address gets no other one."""
    fixed = {network_of(subnet) for subnet in wanted_addresses(task)}
    legs = [network_of(path) for path in _strings(task.action.attributes["networks"])]
    return all(legs.count(network) < 2 for network in fixed)


def wanted_addresses(task: Task) -> dict[str, str]:
    """Subnet to address, where one is declared."""
    attributes = task.action.attributes
    return {name.removeprefix(ADDRESS): str(value) for name, value in attributes.items() if name.startswith(ADDRESS)}


def arrange(task: Task, leaving: Collection[str]) -> bool:
    """Bring the server's ports to the legs that are wanted; `leaving` are identifiers of subnets that go away.

    Tells whether ports are on their way out: Nova takes them off in the background, and fails a resize meanwhile.
    """
    legs = [(network_of(path), int(path[-1])) for path in _strings(task.action.attributes["networks"])]
    wanted = {task.id("network", network): network for network, _ in legs}
    ports = ports_of(task)
    going = [port for port in ports if port["network_id"] not in wanted] + _declared_that_go(task)
    for port in going if DETACH not in task.asked else ():
        _detach(task, port)
    _plug(task)
    missing = sorted(wanted.keys() - {port["network_id"] for port in ports})
    for identifier in missing:
        _attach(task, identifier, wanted[identifier])
    for port in ports_of(task) if missing else ports:
        network = wanted.get(port["network_id"])
        if network:
            ranges = _Ranges(task, network, leaving)
            _readdress(task, port, ranges.fixed([family for one, family in legs if one == network], port["fixed_ips"]))
    return bool(going)


def lingers(task: Task, server: Item) -> bool:
    """Whether Nova still believes in a port that it was told to take off, and that is gone."""
    if DETACH not in task.asked:
        return False
    macs = {port["mac_address"] for port in every_port_of(task)}
    return any(one.get(MAC) not in macs for addresses in server["addresses"].values() for one in addresses)


def let_go(task: Task, leaving: Collection[str]) -> None:
    """Leave some subnets, and nothing else."""
    for port in ports_of(task):
        kept = [fixed for fixed in port["fixed_ips"] if fixed["subnet_id"] not in leaving]
        if kept or not port["fixed_ips"]:
            _readdress(task, port, kept)
        else:
            _detach(task, port)


def unplug(task: Task, paths: Collection[str]) -> bool:
    """Take some declared ports off the server; they stay as they are. Tells whether any is still on its way out."""
    leaving = {task.id("port", path) for path in paths}
    going = [port for port in every_port_of(task) if port["id"] in leaving]
    for port in going if DETACH not in task.asked else ():
        _detach(task, port)
    return bool(going)


def regroup(task: Task, groups: Sequence[str]) -> None:
    """Give every port these groups."""
    identifiers = group_ids(task, groups)
    for port in ports_of(task):
        if set(port["security_groups"]) != set(identifiers):
            # A port whose security was switched off takes groups only once it is on again.
            secured = {} if port.get("port_security_enabled", True) else {"port_security_enabled": True}
            task.api.put(NETWORK, f"/ports/{port['id']}", {"port": {"security_groups": identifiers, **secured}})


def group_ids(task: Task, groups: Sequence[str]) -> list[str]:
    """The identifiers of these groups."""
    identifiers = [task.id("group", path) for path in groups if path != DEFAULT_GROUP]
    if DEFAULT_GROUP in groups:
        query = (("project_id", task.tenant), ("name", "default"))
        found = task.api.listed(Listing(NETWORK, "/security-groups", "security_groups", query))
        identifiers += [str(group["id"]) for group in found]
    return identifiers


def ports_of(task: Task) -> list[Item]:
    """The server's own ports as they are now, without those that somebody has declared."""
    declared = _declared(task)
    return [port for port in every_port_of(task) if port["id"] not in declared]


def every_port_of(task: Task) -> list[Item]:
    """All ports by which the server stands anywhere now."""
    return task.api.listed(Listing(NETWORK, "/ports", "ports", (("device_id", task.action.target),)))


@dataclass(frozen=True)
class _Ranges:
    """The ranges of one network that a port may stand in."""

    task: Task
    network: str
    leaving: Collection[str]

    def fixed(self, families: Iterable[int], now: Sequence[Item]) -> list[Mapping[str, str]]:
        """The addresses that a port shall have, given those that it has now."""
        told = [one for family in families for one in self._of_family(family, now)]
        return [{name: str(one[name]) for name in ("subnet_id", "ip_address") if name in one} for one in told]

    def _of_family(self, family: int, now: Sequence[Item]) -> Sequence[Item]:
        ranges = self._ranges(family)
        declared = wanted_addresses(self.task)
        exact = [{"subnet_id": ranges[path], "ip_address": declared[path]} for path in ranges if path in declared]
        kept = [one for one in now if one["subnet_id"] in ranges.values()]
        return exact or kept[:1] or [{"subnet_id": identifier} for identifier in ranges.values()][:1]

    def _ranges(self, family: int) -> dict[str, str]:
        """Path to identifier of the ranges of that family that stay."""
        inside = {
            address.path: identifier
            for address, identifier in sorted(self.task.known("subnet").items())
            if network_of(address.path) == self.network and identifier not in self.leaving
        }
        return {path: one for path, one in inside.items() if ip_network(path.split("/", 2)[2]).version == family}


def _readdress(task: Task, port: Item, fixed: Sequence[Mapping[str, str]]) -> None:
    now = {(one["subnet_id"], one["ip_address"]) for one in port["fixed_ips"]}
    same = all((one["subnet_id"], one.get("ip_address")) in now for one in fixed)
    if fixed and not (same and len(fixed) == len(now)):
        task.api.put(NETWORK, f"/ports/{port['id']}", {"port": {"fixed_ips": fixed}})


def _detach(task: Task, port: Item) -> None:
    task.api.delete(COMPUTE, f"/servers/{task.action.target}/os-interface/{port['id']}", task.tenant)


def _attach(task: Task, identifier: str, network: str) -> None:
    declared = [address for subnet, address in wanted_addresses(task).items() if network_of(subnet) == network]
    fixed = {"fixed_ips": [{"ip_address": address} for address in declared]} if declared else {}
    body = {"interfaceAttachment": {"net_id": identifier, **fixed}}
    task.api.post(COMPUTE, f"/servers/{task.action.target}/os-interface", body, task.tenant, wait_for_turn=True)


def _declared(task: Task) -> set[str]:
    """The identifiers of all declared ports."""
    return {*task.known("port").values()}


def _declared_that_go(task: Task) -> list[Item]:
    """Declared ports that the server has and shall not have."""
    wanted = {task.id("port", path) for path in _strings(task.action.attributes["ports"])}
    going = _declared(task) - wanted
    return [port for port in every_port_of(task) if port["id"] in going]


def _plug(task: Task) -> None:
    """Give the server the declared ports that it shall have and has not."""
    wanted = {task.id("port", path) for path in _strings(task.action.attributes["ports"])}
    there = {port["id"] for port in every_port_of(task)} if wanted else set()
    for identifier in sorted(wanted - there):
        body = {"interfaceAttachment": {"port_id": identifier}}
        task.api.post(COMPUTE, f"/servers/{task.action.target}/os-interface", body, task.tenant, wait_for_turn=True)


def _strings(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
