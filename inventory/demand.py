"""What a tenant's declaration needs of each thing that a quota limits."""

from collections.abc import Iterable, Mapping

from zhengyun.estate import Flavor, Quota, Retention, Server, SharedVolume, Tenant, Volume


def demand(tenant: Tenant, flavors: Mapping[str, Flavor]) -> Quota:
    """Add up what the tenant declares; a flavor that is not known counts nothing."""
    servers = [server for system in tenant.systems for server in system.servers]
    sizes = [flavors[server.flavor] for server in servers if server.flavor in flavors]
    volumes = [volume for server in servers for volume in server.volumes]
    shared = [volume for system in tenant.systems for volume in system.shared_volumes]
    every: list[Volume | SharedVolume] = [*volumes, *shared]
    snapshots = _copies((volume.size_gib, volume.snapshots) for volume in every)
    backups = _copies((volume.size_gib, volume.backups) for volume in every)
    boots = [server.boot.size_gib for server in servers if server.boot]
    return Quota(
        servers=len(servers),
        vcpus=sum(size.vcpus for size in sizes),
        ram_mib=sum(size.ram_mib for size in sizes),
        volumes=len(volumes) + len(shared) + len(boots),
        storage_gib=sum(one.size_gib for one in volumes)
        + sum(one.size_gib for one in shared)
        + sum(boots)
        + snapshots[1],
        networks=len(tenant.networks),
        routers=len(tenant.routers),
        floating_addresses=sum(bool(server.floating) for server in servers),
        # Neutron gives every project a group `default` with four rules, and each group two that let everything out.
        groups=1 + len(tenant.groups),
        rules=4 + sum(len(group.rules) + 2 * group.open_egress for group in tenant.groups),
        ports=_ports(tenant, servers),
        server_groups=len(tenant.server_groups),
        snapshots=snapshots[0],
        backups=backups[0],
        backup_storage_gib=backups[1],
    )


def _copies(kept: Iterable[tuple[int, Retention | None]]) -> tuple[int, int]:
    """How many copies there are at most, and their GiB: those that are kept, and one that is made before the oldest goes."""
    told = [(retention.keep + 1, size) for size, retention in kept if retention]
    return sum(count for count, _ in told), sum(count * size for count, size in told)


def _ports(tenant: Tenant, servers: list[Server]) -> int:
    """A port for each leg of a server, each declared one and each subnet that a router joins; gateways and floating ones are the cloud's."""
    subnets = {network.name: len(network.subnets) for network in tenant.networks}
    joined = sum(subnets.get(name, 0) for router in tenant.routers for name in router.networks)
    return joined + len(tenant.ports) + sum(len(server.networks) for server in servers)
