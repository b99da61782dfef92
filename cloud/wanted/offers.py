"""What the site offers to all its tenants."""

from collections.abc import Iterator

from cloud.kinds.task import SHARED
from cloud.wanted.networks import called, network, subnet
from cloud.wanted.traffic import qos, subnet_pool
from zhengyun.estate import External, Flavor, Image, Site
from zhengyun.resource import Address, Resource, Value


def resources(site: Site) -> Iterator[Resource]:
    """Domains, flavors, images, subnet pools, QoS policies and external networks."""
    for domain in site.domains:
        attributes: dict[str, Value] = {"name": domain.name, "title": domain.title, "enabled": True}
        yield Resource(Address(site.name, "domain", f"{SHARED}/{domain.name}"), attributes)
    for flavor in site.flavors:
        yield _flavor(site.name, flavor)
    for image in site.images:
        yield _image(site.name, image)
    for pool in site.subnet_pools:
        yield subnet_pool(site.name, pool)
    for policy in site.qos:
        yield qos(site.name, SHARED, policy)
    for external in site.externals:
        yield from _external(site.name, external)


def exits(site: Site) -> dict[str, Address]:
    """By external network, the range that a router takes its address from."""
    return {one.name: Address(site.name, "subnet", f"{SHARED}/{one.name}/{one.addresses}") for one in site.externals}


def _flavor(site: str, flavor: Flavor) -> Resource:
    size: dict[str, Value] = {"vcpus": flavor.vcpus, "ram_mib": flavor.ram_mib, "disk_gib": flavor.disk_gib}
    return Resource(Address(site, "flavor", f"{SHARED}/{flavor.name}"), {**size, "marked": True})


def _image(site: str, image: Image) -> Resource:
    return Resource(
        Address(site, "image", f"{SHARED}/{image.name}"),
        {
            "title": image.title,
            "sha256": image.sha256,
            "format": image.format,
            "min_disk_gib": image.min_disk_gib,
            "min_ram_mib": image.min_ram_mib,
            "file": image.file,
            "properties": dict(image.properties),
            "visibility": image.visibility,
            "members": [*sorted(image.members)],
            "protected": image.protected,
        },
    )


def _external(site: str, external: External) -> Iterator[Resource]:
    path = f"{SHARED}/{external.name}"
    provider: Value = {
        "type": external.provider_type,
        "network": external.provider_network or None,
        "segment": external.provider_segment,
    }
    yield Resource(
        Address(site, "network", path), network(None, called(external)) | {"external": True, "provider": provider}
    )
    yield subnet(site, path, external.addresses, external.gateway, dhcp=False, pool=list(external.pool))
