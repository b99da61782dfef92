"""A plan's actions in the words of others: as tasks of the openstack.cloud collection, and as commands of `openstack`.

Everything is called by its whole path, so that names are unique; nothing is marked.
"""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lab.openstack.services import EXECUTOR
from zhengyun.action import Action

Task = tuple[str, dict[str, Any]]
NEUTRON_WORDS: Final = {
    "networks": "network",
    "routers": "router",
    "floating_addresses": "floatingip",
    "groups": "security_group",
    "rules": "security_group_rule",
    "ports": "port",
}
QUOTA: Final = {
    "servers": "instances",
    "vcpus": "cores",
    "ram_mib": "ram",
    "volumes": "volumes",
    "storage_gib": "gigabytes",
    **NEUTRON_WORDS,
}
# The words of the command line for the same.
OPTIONS: Final = {"floatingip": "floating-ips", "security_group": "secgroups", "security_group_rule": "secgroup-rules"}
OPTIONS_MANY: Final = {"network": "networks", "router": "routers", "port": "ports"}


def name_of(path: str) -> str:
    """A name that nothing else has."""
    return path.removeprefix("site/").replace("/", "-").replace(":", "-")


def playbook(actions: Sequence[Action], cloud: str, images: Path) -> str:
    """One play, a task or two a thing. JSON is YAML."""
    tasks = [_task(cloud, action, task) for action in actions for task in TASKS[action.address.kind](action, images)]
    play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
    return json.dumps([play], ensure_ascii=False, indent=1)


def _task(cloud: str, action: Action, task: Task) -> dict[str, Any]:
    module, arguments = task
    scoped = module in {"server", "volume", "server_volume", "floating_ip"}
    auth = {"auth": {"project_name": action.address.tenant}} if scoped else {}
    return {"name": action.id, f"openstack.cloud.{module}": {"cloud": cloud, **auth, **arguments}}


def _owner(action: Action) -> dict[str, str]:
    return {} if action.address.tenant == "site" else {"project": action.address.tenant}


def _project(action: Action, _: Path) -> Iterator[Task]:
    name = action.address.path
    yield "project", {"name": name, "description": action.attributes["title"], "domain": "default"}
    yield "role_assignment", {"user": EXECUTOR, "role": "member", "project": name}


def _quota(action: Action, _: Path) -> Iterator[Task]:
    limits = {theirs: action.attributes[ours] for ours, theirs in QUOTA.items()}
    yield "quota", {"name": action.address.path, **limits}


def _flavor(action: Action, _: Path) -> Iterator[Task]:
    told = action.attributes
    yield (
        "compute_flavor",
        {"name": _name(action), "vcpus": told["vcpus"], "ram": told["ram_mib"], "disk": told["disk_gib"]},
    )


def _image(action: Action, images: Path) -> Iterator[Task]:
    told = action.attributes
    file = str(images / str(told["file"]))
    yield "image", {"name": _name(action), "filename": file, "disk_format": told["format"], "visibility": "public"}


def _key(action: Action, _: Path) -> Iterator[Task]:
    yield "keypair", {"name": _name(action), "public_key": action.attributes["public"]}


def _network(action: Action, _: Path) -> Iterator[Task]:
    told: Any = action.attributes
    outside = told["external"] and {
        "external": True,
        "provider_network_type": told["provider"]["type"],
        "provider_physical_network": told["provider"]["network"],
    }
    yield "network", {"name": _name(action), **_owner(action), **(outside or {})}


def _subnet(action: Action, _: Path) -> Iterator[Task]:
    told: Any = action.attributes
    pool = {"allocation_pool_start": told["pool"][0], "allocation_pool_end": told["pool"][1]} if "pool" in told else {}
    yield (
        "subnet",
        {
            "name": _name(action),
            "network_name": name_of(told["network"]),
            "cidr": told["addresses"],
            "gateway_ip": told["gateway"],
            "enable_dhcp": told["dhcp"],
            **_owner(action),
            **pool,
        },
    )


