"""Hands that do things behind the tool's back, one pair a driver."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from cloud.simulated import Simulated
from lab.openstack import rest
from tests.contract.cloud.story import Deed
from tests.lab_site import LabSite, answer
from zhengyun.resource import Address, Existing, Value, World

Item = dict[str, Any]

# Kind to service, collection and the envelope of one.
TAGGED: Final = {
    "network": ("networks", "network"),
    "subnet": ("subnets", "subnet"),
    "router": ("routers", "router"),
    "group": ("security-groups", "security_group"),
    "floating": ("floatingips", "floatingip"),
}
NAMES: Final = {
    ("network", "enabled"): "admin_state_up",
    ("router", "enabled"): "admin_state_up",
    ("subnet", "dhcp"): "enable_dhcp",
    ("subnet", "dns"): "dns_nameservers",
}
MICRO: Final = {"compute": "compute 2.90", "block-storage": "volume 3.70"}


class Hands(Protocol):
    """Somebody with rights in the cloud."""

    def do(self, deed: Deed, world: World) -> None:
        """Do it, and return when it has come about."""
        ...


@dataclass
class SimulatedHands:
    """Hands in the simulated site."""

    cloud: Simulated

    def do(self, deed: Deed, world: World) -> None:
        """Do it."""
        del world
        if deed.what == "meddle":
            # A seal is OpenStack's own: what it tells is wrong then.
            # What only OpenStack has is told by what comes of it.
            translated: Mapping[str, tuple[str, Value]] = {
                "seal": ("servers", 0),
                "secured": ("groups", []),
                "public": ("public", False),
            }
            attribute, value = translated.get(deed.attribute, (deed.attribute, deed.value))
            self.cloud.meddle(deed.address, **{attribute: value})
            if deed.attribute == "running" and deed.value == "VERIFY_RESIZE":
                self.cloud.meddle(deed.address, flavor="~another")
        elif deed.what == "remove":
            self.cloud.lose(deed.address)
        elif deed.what == "spoil":
            thing = self.cloud.things[deed.address]
            self.cloud.things[deed.address] = replace(thing, fault="error")
        else:
            attributes: Mapping[str, Value] = {"group": deed.address.path.rpartition("/")[0]}
            self.cloud.things[deed.address] = Existing(deed.address, "strange", attributes)


@dataclass
class OpenStackHands:
    """Hands in a site of the lab, by other means than the product's."""

    lab: LabSite
    session: rest.Session = field(init=False)

    def __post_init__(self) -> None:
        self.session = self.lab.session()

    def do(self, deed: Deed, world: World) -> None:
        """Do it, and wait for it."""
        existing = world.existing.get(deed.address)
        identifier = existing.id if existing else ""
        if deed.what == "add":
            self._add_rule(world, deed.address)
            return
        method = getattr(self, f"_{deed.what}_{deed.address.kind}", None) or getattr(self, f"_{deed.what}_tagged")
        if deed.what == "meddle":
            method(deed.address, identifier, deed.attribute, deed.value)
        else:
            method(deed.address, identifier, world)

    # Calls

    def ask(self, method: str, service: str, path: str, body: object = None) -> Any:
        """One call, answered with yes."""
        if service == "block-storage":
            path = f"/{self.session.project}{path}"
        return answer(self.session, method, service, path, body, MICRO.get(service, ""))

    def until(self, question: Callable[[], bool]) -> None:
        """Wait for something."""
        deadline = time.monotonic() + 90
        while not question():
            assert time.monotonic() < deadline, "not within 90 s"
            time.sleep(0.1)

    def server(self, identifier: str) -> Item:
        """A server as it is now."""
        return dict(self.ask("GET", "compute", f"/servers/{identifier}")["server"])

    def act(self, identifier: str, action: str, body: object = None) -> None:
        """An action of a server."""
        self.ask("POST", "compute", f"/servers/{identifier}/action", {action: body})

    def volume(self, identifier: str) -> Item | None:
        """A volume as it is now, if it is there."""
        listed = self.ask("GET", "block-storage", "/volumes/detail?all_tenants=1")["volumes"]
        return next((one for one in listed if one["id"] == identifier), None)

    def volume_is(self, identifier: str, status: str) -> Callable[[], bool]:
        """Whether a volume has come to a status."""
        return lambda: (self.volume(identifier) or {}).get("status") == status

    # Identity and quotas

    def _meddle_project(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        if attribute == "operated":
            role = self.ask("GET", "identity", "/roles?name=member")["roles"][0]["id"]
            self.ask("DELETE", "identity", f"/projects/{identifier}/users/{self.session.user}/roles/{role}")
        else:
            self.ask("PATCH", "identity", f"/projects/{identifier}", {"project": {attribute: value}})

    def _remove_project(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "network", f"/v2.0/quotas/{identifier}")
        self.ask("DELETE", "identity", f"/projects/{identifier}")

    def _meddle_quota(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        if attribute == "seal":
            tags = self.ask("GET", "identity", f"/projects/{identifier}/tags")["tags"]
            kept = [tag for tag in tags if not tag.startswith("zhengyun:quota=")]
            body = {"tags": [*kept, f"zhengyun:quota={value}"]}
            self.ask("PUT", "identity", f"/projects/{identifier}/tags", body)
        else:
            self.ask("PUT", "network", f"/v2.0/quotas/{identifier}", {"quota": {attribute.rstrip("s"): value}})

    def _remove_key(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "compute", f"/os-keypairs/{identifier}")

    # What is offered to all

    def _meddle_flavor(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address, attribute, value
        specs = self.ask("GET", "compute", f"/flavors/{identifier}/os-extra_specs")["extra_specs"]
        for name in specs:
            self.ask("DELETE", "compute", f"/flavors/{identifier}/os-extra_specs/{name}")

    def _remove_flavor(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "compute", f"/flavors/{identifier}")

    def _meddle_image(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address, attribute
        self._patch_image(identifier, {"visibility": value})

    def _remove_image(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "image", f"/v2/images/{identifier}")

    def _spoil_image(self, address: Address, identifier: str, world: World) -> None:
        """The same image again, without bytes, and the good one gone."""
        del address, world
        found = self.ask("GET", "image", f"/v2/images/{identifier}")
        words = ("name", "disk_format", "container_format", "visibility", "min_disk", "min_ram")
        properties = {name: value for name, value in found.items() if name in words or name.startswith("zhengyun")}
        self.ask("DELETE", "image", f"/v2/images/{identifier}")
        self.ask("POST", "image", "/v2/images", properties)

    def _patch_image(self, identifier: str, values: Mapping[str, object]) -> None:
        patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in values.items()]
        path = f"{self.session.endpoints['image']}/v2/images/{identifier}"
        headers = {
            "X-Auth-Token": self.session.token,
            "Content-Type": "application/openstack-images-v2.1-json-patch",
        }
        import json

        rest.expect(rest.request("PATCH", path, json.dumps(patch).encode(), headers=headers), "PATCH", path)

    # Networks

    def _meddle_tagged(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        collection, envelope = TAGGED[address.kind]
        path = f"/v2.0/{collection}/{identifier}"
        if attribute == "marked":
            self.ask("PUT", "network", f"{path}/tags", {"tags": []})
        elif attribute == "egress":
            rules = self.ask("GET", "network", path)[envelope]["security_group_rules"]
            rule = next(one for one in rules if one["direction"] == "egress" and one["ethertype"] == "IPv6")
            self.ask("DELETE", "network", f"/v2.0/security-group-rules/{rule['id']}")
        elif (address.kind, attribute) == ("router", "subnets"):
            self._leave_all(identifier)
        else:
            name = "port_id" if address.kind == "floating" else NAMES.get((address.kind, attribute), attribute)
            self.ask("PUT", "network", path, {envelope: {name: value}})

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

    # Volumes

    def _meddle_volume(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        if attribute == "usable":
            self._status_of_volume(identifier, str(value))
        else:
            self.ask("PUT", "block-storage", f"/volumes/{identifier}", {"volume": {attribute: value}})

    def _spoil_volume(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self._status_of_volume(identifier, "error")

    def _status_of_volume(self, identifier: str, status: str) -> None:
        self.ask("POST", "block-storage", f"/volumes/{identifier}/action", {"os-reset_status": {"status": status}})

    def _remove_volume(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "block-storage", f"/volumes/{identifier}")
        self.until(lambda: self.volume(identifier) is None)

    def _remove_attachment(self, address: Address, identifier: str, world: World) -> None:
        server = world.existing[Address(address.site, "server", address.path.rpartition("/")[0])].id
        self.ask("DELETE", "compute", f"/servers/{server}/os-volume_attachments/{identifier}")
        self.until(self.volume_is(identifier, "available"))

    # Servers

    def _meddle_server(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        if attribute == "name":
            self.ask("PUT", "compute", f"/servers/{identifier}", {"server": {"name": value}})
        elif attribute in {"groups", "secured"}:
            port = self.ask("GET", "network", f"/v2.0/ports?device_id={identifier}")["ports"][0]
            body: Item = {"security_groups": []} | ({} if attribute == "groups" else {"port_security_enabled": False})
            self.ask("PUT", "network", f"/v2.0/ports/{port['id']}", {"port": body})
        else:
            self._bring_to(address, identifier, "SHUTOFF" if value is False else str(value))

    def _bring_to(self, address: Address, identifier: str, status: str) -> None:
        """Bring a running server into another state."""
        if status == "VERIFY_RESIZE":
            flavors = self.ask("GET", "compute", "/flavors")["flavors"]
            other = next(one["id"] for one in flavors if one["name"] == f"{address.path.split('/')[1]}-other")
            self.act(identifier, "resize", {"flavorRef": other})
        else:
            actions = {"SHUTOFF": "os-stop", "PAUSED": "pause", "SUSPENDED": "suspend", "RESCUE": "rescue"}
            self.act(identifier, actions.get(status, "shelve"))
        self.until(lambda: self.server(identifier)["status"] == status)

    def _spoil_server(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.act(identifier, "os-resetState", {"state": "error"})

    def _remove_server(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "compute", f"/servers/{identifier}")
        self.until(lambda: self.session.ask("GET", "compute", f"/servers/{identifier}").status == 404)
