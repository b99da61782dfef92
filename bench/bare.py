"""What a capable administrator would write in an afternoon: a script with threads that builds an estate by bare calls.

It knows no permit, no log, no check before and no reading after. It makes the same things by the same calls, marks and
all, so that a plan finds nothing to do afterwards; in dependency order, with as many threads. The tool is measured
against it.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from openstack.connection import Connection, from_config

from cloud.grammars import kinds
from cloud.kinds import image
from cloud.kinds.quota import SEAL, SEALED
from cloud.kinds.server import IMAGE_MARK
from cloud.kinds.sharing import sealed
from cloud.kinds.task import Listing
from cloud.mark import attributes, owner
from cloud.reading import listings_of
from zhengyun.action import Action
from zhengyun.planfile import load

MICROVERSION = {"compute": "2.90", "block_storage": "3.70"}


class Bare:
    """One site."""

    def __init__(self, cloud: str, clouds: Path, images: Path, estate: str) -> None:
        os.environ["OS_CLIENT_CONFIG_FILE"] = str(clouds)
        self.connection: Connection = from_config(cloud=cloud)
        self.images, self.estate = images, estate
        self.home = str(self.connection.current_project_id)
        self.user = self.connection.current_user_id
        self.role = self.get("identity", "/roles?name=member")["roles"][0]["id"]
        self.ids: dict[tuple[str, str], str] = {}
        self.projects: dict[str, Connection] = {}

    # The calls

    def call(self, method: str, service: str, path: str, body: Any = None, tenant: str = "", **options: Any) -> Any:
        connection = self.projects[tenant] if tenant else self.connection
        proxy = getattr(connection, service)
        microversion = MICROVERSION.get(service)
        for attempt in range(8):
            answer = proxy.request(path, method, json=body, microversion=microversion, raise_exc=False, **options)
            # The one thing that even a bare script needs against Neutron: to try an exhausted quota again.
            if answer.status_code != 409 or "OverQuota" not in answer.text:
                break
            time.sleep(0.2 * 2**attempt)
        assert answer.status_code < 400, (method, path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def get(self, service: str, path: str) -> Any:
        return self.call("GET", service, path)

    def mark(self, path: str) -> dict[str, str]:
        return {"zhengyun:estate": self.estate, "zhengyun:path": path}

    def network(self, kind: str, plural: str, path: str, body: dict[str, Any]) -> Any:
        body["description"] = f"zhengyun:{self.estate}:{path}"
        made = self.call("POST", "network", f"/{plural}", {kind: body})[kind]
        tags = [f"{name}={value}" for name, value in self.mark(path).items()]
        self.call("PUT", "network", f"/{plural}/{made['id']}/tags", {"tags": tags})
        return made

    # One function a kind

    def make(self, action: Action) -> None:
        path, wanted = action.address.path, dict(action.attributes)
        tenant, name = path.partition("/")[0], path.partition("/")[2].replace("/", "-")
        made = getattr(self, "make_" + action.address.kind)(path, wanted, tenant, name)
        self.ids[action.address.kind, path] = str(made)

    def project_of(self, tenant: str) -> str:
        return self.home if tenant == "site" else self.ids["project", tenant]

    def make_project(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        tags = [f"{key}={value}" for key, value in self.mark(path).items()]
        body = {"name": path, "domain_id": "default", "description": wanted["title"], "enabled": True, "tags": tags}
        made = self.call("POST", "identity", "/projects", {"project": body})["project"]["id"]
        self.call("PUT", "identity", f"/projects/{made}/users/{self.user}/roles/{self.role}")
        self.projects[path] = self.connection.connect_as(project_id=made, project_name="", project_domain_id="")
        return str(made)

    def make_quota(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        project = self.ids["project", path]
        nova = {"instances": wanted["servers"], "cores": wanted["vcpus"], "ram": wanted["ram_mib"]}
        self.call("PUT", "compute", f"/os-quota-sets/{project}", {"quota_set": nova})
        cinder = {"volumes": wanted["volumes"], "gigabytes": wanted["storage_gib"]}
        self.call("PUT", "block_storage", f"/os-quota-sets/{project}", {"quota_set": cinder})
        neutron = {
            "network": wanted["networks"],
            "router": wanted["routers"],
            "floatingip": wanted["floating_addresses"],
            "security_group": wanted["groups"],
            "security_group_rule": wanted["rules"],
            "port": wanted["ports"],
        }
        self.call("PUT", "network", f"/quotas/{project}", {"quota": neutron})
        seal = SEAL + "=" + ";".join(f"{one}:{wanted[one]}" for one in SEALED)
        tags = self.get("identity", f"/projects/{project}/tags")["tags"]
        self.call("PUT", "identity", f"/projects/{project}/tags", {"tags": [*tags, seal]})
        return project

    def make_flavor(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        body = {"name": name, "vcpus": wanted["vcpus"], "ram": wanted["ram_mib"], "disk": wanted["disk_gib"]}
        body["description"] = f"zhengyun:{self.estate}:{path}"
        made = self.call("POST", "compute", "/flavors", {"flavor": body})["flavor"]["id"]
        self.call("POST", "compute", f"/flavors/{made}/os-extra_specs", {"extra_specs": self.mark(path)})
        return str(made)

    def make_image(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        body = {
            "name": name,
            "disk_format": wanted["format"],
            "container_format": "bare",
            "visibility": wanted["visibility"],
        }
        body |= {"min_disk": wanted["min_disk_gib"], "min_ram": wanted["min_ram_mib"]}
        body |= {image.TITLE: wanted["title"], image.FILE: wanted["file"], image.SHA256: wanted["sha256"]}
        body |= {"protected": wanted["protected"], **sealed(wanted["properties"]), **attributes(self.estate, path)}
        made = self.call("POST", "image", "/images", body)["id"]
        data = (self.images / wanted["file"]).read_bytes()
        headers = {"Content-Type": "application/octet-stream"}
        self.connection.image.request(f"/images/{made}/file", "PUT", data=data, headers=headers)
        return str(made)

    def make_key(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        key = f"{self.estate}_{path.replace('/', '_')}"
        body = {"name": key, "type": "ssh", "public_key": wanted["public"]}
        self.call("POST", "compute", "/os-keypairs", {"keypair": body})
        return key

    def make_network(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        body: dict[str, Any] = {"name": wanted["name"], "project_id": self.project_of(tenant)}
        if wanted["external"]:
            provider = wanted["provider"]
            body |= {"router:external": True, "provider:network_type": provider["type"]}
            body["provider:physical_network"] = provider["network"]
        return str(self.network("network", "networks", path, body)["id"])

    def make_subnet(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        body: dict[str, Any] = {
            "network_id": self.ids["network", wanted["network"]],
            "project_id": self.project_of(tenant),
            "cidr": wanted["addresses"],
            "ip_version": ip_network(wanted["addresses"]).version,
            "gateway_ip": wanted["gateway"],
            "enable_dhcp": wanted["dhcp"],
            "dns_nameservers": wanted["dns"],
            "name": name,
        }
        if "pool" in wanted:
            body["allocation_pools"] = [{"start": wanted["pool"][0], "end": wanted["pool"][1]}]
        return str(self.network("subnet", "subnets", path, body)["id"])

    def make_router(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        body: dict[str, Any] = {"name": wanted["name"], "project_id": self.project_of(tenant)}
        if wanted["gateway"]:
            body["external_gateway_info"] = {"network_id": self.ids["network", wanted["gateway"]]}
        made = self.network("router", "routers", path, body)["id"]
        for subnet in wanted["subnets"]:
            interface = {"subnet_id": self.ids["subnet", subnet]}
            self.call("PUT", "network", f"/routers/{made}/add_router_interface", interface)
        return str(made)

    def make_group(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        body = {"name": wanted["name"], "project_id": self.project_of(tenant)}
        made = self.network("security_group", "security-groups", path, body)
        for rule in made["security_group_rules"]:
            if wanted["egress"] not in ("any", rule["ethertype"]):
                self.call("DELETE", "network", f"/security-group-rules/{rule['id']}")
        return str(made["id"])

    def make_rule(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        body: dict[str, Any] = {
            "security_group_id": self.ids["group", wanted["group"]],
            "project_id": self.project_of(tenant),
            "direction": "ingress" if wanted["direction"] == "in" else "egress",
            "ethertype": wanted["family"],
            "protocol": None if wanted["protocol"] == "any" else wanted["protocol"],
            "remote_ip_prefix": wanted["peer"] or None,
            "remote_group_id": self.ids["group", wanted["peer_group"]] if wanted["peer_group"] else None,
        }
        if wanted["ports"]:
            body |= {"port_range_min": wanted["ports"][0], "port_range_max": wanted["ports"][1]}
        made = self.call("POST", "network", "/security-group-rules", {"security_group_rule": body})
        return str(made["security_group_rule"]["id"])

    def make_volume(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        body = {"name": wanted["name"], "size": wanted["size_gib"], "metadata": self.mark(path)}
        made = self.call("POST", "block_storage", "/volumes", {"volume": body}, tenant)["volume"]["id"]
        self.wait("block_storage", f"/volumes/{made}", "volume", "available")
        return str(made)

    def make_server(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        networks: dict[str, dict[str, Any]] = {}
        for leg in wanted["networks"]:
            network = leg.partition(" ")[0]
            networks[network] = {"uuid": self.ids["network", network]}
        for attribute, address in wanted.items():
            if attribute.startswith("address on "):
                subnet = attribute.removeprefix("address on ")
                networks["/".join(subnet.split("/")[:2])]["fixed_ip"] = address
        body: dict[str, Any] = {
            "name": wanted["name"],
            "flavorRef": self.ids["flavor", wanted["flavor"]],
            "imageRef": self.ids["image", wanted["image"]],
            "networks": list(networks.values()),
            "metadata": self.mark(path) | {IMAGE_MARK: wanted["image"]},
        }
        groups = [{"name": self.ids["group", group]} for group in wanted["groups"] if not group.startswith("~")]
        if groups:
            body["security_groups"] = groups
        if wanted["key"]:
            body["key_name"] = self.ids["key", wanted["key"]]
        made = self.call("POST", "compute", "/servers", {"server": body}, tenant)["server"]["id"]
        self.wait("compute", f"/servers/{made}", "server", "ACTIVE")
        return str(made)

    def make_attachment(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        server, volume = self.ids["server", wanted["server"]], self.ids["volume", wanted["volume"]]
        body = {"volumeAttachment": {"volumeId": volume}}
        self.call("POST", "compute", f"/servers/{server}/os-volume_attachments", body, tenant)
        self.wait("block_storage", f"/volumes/{volume}", "volume", "in-use")
        return volume

    def make_floating(self, path: str, wanted: Any, tenant: str, name: str) -> str:
        ports = self.get("network", f"/ports?device_id={self.ids['server', wanted['server']]}")["ports"]
        body = {
            "floating_network_id": self.ids["network", wanted["external"]],
            "project_id": self.project_of(tenant),
            "port_id": ports[0]["id"],
        }
        return str(self.network("floatingip", "floatingips", path, body)["id"])

    def wait(self, service: str, path: str, key: str, status: str) -> None:
        """Ask once in half a second, as scripts do."""
        while (found := self.get(service, path)[key]["status"]) != status:
            assert "error" not in found.lower(), (path, found)
            time.sleep(0.5)


def build(sites: Mapping[str, Bare], actions: Sequence[Action], workers: int) -> None:
    """Make everything, each thing after what it needs, with so many threads a site."""
    made: dict[str, Future[None]] = {}

    def one(action: Action) -> None:
        for need in action.needs:
            made[need].result()
        sites[action.address.site].make(action)

    pools = {site: ThreadPoolExecutor(workers) for site in sites}
    for action in actions:
        made[action.id] = pools[action.address.site].submit(one, action)
    for future in made.values():
        future.result()
    for pool in pools.values():
        pool.shutdown()


def listed(site: Bare) -> int:
    """The bare list calls that a reading of a site needs, all at once; returns how many things they list."""
    calls = listings_of(kinds(Path())).values()

    def count(call: Listing) -> int:
        return len(site.get(call.service.replace("-", "_"), f"{call.path}?{urlencode(call.query)}")[call.key])

    with ThreadPoolExecutor(len(calls)) as pool:
        return sum(pool.map(count, calls))


def of(sites: Sequence[str], clouds: Path, images: Path, estate: str) -> dict[str, Bare]:
    """The sites, each by the entry of its name in clouds.yaml."""
    return {site: Bare(site, clouds, images, owner(estate, site)) for site in sites}


def list_all(sites: Mapping[str, Bare]) -> int:
    """The bare list calls of every site, all sites at once."""
    with ThreadPoolExecutor(len(sites)) as pool:
        return sum(pool.map(listed, sites.values()))


def load_actions(file: str) -> Sequence[Action]:
    """The actions of a plan's file."""
    return load(Path(file).read_bytes(), file).actions


def main() -> None:
    """`python -m bench.bare build PLAN CLOUDS IMAGES`, or `python -m bench.bare list CLOUDS SITE...`."""
    verb, *arguments = sys.argv[1:]
    if verb == "list":
        clouds, *names = arguments
        print(list_all(of(names, Path(clouds), Path(), "demo")))
        return
    plan = load(Path(arguments[0]).read_bytes(), arguments[0])
    sites = of(plan.scope.sites, Path(arguments[1]), Path(arguments[2]), plan.estate)
    build(sites, plan.actions, workers=8)


if __name__ == "__main__":
    main()