def _router(action: Action, _: Path) -> Iterator[Task]:
    told: Any = action.attributes
    out = {"network": name_of(told["gateway"])} if told["gateway"] else {}
    yield "router", {"name": _name(action), "interfaces": [*map(name_of, told["subnets"])], **_owner(action), **out}


def _group(action: Action, _: Path) -> Iterator[Task]:
    yield "security_group", {"name": _name(action), **_owner(action)}


def _rule(action: Action, _: Path) -> Iterator[Task]:
    told: Any = action.attributes
    ports = {"port_range_min": told["ports"][0], "port_range_max": told["ports"][1]} if told["ports"] else {}
    peer = {"remote_group": name_of(told["peer_group"])} if told["peer_group"] else {"remote_ip_prefix": told["peer"]}
    protocol = {} if told["protocol"] == "any" else {"protocol": told["protocol"]}
    direction = "ingress" if told["direction"] == "in" else "egress"
    group = {"security_group": name_of(told["group"]), "direction": direction, "ether_type": told["family"]}
    yield "security_group_rule", {**group, **_owner(action), **ports, **peer, **protocol}


def _volume(action: Action, _: Path) -> Iterator[Task]:
    yield "volume", {"name": _name(action), "size": action.attributes["size_gib"]}


def _server(action: Action, _: Path) -> Iterator[Task]:
    told: Any = action.attributes
    key = {"key_name": name_of(told["key"])} if told["key"] else {}
    groups = {"security_groups": [name_of(one) for one in told["groups"] if not one.startswith("~")] or ["default"]}
    nics = [{"net-name": name_of(network), **fixed} for network, fixed in _legs(told).items()]
    server = {"name": _name(action), "flavor": name_of(told["flavor"]), "image": name_of(told["image"])}
    yield "server", {**server, "nics": nics, "auto_ip": False, **groups, **key}


