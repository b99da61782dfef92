"""Stacks of Heat: what `openstack stack export` wrote, with the identifiers of a resource listing where it lacks them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cloud import codes
from cloud.clean import clean
from cloud.importing.recorded import Recorded, Records
from cloud.importing.terraform import PROVIDER
from zhengyun.errors import N_, ZhengyunError

# Heat's type to Terraform's, and what its properties are called there, where that is another word.
TYPES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "OS::Nova::Server": ("compute_instance_v2", {"key_name": "key_pair", "flavor": "flavor_name", "image": "image_name", "networks": "network"}),
    "OS::Nova::KeyPair": ("compute_keypair_v2", {}),
    "OS::Nova::Flavor": ("compute_flavor_v2", {}),
    "OS::Cinder::Volume": ("blockstorage_volume_v3", {}),
    "OS::Cinder::VolumeAttachment": ("compute_volume_attach_v2", {"instance_uuid": "instance_id"}),
    "OS::Neutron::Net": ("networking_network_v2", {}),
    "OS::Neutron::ProviderNet": ("networking_network_v2", {"router_external": "external"}),
    "OS::Neutron::Subnet": ("networking_subnet_v2", {"network": "network_id", "allocation_pools": "allocation_pool"}),
    "OS::Neutron::Router": ("networking_router_v2", {}),
    "OS::Neutron::RouterInterface": ("networking_router_interface_v2", {"router": "router_id", "subnet": "subnet_id"}),
    "OS::Neutron::ExtraRoute": ("networking_router_route_v2", {"destination": "destination_cidr", "nexthop": "next_hop"}),
    "OS::Neutron::ExtraRouteSet": ("networking_router_route_v2", {"router": "router_id"}),
    "OS::Neutron::SecurityGroup": ("networking_secgroup_v2", {}),
    "OS::Neutron::SecurityGroupRule": ("networking_secgroup_rule_v2", {"security_group": "security_group_id", "remote_group": "remote_group_id"}),
    "OS::Neutron::Port": ("networking_port_v2", {"network": "network_id", "security_groups": "security_group_ids", "fixed_ips": "fixed_ip"}),
    "OS::Neutron::FloatingIP": ("networking_floatingip_v2", {"floating_network": "pool"}),
    "OS::Neutron::FloatingIPAssociation": ("networking_floatingip_associate_v2", {"floatingip_id": "floating_ip"}),
}  # fmt: skip
# Fields of a listing that name a resource, as Heat's and its client's versions call them.
NAMED: Final = ("resource_name", "logical_resource_id", "name")
UNRESOLVED: Final = object()
# Functions that only Heat itself can work out.
WORKED_OUT: Final = ("get_", "str_", "list_", "Fn::", "Ref", "if", "repeat", "digest")


def heat(files: Mapping[str, bytes]) -> Records:
    """The resources of a stack, from all that was said of it.

    Raises: ZhengyunError (ZY-CLOUD-234).
    """
    records, listed, template = Records(), dict[str, tuple[str, str]](), dict[str, Mapping[str, Any]]()
    parameters: dict[str, Any] = {}
    for file, data in files.items():
        found = _json(data, file)
        if isinstance(found, list):
            listed |= dict(_listed(found))
        elif isinstance(found, Mapping):
            records.project = records.project or str(found.get("project_id") or found.get("project") or "")
            _exported(found, listed, template, parameters)
        else:
            raise ZhengyunError(
                codes.NOT_READ, file=file, problem=N_("neither a list of resources nor an exported stack")
            )
    if not listed and not template:
        raise ZhengyunError(codes.NOT_READ, file=", ".join(files), problem=N_("no resources of a stack"))
    for name in sorted({*listed, *template}):
        _sort(records, name, listed, template, parameters)
    return records


def _json(data: bytes, file: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ZhengyunError(codes.NOT_READ, file=file, problem=N_("not JSON, or cut short")) from error


def _listed(rows: list[Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    for row in rows:
        if isinstance(row, Mapping):
            name = next((str(row[one]) for one in NAMED if row.get(one)), "")
            identifier = str(row.get("physical_resource_id") or "")
            if name and identifier:
                yield name, (identifier, str(row.get("resource_type") or ""))


def _exported(
    found: Mapping[str, Any],
    listed: dict[str, tuple[str, str]],
    template: dict[str, Mapping[str, Any]],
    parameters: dict[str, Any],
) -> None:
    """An export holds the template, the resources with their identifiers, and what the parameters were."""
    inner = found.get("template")
    whole = inner if isinstance(inner, Mapping) else found
    described = whole.get("resources")
    for name, one in described.items() if isinstance(described, Mapping) else ():
        if isinstance(one, Mapping) and isinstance(one.get("type"), str) and "resource_id" not in one:
            template[str(name)] = one
    resources = found.get("resources")
    for name, one in resources.items() if isinstance(resources, Mapping) else ():
        if isinstance(one, Mapping) and one.get("resource_id"):
            listed[str(name)] = str(one["resource_id"]), str(one.get("type") or "")
    for declared in (
        whole.get("parameters"),
        found.get("parameters"),
        (_mapping(found.get("environment"))).get("parameters"),
    ):
        for name, value in _mapping(declared).items():
            parameters[name] = value.get("default") if isinstance(value, Mapping) and "default" in value else value


def _sort(
    records: Records,
    name: str,
    listed: Mapping[str, tuple[str, str]],
    template: Mapping[str, Mapping[str, Any]],
    parameters: Mapping[str, Any],
) -> None:
    identifier, told = listed.get(name, ("", ""))
    described = template.get(name, {})
    kind = str(described.get("type") or told)
    at = clean(f"{kind} {name}")
    if kind not in TYPES:
        records.unknown.append(at)
        return
    if not described:
        records.unknown.append(f"{at} ({identifier})")
        return
    meaning, words = TYPES[kind]
    values = {"id": identifier}
    for one, value in _mapping(described.get("properties")).items():
        known = _resolved(value, listed, parameters)
        if known is not UNRESOLVED:
            values[words.get(one, one)] = known
    records.found.append(Recorded(PROVIDER + meaning, at, values))


def _resolved(value: Any, listed: Mapping[str, tuple[str, str]], parameters: Mapping[str, Any], depth: int = 0) -> Any:
    """A property as it came out; what only Heat itself could work out is not known."""
    if depth > 16:
        return UNRESOLVED
    if isinstance(value, Mapping):
        return _mapped(value, listed, parameters, depth)
    if isinstance(value, list):
        return [one for item in value if (one := _resolved(item, listed, parameters, depth + 1)) is not UNRESOLVED]
    return value


def _mapped(
    value: Mapping[str, Any], listed: Mapping[str, tuple[str, str]], parameters: Mapping[str, Any], depth: int
) -> Any:
    if set(value) == {"get_resource"}:
        return listed.get(str(value["get_resource"]), (UNRESOLVED, ""))[0]
    if set(value) == {"get_param"}:
        return parameters.get(str(value["get_param"]), UNRESOLVED)
    if len(value) == 1 and str(next(iter(value))).startswith(WORKED_OUT):
        return UNRESOLVED
    inner = {name: _resolved(one, listed, parameters, depth + 1) for name, one in value.items()}
    return {name: one for name, one in inner.items() if one is not UNRESOLVED}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
