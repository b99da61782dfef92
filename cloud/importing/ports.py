"""The ports by which what was recorded stands in networks."""

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address, ip_network
from typing import Final

from cloud.importing.recorded import Recorded, Records
from cloud.view import Item

P: Final = "openstack_"
NETWORK, SUBNET, PORT = f"{P}networking_network_v2", f"{P}networking_subnet_v2", f"{P}networking_port_v2"
INTERFACE, GROUP = f"{P}networking_router_interface_v2", f"{P}networking_secgroup_v2"
SERVER, ROUTE = f"{P}compute_instance_v2", f"{P}networking_router_route_v2"


class Ports:
    """What was recorded of networks, by identifier, and the ports in them."""

    def __init__(self, records: Records, project: str) -> None:
        self.records, self.project = records, project
        self.networks = {one.id: one for one in records.of(NETWORK)}
        self.subnets = {one.id: one for one in records.of(SUBNET)}
        self.groups = {one.id: one for one in records.of(GROUP)}
        self.by_name = {one.text("name"): one.id for one in records.of(GROUP)}
        self.ports = {one.id: one for one in records.of(PORT)}

    def network_id(self, named: str) -> str:
        """Some name a network by its name."""
        return next((one.id for one in self.networks.values() if one.text("name") == named and one.id != named), named)

    def router_of(self, port: str) -> str:
        """The router that joins a network in which a port stands."""
        standing = {
            fixed["subnet_id"] for one in self.server_ports() if one["id"] == port for fixed in one["fixed_ips"]
        }
        for one in self.router_ports():
            if standing & {fixed["subnet_id"] for fixed in one["fixed_ips"]}:
                return str(one["device_id"])
        return ""

    def routes_of(self, router: str) -> Iterator[Item]:
        """The static routes of a router, each recorded by itself, or many at once."""
        for one in self.records.all(ROUTE):
            for told in (one, *one.blocks("routes")) if one.text("router_id") == router else ():
                to, via = told.text("destination_cidr", "destination"), told.text("next_hop", "nexthop")
                with suppress(ValueError):
                    yield {"destination": str(ip_network(to, strict=False)), "nexthop": str(ip_address(via))}

    def server_ports(self) -> list[Item]:
        return [port for server in self.records.of(SERVER) for port in self._ports(server)]

    def _ports(self, server: Recorded) -> Iterator[Item]:
        named = [self.by_name.get(one, one) for one in server.texts("security_groups")]
        for number, leg in enumerate(server.blocks("network")):
            port = self.ports.get(leg.text("port"))
            network = port.text("network_id") if port else leg.text("uuid", "network")
            network = network if network in self.networks else self.network_id(leg.text("name") or network)
            told = [leg.text(one).strip("[]") for one in ("fixed_ip_v4", "fixed_ip_v6", "fixed_ip")]
            told += [one.text("ip_address") for one in port.blocks("fixed_ip")] if port else []
            told += port.texts("all_fixed_ips") if port else []
            groups = port.texts("all_security_group_ids", "security_group_ids") if port else named
            yield {
                "id": port.id if port else f"{server.id}-{number}",
                "device_id": server.id,
                "device_owner": "compute:nova",
                "project_id": self.project,
                "name": "",
                "network_id": network,
                "fixed_ips": [*self._fixed(network, told)],
                "security_groups": groups or list(named),
                "admin_state_up": True,
            }

    def _fixed(self, network: str, told: list[str]) -> Iterator[Item]:
        """The addresses with their ranges. Where none is told, the server stands in every range of the network."""
        ranges = [one for one in self.subnets.values() if one.text("network_id") == network]
        for address in dict.fromkeys(one for one in told if _is_address(one)):
            for one in ranges:
                if ip_address(address) in ip_network(one.text("cidr"), strict=False):
                    yield {"subnet_id": one.id, "ip_address": address}
        if not any(_is_address(one) for one in told):
            yield from ({"subnet_id": one.id, "ip_address": ""} for one in ranges)

    def router_ports(self) -> list[Item]:
        made: list[Item] = []
        for one in self.records.all(INTERFACE):
            port = self.ports.get(one.text("port_id"))
            subnets = [fixed.text("subnet_id", "subnet") for fixed in port.blocks("fixed_ip")] if port else []
            subnets += [one.text("subnet_id")]
            made.append(
                {
                    "id": one.text("port_id") or one.id,
                    "device_id": one.text("router_id"),
                    "device_owner": "network:router_interface",
                    "project_id": self.project,
                    "name": "",
                    "network_id": "",
                    "security_groups": [],
                    "fixed_ips": [
                        {"subnet_id": subnet, "ip_address": ""} for subnet in dict.fromkeys(subnets) if subnet
                    ],
                }
            )
        return made


def _is_address(text: str) -> bool:
    try:
        return bool(text) and ip_address(text) is not None
    except ValueError:
        return False
