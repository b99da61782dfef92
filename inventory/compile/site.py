"""What a site offers, and its tenants."""

from collections.abc import Iterator

from inventory.compile.tenant import tenant_of
from inventory.compile.traffic import qos, subnet_pools
from inventory.files import SiteFiles
from inventory.schema.site import SiteFile
from zhengyun.estate import Adoption, Aggregate, Domain, External, Flavor, Image, Site, VolumeType, Zone


def site_of(name: str, files: SiteFiles, departments: dict[str, str]) -> Site:
    """A site in normal form; `departments` are the register of titles."""
    model = files.site.model
    return Site(
        name=name,
        title=model.title,
        cloud=model.cloud or "",
        zones=tuple(
            Zone(name, zone.title, zone.level, tuple(zone.addresses), zone.exposed)
            for name, zone in model.zones.items()
        ),
        externals=tuple(_externals(model)),
        flavors=tuple(Flavor(name, one.vcpus, one.ram, one.disk) for name, one in model.flavors.items()),
        images=tuple(
            Image(
                name,
                one.title,
                one.file,
                one.sha256,
                one.format,
                one.min_disk,
                one.min_ram,
                one.properties,
                one.visibility,
                tuple(sorted(set(one.members))),
                one.protected,
            )
            for name, one in model.images.items()
        ),
        tenants=tuple(tenant_of(name, one.model, model, departments) for name, one in files.tenants.items()),
        domains=tuple(Domain(name, one.title) for name, one in model.domains.items()),
        subnet_pools=tuple(subnet_pools(model.subnet_pools)),
        qos=tuple(qos(model.qos)),
        adoptions={name: Adoption(one.model.tenant, one.model.things) for name, one in files.adoptions.items()},
        volume_types=tuple(
            VolumeType(name, one.title, one.properties, one.public) for name, one in model.volume_types.items()
        ),
        aggregates=tuple(
            Aggregate(name, one.zone or "", tuple(one.hosts), one.properties) for name, one in model.aggregates.items()
        ),
        resizes_here=model.allow_resize_to_same_host,
    )


def _externals(model: SiteFile) -> Iterator[External]:
    for name, one in model.externals.items():
        provider = one.provider
        yield External(
            name,
            one.title,
            one.addresses,
            one.gateway,
            one.pool,
            provider.type,
            provider.network or "",
            provider.segment,
            one.called,
        )
