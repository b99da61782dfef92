"""A tenant in normal form."""

from ipaddress import ip_network

from inventory.compile.firewall import address_groups, exposed, groups
from inventory.compile.identity import users
from inventory.compile.networks import networks, routers
from inventory.compile.ports import ports, trunks
from inventory.compile.systems import system
from inventory.compile.traffic import qos
from inventory.schema.site import SiteFile
from inventory.schema.tenant import TenantFile
from zhengyun.estate import Key, Project, Quota, ServerGroup, Tenant


def tenant_of(name: str, model: TenantFile, site: SiteFile, departments: dict[str, str]) -> Tenant:
    """A department at one site."""
    families = _families(model)
    return Tenant(
        name=name,
        title=departments.get(name, name),
        quota=Quota(
            servers=model.quota.servers,
            vcpus=model.quota.vcpus,
            ram_mib=model.quota.ram,
            volumes=model.quota.volumes,
            storage_gib=model.quota.storage,
            networks=model.quota.networks,
            routers=model.quota.routers,
            floating_addresses=model.quota.floating_addresses,
            groups=model.quota.groups,
            rules=model.quota.rules,
            ports=model.quota.ports,
            server_groups=model.quota.server_groups,
            snapshots=model.quota.snapshots,
            backups=model.quota.backups,
            backup_storage_gib=model.quota.backup_storage,
        ),
        networks=tuple(networks(name, model, site)),
        routers=tuple(routers(model)),
        groups=(*groups(model, families), *exposed(model, site, families)),
        keys=tuple(Key(name, public) for name, public in model.keys.items()),
        project=Project(model.project.called, model.project.description),
        systems=tuple(system(name, one) for name, one in model.systems.items()),
        address_groups=tuple(address_groups(model)),
        domain=model.domain or "",
        users=tuple(users(model)),
        server_groups=tuple(
            ServerGroup(name, one.policy, one.max_per_host or 0) for name, one in model.server_groups.items()
        ),
        qos=tuple(qos(model.qos)),
        ports=tuple(ports(name, model, site)),
        trunks=tuple(trunks(model)),
    )


def _families(model: TenantFile) -> tuple[int, ...]:
    """The address families that the tenant's networks have."""
    subnets = (subnet.addresses for network in model.networks.values() for subnet in network.addresses)
    return tuple(sorted({ip_network(subnet).version for subnet in subnets})) or (4,)
