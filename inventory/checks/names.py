"""Names: files are called as what they declare, departments are registered, no two things share a name."""

from collections.abc import Iterator

from inventory import codes
from inventory.compile.firewall import exposure_group
from inventory.compile.systems import server_names
from inventory.files import EstateFiles, Loaded, SiteFiles
from inventory.nearest import listed, nearest
from inventory.schema.estate import EstateFile
from inventory.schema.site import SiteFile
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, Place, ZhengyunError
from zhengyun.estate.devices import SITE as DEVICES
from zhengyun.estate.devices import TENANT as OF_DEVICES
from zhengyun.estate.hosts import SITE as HOSTS
from zhengyun.estate.hosts import TENANT as OF_HOSTS
from zhengyun.estate.trust import SITE as TRUST
from zhengyun.estate.trust import TENANT
from zhengyun.estate.vault import SITE as VAULT
from zhengyun.estate.vault import TENANT as OF_VAULT

# `any` and `internet` are words of the language; `site` is the tenant of what all tenants share; `default` is Keystone's;
# where a plan is about the PKI `trust` stands in a site's place, and `pki` in a tenant's; of the vault's
# configuration `vault` in both, of hosts `hosts`, of devices `devices`.
RESERVED = {
    "group": ("any", "internet", "default"),
    "zone": ("any", "internet"),
    "department": ("site", TENANT, OF_VAULT, OF_HOSTS, OF_DEVICES),
    "domain": ("default",),
    "site": (TRUST, VAULT, HOSTS, DEVICES),
}


def names(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every name that is wrong or taken."""
    yield from _estate(files)
    for name, site in files.sites.items():
        if site.site.model.site != name and site.site.knows("site"):
            yield ZhengyunError(
                codes.OTHER_NAME, place=site.site.place("site"), given=site.site.model.site, expected_name=name
            )
        yield from _reserved(site.site, "zones", "zone")
        yield from _reserved(site.site, "domains", "domain")
        for file, tenant in site.tenants.items():
            yield from _tenant(files, file, tenant)
            yield from _qos(site.site, tenant)
        yield from _adoptions(site)


def _adoptions(site: SiteFiles) -> Iterator[ZhengyunError]:
    """What is to be adopted belongs to a tenant whose file is there."""
    for file, adoption in site.adoptions.items():
        if adoption.model.tenant != file and adoption.knows("tenant"):
            place = adoption.place("tenant")
            yield ZhengyunError(codes.OTHER_NAME, place=place, given=adoption.model.tenant, expected_name=file)
        elif file not in site.tenants and adoption.knows("tenant"):
            yield ZhengyunError(
                codes.UNKNOWN_REFERENCE,
                place=adoption.place("tenant"),
                what=N_("department"),
                name=file,
                legal=listed(sorted(site.tenants)),
                nearest=nearest(file, site.tenants),
            )


def _estate(files: EstateFiles) -> Iterator[ZhengyunError]:
    sites = files.estate.model.sites
    for position, name in enumerate(sites):
        if name in sites[:position] and files.estate.knows("sites", position):
            other = files.estate.place("sites", sites.index(name))
            place = files.estate.place("sites", position)
            yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("site"), name=name, other=other)
        if name in RESERVED["site"]:
            yield has_a_meaning(files.estate.place("sites", position), name)
    yield from _reserved(files.estate, "departments", "department")


def _reserved(loaded: Loaded, section: str, what: str) -> Iterator[ZhengyunError]:  # type: ignore[type-arg]
    for name in RESERVED[what]:
        if name in getattr(loaded.model, section):
            yield has_a_meaning(loaded.place(section, name, of_name=True), name)


def has_a_meaning(place: Place, name: str) -> ZhengyunError:
    """That something is called by a word of somebody else's."""
    expected = N_("another name: this one has a meaning of its own")
    return ZhengyunError(codes.NOT_EXPECTED, place=place, given=name, expected=expected)


def _tenant(files: EstateFiles, file: str, tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    yield from _reserved(tenant, "groups", "group")
    yield from _reserved(tenant, "address_groups", "group")
    yield from _servers(tenant)
    yield from _groups(tenant)
    if tenant.knows("tenant"):
        yield from _department(files.estate, file, tenant)


def _department(estate: Loaded[EstateFile], file: str, tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    model, departments = tenant.model, estate.model.departments
    if model.tenant != file:
        yield ZhengyunError(codes.OTHER_NAME, place=tenant.place("tenant"), given=model.tenant, expected_name=file)
        if file in departments:
            return  # one misspelt name is one error
    if model.tenant not in departments and estate.lists("departments"):
        yield ZhengyunError(
            codes.UNKNOWN_REFERENCE,
            place=tenant.place("tenant"),
            what=N_("department"),
            name=model.tenant,
            legal=listed(departments),
            nearest=nearest(model.tenant, departments),
        )


def _servers(tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    """`web` with a count of two is web-1 and web-2; another entry may be called web-1 already."""
    for system, model in tenant.model.systems.items():
        taken: dict[str, str] = {}
        for kind, server in model.servers.items():
            for name in server_names(kind, server):
                if name in taken and all(
                    tenant.knows("systems", system, "servers", one, "count") for one in (kind, taken[name])
                ):
                    place = tenant.place("systems", system, "servers", kind, of_name=True)
                    other = tenant.place("systems", system, "servers", taken[name], of_name=True)
                    yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("server"), name=name, other=other)
                taken.setdefault(name, kind)


def _groups(tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    """Rules name groups and address groups alike; what a system exposes becomes a security group with a name of its own."""
    for name in tenant.model.address_groups:
        if name in tenant.model.groups:
            place = tenant.place("address_groups", name, of_name=True)
            other = tenant.place("groups", name, of_name=True)
            yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("security group"), name=name, other=other)
    for system, model in tenant.model.systems.items():
        for position, exposure in enumerate(model.exposure):
            name = exposure_group(system, exposure.to)
            if (
                not exposure.by
                and name in tenant.model.groups
                and tenant.knows("systems", system, "exposure", position, "to")
            ):
                place = tenant.place("groups", name, of_name=True)
                other = tenant.place("systems", system, "exposure", position)
                yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("security group"), name=name, other=other)


def _qos(site: Loaded[SiteFile], tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    """Tenants name their own policies and the site's alike."""
    for name in tenant.model.qos:
        if name in site.model.qos:
            place, other = tenant.place("qos", name, of_name=True), site.place("qos", name, of_name=True)
            yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("QoS policy"), name=name, other=other)


def sites_of(files: EstateFiles) -> Iterator[tuple[SiteFiles, Loaded[TenantFile]]]:
    """Every tenant file with its site."""
    for site in files.sites.values():
        for tenant in site.tenants.values():
            yield site, tenant