def _legs(told: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    legs: dict[str, dict[str, str]] = {leg.partition(" ")[0]: {} for leg in told["networks"]}
    for attribute, address in told.items():
        if attribute.startswith("address on "):
            legs["/".join(attribute.removeprefix("address on ").split("/")[:2])] = {"fixed_ip": address}
    return legs


def _attachment(action: Action, _: Path) -> Iterator[Task]:
    told = action.attributes
    yield "server_volume", {"server": name_of(str(told["server"])), "volume": name_of(str(told["volume"]))}


def _floating(action: Action, _: Path) -> Iterator[Task]:
    told = action.attributes
    yield "floating_ip", {"server": name_of(str(told["server"])), "network": name_of(str(told["external"]))}


def _name(action: Action) -> str:
    return name_of(action.address.path)


TASKS: Final[Mapping[str, Callable[[Action, Path], Iterator[Task]]]] = {
    "project": _project,
    "quota": _quota,
    "flavor": _flavor,
    "image": _image,
    "key": _key,
    "network": _network,
    "subnet": _subnet,
    "router": _router,
    "group": _group,
    "rule": _rule,
    "volume": _volume,
    "server": _server,
    "attachment": _attachment,
    "floating": _floating,
}


def cli(actions: Sequence[Action], cloud: str, images: Path) -> str:
    """A shell script: each thing is shown, and made where it is not there. Rules, ties and attachments are tried."""
    lines = [f"export OS_CLOUD={cloud}"]
    for action in actions:
        for module, told in TASKS[action.address.kind](action, images):
            lines.append(" ".join(_command(action, module, told)))
    return "\n".join(lines) + "\n"


def _command(action: Action, module: str, told: dict[str, Any]) -> Iterator[str]:
    noun, words = NOUNS[module]
    name = shlex.quote(str(told.get("name", "")))
    project = f"--os-project-name {action.address.tenant} "
    scope = project if module in {"server", "volume", "server_volume", "floating_ip"} else ""
    made = f"openstack {scope}{noun} {words(told)}"
    if module in {"quota", "role_assignment"}:
        yield made
    elif module in {"security_group_rule", "server_volume", "floating_ip"}:
        yield f"{made} >/dev/null 2>&1 || true"
    else:
        shown = noun.removesuffix(" create")
        yield f"openstack {scope}{shown} show {name} >/dev/null 2>&1 || {made} >/dev/null"
        for subnet in told.get("interfaces", ()):
            yield f"\nopenstack router add subnet {name} {subnet} >/dev/null 2>&1 || true"
        if module == "router" and told.get("network"):
            yield f"\nopenstack router set --external-gateway {told['network']} {name}"


def _option(told: Mapping[str, Any], name: str, option: str) -> str:
    return f"--{option} {shlex.quote(str(told[name]))} " if told.get(name) not in (None, "") else ""


def _made(**options: str) -> Callable[[dict[str, Any]], str]:
    """The options of a creation, and the name."""

    def words(told: dict[str, Any]) -> str:
        return "".join(_option(told, name, option) for name, option in options.items()) + shlex.quote(str(told["name"]))

    return words


def _quota_words(told: dict[str, Any]) -> str:
    option = {name: OPTIONS.get(name) or OPTIONS_MANY.get(name) or name for name in QUOTA.values()}
    return "".join(f"--{option[name]} {told[name]} " for name in option) + str(told["name"])


def _network_words(told: dict[str, Any]) -> str:
    outside = "--external " if told.get("external") else ""
    return outside + _made(
        project="project",
        provider_network_type="provider-network-type",
        provider_physical_network="provider-physical-network",
    )(told)


def _subnet_words(told: dict[str, Any]) -> str:
    dhcp = "--dhcp " if told["enable_dhcp"] else "--no-dhcp "
    gateway = f"--gateway {told['gateway_ip'] or 'none'} "
    start, end = told.get("allocation_pool_start"), told.get("allocation_pool_end")
    pool = f"--allocation-pool start={start},end={end} " if start else ""
    return dhcp + gateway + pool + _made(project="project", network_name="network", cidr="subnet-range")(told)


def _rule_words(told: dict[str, Any]) -> str:
    ports = f"--dst-port {told['port_range_min']}:{told['port_range_max']} " if "port_range_min" in told else ""
    options = {"protocol": "protocol", "project": "project", "remote_group": "remote-group"}
    options |= {"remote_ip_prefix": "remote-ip", "ether_type": "ethertype"}
    told_ = "".join(_option(told, name, option) for name, option in options.items())
    return f"--{told['direction']} {ports}{told_}{told['security_group']}"


def _server_words(told: dict[str, Any]) -> str:
    nics = "".join(
        f"--nic net-id=$(openstack network show -f value -c id {nic['net-name']})"
        + (f",v4-fixed-ip={nic['fixed_ip']} " if "fixed_ip" in nic else " ")
        for nic in told["nics"]
    )
    groups = "".join(f"--security-group {group} " for group in told["security_groups"])
    return "--wait " + nics + groups + _made(flavor="flavor", image="image", key_name="key-name")(told)


def _key_words(told: dict[str, Any]) -> str:
    return f"--public-key <(echo {shlex.quote(told['public_key'])}) {told['name']}"


Words = Callable[[dict[str, Any]], str]
NOUNS: Final[Mapping[str, tuple[str, Words]]] = {
    "project": ("project create", _made(description="description")),
    "role_assignment": ("role add", lambda told: f"--user {told['user']} --project {told['project']} {told['role']}"),
    "quota": ("quota set", _quota_words),
    "compute_flavor": ("flavor create", _made(vcpus="vcpus", ram="ram", disk="disk")),
    "image": ("image create", lambda told: "--public " + _made(filename="file", disk_format="disk-format")(told)),
    "keypair": ("keypair create", _key_words),
    "network": ("network create", _network_words),
    "subnet": ("subnet create", _subnet_words),
    "router": ("router create", _made(project="project")),
    "security_group": ("security group create", _made(project="project")),
    "security_group_rule": ("security group rule create", _rule_words),
    "volume": ("volume create", _made(size="size")),
    "server": ("server create", _server_words),
    "server_volume": ("server add volume", lambda told: f"{told['server']} {told['volume']}"),
    "floating_ip": (
        "server add floating ip",
        lambda told: (
            f"{told['server']} $(openstack floating ip create -f value -c floating_ip_address {told['network']})"
        ),
    ),
}
