"""Networks and what stands in them, done by hand."""

from typing import Final

from tests.contract.cloud.by_hand.asking import Asking
from zhengyun.resource import Address, Value, World

# Kind to collection and the envelope of one.
TAGGED: Final = {
    "network": ("networks", "network"),
    "subnet": ("subnets", "subnet"),
    "router": ("routers", "router"),
    "group": ("security-groups", "security_group"),
    "floating": ("floatingips", "floatingip"),
    "addressgroup": ("address-groups", "address_group"),
    "subnetpool": ("subnetpools", "subnetpool"),
    "qos": ("qos/policies", "policy"),
    "port": ("ports", "port"),
    "trunk": ("trunks", "trunk"),
    "share": ("rbac-policies", "rbac_policy"),
}
NAMES: Final = {
    ("network", "enabled"): "admin_state_up",
    ("router", "enabled"): "admin_state_up",
    ("port", "enabled"): "admin_state_up",
    ("trunk", "enabled"): "admin_state_up",
    ("subnet", "dhcp"): "enable_dhcp",
    ("subnet", "dns"): "dns_nameservers",
    ("subnetpool", "max_length"): "max_prefixlen",
    ("network", "qos"): "qos_policy_id",
}


class Networks(Asking):
    """Networks and what stands in them."""

    def _meddle_tagged(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        collection, envelope = TAGGED[address.kind]
        path = f"/v2.0/{collection}/{identifier}"
        if attribute == "marked":
            # Neutron has a policy's tags elsewhere than the policy.
            self.ask("PUT", "network", f"{path.replace('/qos/', '/')}/tags", {"tags": []})
        elif attribute == "egress":
            rules = self.ask("GET", "network", path)[envelope]["security_group_rules"]
            rule = next(one for one in rules if one["direction"] == "egress" and one["ethertype"] == "IPv6")
            self.ask("DELETE", "network", f"/v2.0/security-group-rules/{rule['id']}")
        elif (address.kind, attribute) == ("addressgroup", "addresses"):
            self.ask("PUT", "network", f"{path}/add_addresses", {"addresses": value})
        elif (address.kind, attribute) == ("router", "subnets"):
            self._leave_all(identifier)
        elif (address.kind, attribute) == ("router", "routes"):
            assert isinstance(value, list)
            listed = [dict(zip(("destination", "nexthop"), str(one).split(" via "), strict=True)) for one in value]
            self.ask("PUT", "network", path, {"router": {"routes": listed}})
        else:
            name = "port_id" if address.kind == "floating" else NAMES.get((address.kind, attribute), attribute)
            self.ask("PUT", "network", path, {envelope: {name: value}})

    def _meddle_port(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        if attribute == "pairs":
            assert isinstance(value, list)
            body = {"allowed_address_pairs": [{"ip_address": one} for one in value]}
            self.ask("PUT", "network", f"/v2.0/ports/{identifier}", {"port": body})
        else:
            self._meddle_tagged(address, identifier, attribute, value)

    def _meddle_trunk(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        path = f"/v2.0/trunks/{identifier}"
        if attribute == "subports":
            carried = self.ask("GET", "network", path)["trunk"]["sub_ports"]
            body = {"sub_ports": [{"port_id": one["port_id"]} for one in carried]}
            self.ask("PUT", "network", f"{path}/remove_subports", body)
        else:
            self._meddle_tagged(address, identifier, attribute, value)

    def _meddle_qos(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        path = f"/v2.0/qos/policies/{identifier}"
        rules = self.ask("GET", "network", path)["policy"]["rules"]
        if attribute == "egress":
            rule = next(one for one in rules if one["type"] == "bandwidth_limit" and one["direction"] == "egress")
            assert isinstance(value, dict)
            limit = {"max_kbps": value["kbps"], "max_burst_kbps": value["burst"]}
            rule_path = f"{path}/bandwidth_limit_rules/{rule['id']}"
            self.ask("PUT", "network", rule_path, {"bandwidth_limit_rule": limit})
        elif attribute == "dscp":
            rule = next(one for one in rules if one["type"] == "dscp_marking")
            self.ask("DELETE", "network", f"{path}/dscp_marking_rules/{rule['id']}")
        elif attribute == "others":
            body = {"minimum_bandwidth_rule": {"min_kbps": 1000, "direction": "egress"}}
            self.ask("POST", "network", f"{path}/minimum_bandwidth_rules", body)
        else:
            self._meddle_tagged(address, identifier, attribute, value)

    def _leave_all(self, router: str) -> None:
        for port in self.ask("GET", "network", f"/v2.0/ports?device_id={router}")["ports"]:
            if port["device_owner"] == "network:router_interface":
                body = {"port_id": port["id"]}
                self.ask("PUT", "network", f"/v2.0/routers/{router}/remove_router_interface", body)

    def _remove_tagged(self, address: Address, identifier: str, world: World) -> None:
        del world
        if address.kind == "router":
            self._leave_all(identifier)
        self.ask("DELETE", "network", f"/v2.0/{TAGGED[address.kind][0]}/{identifier}")

    def _remove_rule(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "network", f"/v2.0/security-group-rules/{identifier}")

    def _add_rule(self, world: World, address: Address) -> None:
        """`GROUP/in tcp PORT from CIDR`."""
        group, _, words = address.path.partition("/in tcp ")
        port, _, peer = words.partition(" from ")
        rule = {
            "security_group_id": world.existing[Address(address.site, "group", group)].id,
            "direction": "ingress",
            "ethertype": "IPv4",
            "protocol": "tcp",
            "port_range_min": int(port),
            "port_range_max": int(port),
            "remote_ip_prefix": peer,
        }
        self.ask("POST", "network", "/v2.0/security-group-rules", {"security_group_rule": rule})
