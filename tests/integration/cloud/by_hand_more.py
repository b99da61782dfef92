"""What an operator builds by hand besides networks, servers and volumes: policies, ports, copies, users, what is shared."""

from typing import Any, Final, Protocol

Item = dict[str, Any]
CASE: Final = "os:scheduler_hints"
MAC: Final = "fa:16:3e:00:00:99"


class Builder(Protocol):
    """Somebody who builds in a project of his own."""

    name: str
    made: dict[str, Item]
    admin: Any

    @property
    def project(self) -> str:
        """The project's identifier."""
        ...

    def ask(self, method: str, service: str, path: str, body: object = None, *, who: Any = None) -> Any:
        """One call, answered with yes."""
        ...

    def network(self, collection: str, one: str, key: str = "", **body: Any) -> Item:
        """Something of Neutron's."""
        ...

    def volume(self, name: str, *servers: str, **body: Any) -> Item:
        """A volume, attached to these servers."""
        ...

    def copy(self, kind: str, name: str, volume: str) -> Item:
        """A snapshot or a backup, once it is whole."""
        ...


def policies(by: Builder) -> None:
    """QoS policies: one that limits and marks, one of which nothing is left; address groups, with and without words."""
    slow = by.network("qos/policies", "policy", "slow", name="Slow 10M", description="for the archive")
    for rule in (
        {"max_kbps": 10_000, "max_burst_kbps": 2_000, "direction": "egress"},
        {"max_kbps": 20_000, "max_burst_kbps": 2_000, "direction": "ingress"},
    ):
        by.ask("POST", "network", f"/qos/policies/{slow['id']}/bandwidth_limit_rules", {"bandwidth_limit_rule": rule})
    marked = {"dscp_marking_rule": {"dscp_mark": 26}}
    by.ask("POST", "network", f"/qos/policies/{slow['id']}/dscp_marking_rules", marked)
    by.network("qos/policies", "policy", "empty policy", name="empty policy")
    by.network("address-groups", "address_group", "banks", name="Banks", addresses=["192.0.2.0/28", "192.0.2.200/32"])
    by.network(
        "address-groups",
        "address_group",
        "partners",
        name="partners",
        description="bob asked them in 2019",
        addresses=["198.51.100.0/28"],
    )
    for group in ("banks", "partners"):
        rule = {"direction": "ingress", "ethertype": "IPv4", "protocol": "tcp", "port_range_min": 22}
        rule |= {"port_range_max": 22, "remote_address_group_id": by.made[group]["id"]}
        by.network(
            "security-group-rules",
            "security_group_rule",
            group + " rule",
            security_group_id=by.made["web"]["id"],
            **rule,
        )


def ports(by: Builder) -> None:
    """Ports with names, pairs, a policy, no security; a trunk; and one that speaks for another's hardware address."""
    office, data = by.made["office"]["id"], by.made["data"]["id"]
    by.network(
        "ports",
        "port",
        "vip",
        name="VIP (keepalived)",
        network_id=data,
        fixed_ips=[{"ip_address": "10.77.2.5"}],
        allowed_address_pairs=[{"ip_address": "10.77.2.6"}, {"ip_address": "10.77.2.64/28"}],
        security_groups=[by.made["db"]["id"]],
        qos_policy_id=by.made["slow"]["id"],
    )
    by.network("ports", "port", "parent", name="Trunk Parent", network_id=office)
    by.network(
        "ports", "port", "inner", name="vlan101", network_id=data, port_security_enabled=False, security_groups=[]
    )
    pair = {"ip_address": "10.77.2.7", "mac_address": MAC}
    by.network("ports", "port", "false", name="false mac", network_id=data, allowed_address_pairs=[pair])
    carried = {"port_id": by.made["inner"]["id"], "segmentation_type": "vlan", "segmentation_id": 101}
    by.network("trunks", "trunk", "trunk", name="Trunk 1", port_id=by.made["parent"]["id"], sub_ports=[carried])
    by.network("subnetpools", "subnetpool", "pool", name="bob's pool", prefixes=["10.78.0.0/16"], default_prefixlen=26)


def bands(by: Builder) -> None:
    """A server group, which Nova lets bear no mark."""
    group = {"name": "Apart please", "policy": "soft-anti-affinity"}
    by.made["apart"] = by.ask("POST", "compute", "/os-server-groups", {"server_group": group})["server_group"]


def people(by: Builder) -> None:
    """A user that is a service, and one that is a person."""
    roles = {one["name"]: one["id"] for one in by.admin.get("identity", "/roles")["roles"]}
    for key, role in (("robot", "member"), ("person", "reader")):
        body = {"name": f"{by.name} {key}", "domain_id": "default", "password": "not told 1", "description": ""}
        body |= {"description": "nightly copies"} if key == "robot" else {}
        user = by.ask("POST", "identity", "/users", {"user": body}, who=by.admin)["user"]
        by.made[key] = user
        by.ask("PUT", "identity", f"/projects/{by.project}/users/{user['id']}/roles/{roles[role]}", who=by.admin)


def storage(by: Builder) -> None:
    """Volumes that several servers have, or none; copies of them, and of what is left."""
    by.volume("payroll-files", "payroll-web-1", "payroll-web-2", volume_type="shared")
    by.volume("payroll-archive", volume_type="bulk")
    by.copy("snapshot", "before upgrade", "volume vol_01")
    by.copy("snapshot", "of what is left", "volume left over")
    by.copy("backup", "monthly", "volume payroll-archive")


def shares(by: Builder) -> None:
    """What is opened to a project that is no tenant of any estate."""
    (other,) = by.ask("GET", "identity", "/projects?name=service", who=by.admin)["projects"]
    for kind, key in (("network", "again"), ("security_group", "db")):
        policy = {"object_type": kind, "object_id": by.made[key]["id"], "action": "access_as_shared"}
        by.network("rbac-policies", "rbac_policy", f"share {key}", target_tenant=other["id"], **policy)
