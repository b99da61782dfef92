"""What was recorded, in the shape in which the services' lists tell it: so that one reading serves both."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

from cloud import codes
from cloud.grammars import kinds
from cloud.importing.ports import GROUP, NETWORK, PORT, SERVER, SUBNET, P, Ports
from cloud.importing.recorded import Recorded, Records
from cloud.view import Item, View
from zhengyun.errors import ZhengyunError

ROUTER: Final = f"{P}networking_router_v2"
RULE: Final = f"{P}networking_secgroup_rule_v2"
FLOATING = f"{P}networking_floatingip_v2"
TIES = (f"{P}networking_floatingip_associate_v2", f"{P}compute_floatingip_associate_v2")
ATTACH, KEYPAIR = f"{P}compute_volume_attach_v2", f"{P}compute_keypair_v2"
VOLUMES = (f"{P}blockstorage_volume_v3", f"{P}blockstorage_volume_v2")
FLAVOR, IMAGE, PROJECT = f"{P}compute_flavor_v2", f"{P}images_image_v2", f"{P}identity_project_v3"
HOME: Final = "~home"
# A project of which nobody has recorded the identifier.
NOWHERE: Final = "~project"


def seen(records: Records, site: str, estate: str, project: str, usual: Recorded) -> tuple[View, Item]:
    """A view of what was recorded, all of it in one project; and that project, as `usual` where it is not recorded."""
    reader = _Reader(records, project or records.project or _project(records))
    reader.usual = usual
    lists: dict[str, list[Item]] = {kind.name: [] for kind in kinds(Path())}
    lists |= {"ports": [], "network_quotas": [], "role_assignments": [], "roles": []}
    lists |= {name: list(made) for name, made in reader.lists().items()}
    (whole,) = lists["project"]
    return View(site, estate, lists, HOME, domain="~domain"), whole


def keys(records: Records) -> dict[str, str]:
    """The public halves of recorded key pairs."""
    return {
        one.text("name"): " ".join(one.text("public_key").split()[:2])
        for one in records.all(KEYPAIR)
        if one.text("name")
    }


def _project(records: Records) -> str:
    """The project that most of it lies in."""
    told = [
        one.text("tenant_id", "project_id")
        for one in records.found
        if one.type in {NETWORK, SUBNET, ROUTER, GROUP, PORT, FLOATING}
    ]
    counted = Counter(one for one in told if one)
    return counted.most_common(1)[0][0] if counted else NOWHERE


class _Reader(Ports):
    """Makes items of resources. What lies outside (external networks, flavors, images) is the site's."""

    usual: Recorded

    def lists(self) -> Mapping[str, Iterator[Item]]:
        """Every list."""
        return {
            "project": self._projects(),
            "network": (self._network(one) for one in self.networks.values()),
            "subnet": (self._subnet(one) for one in self.subnets.values()),
            "router": (self._router(one) for one in self.records.of(ROUTER)),
            "group": self._groups(),
            "flavor": (self._flavor(one) for one in self.records.of(FLAVOR)),
            "image": (self._image(one) for one in self.records.of(IMAGE)),
            "server": (self._server(one) for one in self.records.of(SERVER)),
            "volume": (self._volume(one) for one in self.records.of(*VOLUMES)),
            "floating": (self._floating(one) for one in self.records.of(FLOATING)),
            "ports": iter([*self.server_ports(), *self.router_ports()]),
        }

    def _projects(self) -> Iterator[Item]:
        told = next((one for one in self.records.of(PROJECT) if one.id == self.project), self.usual)
        yield {
            "id": self.project,
            "name": told.text("name"),
            "description": told.text("description"),
            "domain_id": "~domain",
            "enabled": told.truth("enabled", otherwise=True),
            "tags": [],
        }

    def _network(self, one: Recorded) -> Item:
        external = one.truth("external", otherwise=False)
        segment = next(iter(one.blocks("segments")), Recorded("", ""))
        return {
            "id": one.id,
            "name": one.text("name"),
            "project_id": HOME if external else self.project,
            "router:external": external,
            "shared": one.truth("shared", otherwise=False),
            "admin_state_up": one.truth("admin_state_up", otherwise=True),
            "provider:network_type": segment.text("network_type") or None,
            "provider:physical_network": segment.text("physical_network") or None,
            "provider:segmentation_id": segment.number("segmentation_id") or None,
        }

    def _subnet(self, one: Recorded) -> Item:
        range_ = ip_network(one.text("cidr"), strict=False)
        gateway = one.text("gateway_ip") or (None if one.truth("no_gateway", otherwise=False) else str(range_[1]))
        pools = one.blocks("allocation_pool") or one.blocks("allocation_pools")
        return {
            "id": one.id,
            "name": one.text("name"),
            "project_id": self.project,
            "network_id": one.text("network_id"),
            "cidr": str(range_),
            "ip_version": range_.version,
            "gateway_ip": gateway,
            "dns_nameservers": one.texts("dns_nameservers"),
            "enable_dhcp": one.truth("enable_dhcp", otherwise=True),
            "allocation_pools": [{"start": pool.text("start"), "end": pool.text("end")} for pool in pools],
            "ipv6_address_mode": one.text("ipv6_address_mode") or None,
            "ipv6_ra_mode": one.text("ipv6_ra_mode") or None,
        }

    def _router(self, one: Recorded) -> Item:
        info = next(iter(one.blocks("external_gateway_info")), Recorded("", ""))
        gateway = one.text("external_network_id", "external_gateway") or info.text("network")
        return {
            "id": one.id,
            "name": one.text("name"),
            "project_id": self.project,
            "admin_state_up": one.truth("admin_state_up", otherwise=True),
            "external_gateway_info": {"network_id": self.network_id(gateway)} if gateway else None,
            "routes": [*self.routes_of(one.id)],
        }

    def _groups(self) -> Iterator[Item]:
        rules: defaultdict[str, list[Item]] = defaultdict(list)
        for one in self.records.all(RULE):
            rules[one.text("security_group_id")].append(self._rule(one, one.text("security_group_id")))
        for group in self.groups.values():
            own = [self._rule(rule, group.id, number) for number, rule in enumerate(group.blocks("rules"))]
            said = [*rules[group.id], *own]
            kept = group.truth("delete_default_rules", otherwise=False) or any(
                one["direction"] == "egress" for one in own
            )
            open_ = [] if kept else [_outward(group.id, family) for family in ("IPv4", "IPv6")]
            yield {
                "id": group.id,
                "name": group.text("name"),
                "project_id": self.project,
                "security_group_rules": [*said, *open_],
            }

    def _rule(self, one: Recorded, group: str, number: int = 0) -> Item:
        first, last = one.number("port_range_min"), one.number("port_range_max")
        ported = bool(first or last)
        mode = one.text("remote_mode") == "remote_group_id"
        return {
            "id": one.id or f"{group}-{number}",
            "security_group_id": group,
            "direction": _one_of(one, "direction", ("ingress", "egress")),
            "ethertype": _one_of(one, "ethertype", ("IPv4", "IPv6")),
            "protocol": one.text("protocol") or None,
            "port_range_min": first if ported else None,
            "port_range_max": last if ported else None,
            "remote_ip_prefix": one.text("remote_ip_prefix") or None,
            "remote_group_id": one.text("remote_group_id") or (group if mode else None),
            "remote_address_group_id": one.text("remote_address_group_id") or None,
        }

    def _flavor(self, one: Recorded) -> Item:
        size = {"vcpus": one.number("vcpus"), "ram": one.number("ram"), "disk": one.number("disk")}
        return {"id": one.id, "name": one.text("name"), "extra_specs": {}, **size}

    def _image(self, one: Recorded) -> Item:
        return {
            "id": one.id,
            "name": one.text("name"),
            "owner": one.text("owner"),
            "status": "active",
            "visibility": one.text("visibility") or "private",
            "disk_format": one.text("disk_format"),
            "min_disk": one.number("min_disk_gb"),
            "min_ram": one.number("min_ram_mb"),
            "protected": one.truth("protected", otherwise=False),
        }

    def _server(self, one: Recorded) -> Item:
        flavor = next((two for two in self.records.of(FLAVOR) if self._is(two, one, "flavor")), Recorded("", ""))
        off = one.text("power_state") in {"shutoff", "off"}
        image = one.text("image_id")
        if not image.replace("-", "").isalnum() or image.startswith("Attempt"):
            image = ""
        named = next((two.id for two in self.records.of(IMAGE) if two.text("name") == one.text("image_name")), "")
        return {
            "id": one.id,
            "name": one.text("name"),
            "tenant_id": self.project,
            "status": "SHUTOFF" if off else "ACTIVE",
            "flavor": {
                "original_name": one.text("flavor_name") or flavor.text("name") or one.text("flavor_id"),
                "vcpus": flavor.number("vcpus"),
                "ram": flavor.number("ram"),
                "disk": flavor.number("disk"),
            },
            "image": {"id": image or named} if image or named else {"id": f"~{one.text('image_name')}"},
            "key_name": one.text("key_pair") or None,
            "user_id": "",
            "metadata": {},
        }

    @staticmethod
    def _is(flavor: Recorded, server: Recorded, word: str) -> bool:
        return flavor.text("name") == server.text(f"{word}_name") or flavor.id == server.text(f"{word}_id")

    def _volume(self, one: Recorded) -> Item:
        servers = {two.text("instance_id") for two in self.records.all(ATTACH) if two.text("volume_id") == one.id}
        servers |= {two.text("instance_id") for two in one.blocks("attachment")}
        return {
            "id": one.id,
            "name": one.text("name"),
            "os-vol-tenant-attr:tenant_id": self.project,
            "size": one.number("size"),
            "volume_type": one.text("volume_type") or None,
            "status": "in-use" if servers else "available",
            "metadata": {},
            "attachments": [{"server_id": server, "volume_id": one.id} for server in sorted(servers - {""})],
        }

    def _floating(self, one: Recorded) -> Item:
        ties = [
            two
            for two in self.records.all(*TIES)
            if two.text("floating_ip") in {one.id, one.text("address"), one.text("floating_ip_address")}
        ]
        port = next((two.text("port_id") for two in ties if two.text("port_id")), one.text("port_id"))
        server = next((two.text("instance_id") for two in ties if two.text("instance_id")), "")
        ports = [two for two in self.server_ports() if two["device_id"] == server]
        port = port or (str(ports[0]["id"]) if ports else "")
        routers = [two["device_id"] for two in self.router_ports()]
        return {
            "id": one.id,
            "project_id": self.project,
            "floating_network_id": self.network_id(one.text("pool")),
            "floating_ip_address": one.text("address", "floating_ip_address"),
            "port_id": port or None,
            "router_id": self.router_of(port) or (routers[0] if routers else None),
        }


def _outward(group: str, family: str) -> Item:
    nothing: dict[str, Any] = dict.fromkeys(
        (
            "protocol",
            "port_range_min",
            "port_range_max",
            "remote_ip_prefix",
            "remote_group_id",
            "remote_address_group_id",
        )
    )
    return {
        "id": f"{group}-{family}",
        "security_group_id": group,
        "direction": "egress",
        "ethertype": family,
        **nothing,
    }


def _one_of(one: Recorded, name: str, legal: tuple[str, ...]) -> str:
    """A word that is one of those that Neutron has, the first where nothing is recorded."""
    word = one.text(name) or legal[0]
    if word not in legal:
        raise ZhengyunError(codes.NOT_READ, file=one.at, problem=f"{name}: {word}")
    return word
