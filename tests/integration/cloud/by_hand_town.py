"""A tenant that somebody built by hand, with things of all kinds and names as people give them; and a look at all of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from lab.openstack import rest
from lab.openstack.services import PEOPLE
from tests.estates import CONTENTS, PUBLIC_KEYS
from tests.integration.cloud import by_hand_more
from tests.integration.cloud.by_hand_seen import everything
from tests.lab_site import LabSite, answer

Item = dict[str, Any]
MICRO: Final = {"compute": "compute 2.90", "block-storage": "volume 3.70"}


@dataclass
class ByHand:
    """Somebody who builds in a project of his own."""

    lab: LabSite
    name: str
    admin: rest.Session = field(init=False)
    here: rest.Session = field(init=False)
    made: dict[str, Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        password = self.lab.known.passwords[PEOPLE[0]]
        self.admin = self.lab.log_in(PEOPLE[0], password, "admin")
        body = {"name": self.name, "description": "老财政局 (2019)", "domain_id": "default", "tags": ["built-by-hand"]}
        self.made["project"] = self.ask("POST", "identity", "/projects", {"project": body}, who=self.admin)["project"]
        roles = {one["name"]: one["id"] for one in self.admin.get("identity", "/roles")["roles"]}
        for role in ("admin", "member"):
            path = f"/projects/{self.project}/users/{self.admin.user}/roles/{roles[role]}"
            self.ask("PUT", "identity", path, who=self.admin)
        self.here = self.lab.log_in(PEOPLE[0], password, self.name)

    @property
    def project(self) -> str:
        """The project's identifier."""
        return str(self.made["project"]["id"])

    def ask(self, method: str, service: str, path: str, body: object = None, *, who: rest.Session | None = None) -> Any:
        """One call, answered with yes; in the project unless somebody else is named."""
        session = who or self.here
        if service == "block-storage":
            path = f"/{session.project}{path}"
        if service == "network":
            path = f"/v2.0{path}"
        return answer(session, method, service, path, body, MICRO.get(service, ""))

    def network(self, collection: str, one: str, key: str = "", **body: Any) -> Item:
        """Something of Neutron's."""
        made: Item = self.ask("POST", "network", f"/{collection}", {one: body})[one]
        self.made[key or f"{one} {body.get('name', '')}"] = made
        return made

    def until(self, question: Callable[[], bool]) -> None:
        """Wait for something."""
        deadline = time.monotonic() + 120
        while not question():
            assert time.monotonic() < deadline, "not within 120 s"
            time.sleep(0.2)

    def server_is(self, identifier: str, status: str) -> bool:
        """Whether a server has come to a status."""
        found = self.ask("GET", "compute", f"/servers/{identifier}")["server"]
        assert found["status"] != "ERROR" or status == "ERROR", found
        return bool(found["status"] == status and not found["OS-EXT-STS:task_state"])

    def volume_is(self, identifier: str, status: str) -> bool:
        """Whether a volume has come to a status."""
        return bool(self.ask("GET", "block-storage", f"/volumes/{identifier}")["volume"]["status"] == status)

    def build(self) -> None:
        """Everything."""
        self._offers()
        self._limits()
        self._networks()
        self._firewall()
        by_hand_more.policies(self)
        by_hand_more.ports(self)
        by_hand_more.bands(self)
        by_hand_more.people(self)
        self._servers()
        self._storage()
        by_hand_more.storage(self)
        self._addresses()
        by_hand_more.shares(self)

    def build_little(self) -> None:
        """One server in one network, with what that needs."""
        self._offers()
        self._limits()
        lan = self.network("networks", "network", "lan", name="LAN")
        self.network("subnets", "subnet", "lan v4", network_id=lan["id"], cidr="10.77.9.0/24", ip_version=4)
        small, image = self.made["flavor 64"]["id"], self.made["image offered"]["id"]
        self._server("desk-1", small, image, [{"uuid": lan["id"]}], ["default"], "")

    def _offers(self) -> None:
        for name, ram in ((f"M1.{self.name} Small", 64), (f"{self.name}.tiny", 32)):
            body = {"flavor": {"name": name, "vcpus": 1, "ram": ram, "disk": 1}}
            flavor = self.ask("POST", "compute", "/flavors", body)["flavor"]
            self.ask(
                "POST",
                "compute",
                f"/flavors/{flavor['id']}/os-extra_specs",
                {"extra_specs": {"hw:cpu_policy": "shared"}},
            )
            self.made[f"flavor {ram}"] = flavor
        self.made["image offered"] = self._image(
            self.admin, f"Debian 旧版 {self.name}", CONTENTS["first.raw"], "public"
        )
        self.made["image own"] = self._image(self.here, "golden (private)", b"nobody has this file", "private")
        offered: Item = {"name": f"Public Net {self.name}", "router:external": True, "provider:network_type": "flat"}
        offered["provider:physical_network"] = self.name.lower().replace(" ", "-")
        external = self.ask("POST", "network", "/networks", {"network": offered}, who=self.admin)["network"]
        subnet = {"network_id": external["id"], "cidr": "203.0.113.0/26", "ip_version": 4, "enable_dhcp": False}
        subnet["allocation_pools"] = [{"start": "203.0.113.10", "end": "203.0.113.60"}]
        self.ask("POST", "network", "/subnets", {"subnet": subnet}, who=self.admin)
        self.made["external"] = external

    def _image(self, who: rest.Session, name: str, content: bytes, visibility: str) -> Item:
        body = {"name": name, "disk_format": "raw", "container_format": "bare", "visibility": visibility}
        image: Item = self.ask("POST", "image", "/v2/images", {**body, "os_distro": "debian"}, who=who)
        self.ask("PUT", "image", f"/v2/images/{image['id']}/file", content, who=who)
        return image

    def _limits(self) -> None:
        compute = {"instances": 12, "cores": -1, "ram": 4096}
        self.ask("PUT", "compute", f"/os-quota-sets/{self.project}", {"quota_set": compute})
        body = {"quota_set": {"volumes": 9, "gigabytes": 120}}
        self.ask("PUT", "block-storage", f"/os-quota-sets/{self.project}", body)

    def _networks(self) -> None:
        office = self.network("networks", "network", "office", name="Office LAN")
        v4 = {"cidr": "10.77.1.0/24", "ip_version": 4, "dns_nameservers": ["192.0.2.53", "192.0.2.54"]}
        v6 = {"cidr": "2001:db8:77:1::/64", "ip_version": 6, "ipv6_address_mode": "slaac", "ipv6_ra_mode": "slaac"}
        first = self.network("subnets", "subnet", "v4", name="anything", network_id=office["id"], **v4)
        second = self.network("subnets", "subnet", "v6", network_id=office["id"], **v6)
        data = self.network("networks", "network", "data", name="数据网")
        closed = {"cidr": "10.77.2.0/24", "ip_version": 4, "gateway_ip": None, "enable_dhcp": False}
        self.network("subnets", "subnet", "data v4", network_id=data["id"], **closed)
        again = self.network("networks", "network", "again", name="office lan")
        self.network("subnets", "subnet", "again v4", network_id=again["id"], cidr="10.77.3.0/24", ip_version=4)
        self.network("networks", "network", "empty", name="nothing in it")
        gateway = {"network_id": self.made["external"]["id"]}
        router = self.network("routers", "router", "router", name="GW 1", external_gateway_info=gateway)
        for subnet in (first, second):
            self.ask("PUT", "network", f"/routers/{router['id']}/add_router_interface", {"subnet_id": subnet["id"]})
        ways = [{"destination": "192.168.99.0/24", "nexthop": "10.77.1.9"}]
        self.ask("PUT", "network", f"/routers/{router['id']}", {"router": {"routes": ways}})
        self.ask("PUT", "network", f"/networks/{office['id']}/tags", {"tags": ["floor-3", "who=bob"]})

    def _firewall(self) -> None:
        web = self.network("security-groups", "security_group", "web", name="Web_Servers", description="by bob")
        db = self.network("security-groups", "security_group", "db", name="DB")
        self.network("security-groups", "security_group", "db again", name="db")
        odd = self.network("security-groups", "security_group", "odd", name="ping only")
        outward = next(one for one in db["security_group_rules"] if one["ethertype"] == "IPv6")
        self.ask("DELETE", "network", f"/security-group-rules/{outward['id']}")
        inward = {"direction": "ingress", "ethertype": "IPv4"}
        for rule in (
            {
                **inward,
                "protocol": "tcp",
                "port_range_min": 443,
                "port_range_max": 443,
                "remote_ip_prefix": "0.0.0.0/0",
            },
            {**inward, "protocol": "tcp", "port_range_min": 8000, "port_range_max": 8100, "ethertype": "IPv6"},
            {**inward, "protocol": "icmp"},
            {**inward, "remote_group_id": web["id"]},
        ):
            self.network("security-group-rules", "security_group_rule", str(rule), security_group_id=web["id"], **rule)
        for rule in (
            {**inward, "protocol": "6", "port_range_min": 5432, "port_range_max": 5432, "remote_group_id": web["id"]},
            {**inward, "protocol": "vrrp", "remote_ip_prefix": "10.77.2.7/32"},
            {"direction": "egress", "ethertype": "IPv4", "protocol": "udp", "port_range_min": 53, "port_range_max": 53},
        ):
            self.network("security-group-rules", "security_group_rule", str(rule), security_group_id=db["id"], **rule)
        again = self.made["db again"]["id"]
        for rule in (
            {
                **inward,
                "protocol": "udp",
                "port_range_min": 514,
                "port_range_max": 514,
                "remote_ip_prefix": "10.77.0.0/16",
            },
            {
                "direction": "ingress",
                "ethertype": "IPv6",
                "protocol": "ipv6-icmp",
                "remote_ip_prefix": "2001:db8:77::/48",
            },
        ):
            self.network("security-group-rules", "security_group_rule", str(rule), security_group_id=again, **rule)
        ping = {**inward, "protocol": "icmp", "port_range_min": 8, "port_range_max": 0}
        self.network("security-group-rules", "security_group_rule", "ping", security_group_id=odd["id"], **ping)

    def _servers(self) -> None:
        key = {"keypair": {"name": f"Bob Key {self.name}", "type": "ssh", "public_key": f"{PUBLIC_KEYS[0]} bob@desk"}}
        self.made["key"] = self.ask("POST", "compute", "/os-keypairs", key)["keypair"]
        office, data, again = (self.made[one]["id"] for one in ("office", "data", "again"))
        small, tiny = self.made["flavor 64"]["id"], self.made["flavor 32"]["id"]
        offered, own = self.made["image offered"]["id"], self.made["image own"]["id"]
        key_name = self.made["key"]["name"]
        apart = {by_hand_more.CASE: {"group": self.made["apart"]["id"]}}
        first = [{"uuid": office, "fixed_ip": "10.77.1.21"}]
        self._server("payroll-web-1", small, offered, first, ["web"], key_name, **apart)
        self._server("payroll-web-2", small, offered, [{"uuid": office}], ["web", "default"], key_name, **apart)
        root: Item = {"boot_index": 0, "uuid": offered, "source_type": "image", "destination_type": "volume"}
        root |= {"volume_size": 1, "delete_on_termination": True}
        self._server("payroll-batch", tiny, "", [{"uuid": office}], ["default"], "", block_device_mapping_v2=[root])
        self._server("payroll-line", tiny, offered, [{"port": self.made["parent"]["id"]}], [], "")
        legs = [{"uuid": office}, {"uuid": data, "fixed_ip": "10.77.2.9"}]
        self._server("payroll-db", tiny, own, legs, ["db"], "")
        self._server("门户", tiny, offered, [{"uuid": again}], ["default"], "")
        self._server("Portal WWW", tiny, offered, [{"uuid": again}], ["db", "db again"], "")
        self._server("portal_www", tiny, offered, [{"uuid": again}], ["default"], "")
        off = self.made["server portal_www"]["id"]
        self.ask("POST", "compute", f"/servers/{off}/action", {"os-stop": None})
        self.until(lambda: self.server_is(off, "SHUTOFF"))

    def _server(
        self, name: str, flavor: str, image: str, nets: list[Item], groups: list[str], key: str, **more: Any
    ) -> None:
        secured = [{"name": self.made[one]["id"] if one in self.made else one} for one in groups]
        hints = {word: more.pop(word) for word in (by_hand_more.CASE,) if word in more}
        body: Item = {"name": name, "flavorRef": flavor, "imageRef": image, "networks": nets, **more}
        body |= {"security_groups": secured} if secured else {}
        body |= {"metadata": {"contact": "bob"}} | ({"key_name": key} if key else {})
        server = self.ask("POST", "compute", "/servers", {"server": body, **hints})["server"]
        self.made[f"server {name}"] = server
        self.until(lambda: self.server_is(server["id"], "ACTIVE"))

    def _storage(self) -> None:
        for name in ("vol_01", "", "payroll-db-log"):
            self.volume(name, "payroll-db")
        self.volume("left over")

    def volume(self, name: str, *servers: str, **body: Any) -> Item:
        """A volume, attached to these servers."""
        whole = {"volume": {"name": name, "size": 1, "metadata": {"paid by": "bob"}, **body}}
        volume: Item = self.ask("POST", "block-storage", "/volumes", whole)["volume"]
        self.made[f"volume {name}"] = volume
        self.until(lambda: self.volume_is(volume["id"], "available"))
        for server in servers:
            where = f"/servers/{self.made[f'server {server}']['id']}/os-volume_attachments"
            self.ask("POST", "compute", where, {"volumeAttachment": {"volumeId": volume["id"]}})
            self.until(lambda: self.volume_is(volume["id"], "in-use"))
        return volume

    def copy(self, kind: str, name: str, volume: str) -> Item:
        """A snapshot or a backup, once it is whole."""
        body = {kind: {"volume_id": self.made[volume]["id"], "name": name, "force": True, "metadata": {"by": "bob"}}}
        made: Item = self.ask("POST", "block-storage", f"/{kind}s", body)[kind]
        self.made[f"{kind} {name}"] = made
        where = f"/{kind}s/{made['id']}"
        self.until(lambda: self.ask("GET", "block-storage", where)[kind]["status"] == "available")
        return made

    def _addresses(self) -> None:
        server = self.made["server payroll-web-1"]["id"]
        (port,) = self.ask("GET", "network", f"/ports?device_id={server}")["ports"]
        external = self.made["external"]["id"]
        self.network("floatingips", "floatingip", "floating", floating_network_id=external, port_id=port["id"])
        self.network("floatingips", "floatingip", "floating spare", floating_network_id=external)

    def everything(self) -> dict[str, Any]:
        """What every service tells of the project and of what it uses, without what marks are made of."""
        return everything(self)
