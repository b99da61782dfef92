"""A state of Terraform or OpenTofu (JSON, version 4), with the resources of its OpenStack provider."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cloud import codes
from cloud.clean import clean
from cloud.importing.recorded import Recorded, Records
from zhengyun.errors import N_, ZhengyunError

VERSION: Final = 4
LARGEST: Final = 256 << 20
PROVIDER: Final = "openstack_"
# The types that something is made of here. Others are told by name.
KNOWN: Final = frozenset(
    PROVIDER + one
    for one in (
        "blockstorage_volume_v2", "blockstorage_volume_v3", "compute_flavor_v2", "compute_floatingip_associate_v2",
        "compute_instance_v2", "compute_keypair_v2", "compute_volume_attach_v2", "identity_project_v3",
        "images_image_v2", "networking_floatingip_associate_v2", "networking_floatingip_v2", "networking_network_v2",
        "networking_port_v2", "networking_router_interface_v2", "networking_router_route_v2", "networking_router_v2",
        "networking_secgroup_rule_v2", "networking_secgroup_v2", "networking_subnet_v2",
    )
)  # fmt: skip


def terraform(data: bytes, file: str) -> Records:
    """The resources of a state.

    Raises: ZhengyunError (ZY-CLOUD-234) where it is none.
    """
    state = document(data, file)
    if state.get("version") != VERSION or not isinstance(state.get("resources"), list):
        raise ZhengyunError(codes.NOT_READ, file=file, problem=N_("no Terraform state of version 4"))
    records = Records()
    for resource in state["resources"]:
        if isinstance(resource, Mapping):
            for one in _instances(resource):
                _sort(records, one, managed=resource.get("mode") == "managed")
        else:
            records.unknown.append(clean(str(resource)))
    return records


def document(data: bytes, file: str) -> Mapping[str, Any]:
    """A JSON object.

    Raises: ZhengyunError (ZY-CLOUD-234).
    """
    try:
        found = json.loads(data) if len(data) <= LARGEST else None
    except (ValueError, RecursionError) as error:
        raise ZhengyunError(codes.NOT_READ, file=file, problem=N_("not JSON, or cut short")) from error
    if not isinstance(found, Mapping):
        raise ZhengyunError(codes.NOT_READ, file=file, problem=N_("no JSON object"))
    return found


def _sort(records: Records, one: Recorded, *, managed: bool) -> None:
    if one.type in KNOWN and one.values:
        records.found.append(one)
    elif managed or one.type.startswith(PROVIDER):
        records.unknown.append(one.at)


def _instances(resource: Mapping[str, Any]) -> Iterator[Recorded]:
    """Each instance with its address: module.front[0].openstack_compute_instance_v2.web["a"]."""
    kind, name = str(resource.get("type") or "?"), str(resource.get("name") or "?")
    module = f"{resource['module']}." if isinstance(resource.get("module"), str) else ""
    data = "data." if resource.get("mode") == "data" else ""
    instances = resource.get("instances")
    for instance in instances if isinstance(instances, list) else []:
        index = instance.get("index_key") if isinstance(instance, Mapping) else None
        at = clean(f"{module}{data}{kind}.{name}" + ("" if index is None else f"[{json.dumps(index)}]"))
        values = instance.get("attributes") if isinstance(instance, Mapping) else None
        yield Recorded(kind, at, values if isinstance(values, Mapping) else {})
