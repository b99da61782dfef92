"""Business systems in normal form: each server for itself."""

from collections.abc import Iterator

from inventory.compile.firewall import exposure_group
from inventory.schema.system import (
    BackupsModel,
    ServerModel,
    SharedVolumeModel,
    SnapshotsModel,
    SystemModel,
    VolumeModel,
)
from zhengyun.estate import Boot, Born, Objective, Retention, Server, SharedVolume, System, Volume


def system(name: str, model: SystemModel) -> System:
    """One system."""
    objective = Objective(model.objective.rto, model.objective.rpo) if model.objective else None
    servers = tuple(server for kind, one in model.servers.items() for server in _servers(name, kind, one, model))
    shared = tuple(_shared(name, one, model) for name, one in model.shared_volumes.items())
    return System(name, model.title, model.level, model.zone, servers, objective, model.owner or "", shared)


def _shared(name: str, model: SharedVolumeModel, whole: SystemModel) -> SharedVolume:
    """A volume with the names of all servers that have it; an entry that is not there stands for none."""
    kinds = [kind for kind in dict.fromkeys(model.servers) if kind in whole.servers]
    servers = tuple(server for kind in kinds for server in server_names(kind, whole.servers[kind]))
    snapshots, backups = _retention(model.snapshots), _retention(model.backups)
    zone = model.availability_zone or ""
    return SharedVolume(name, model.size, model.type or "", servers, model.called, snapshots, backups, zone)


def server_names(kind: str, model: ServerModel) -> list[str]:
    """The names of the servers that one entry stands for."""
    return [kind] if model.count is None else [f"{kind}-{number}" for number in range(1, model.count + 1)]


def volume(name: str, model: VolumeModel) -> Volume:
    """One volume."""
    snapshots, backups = _retention(model.snapshots), _retention(model.backups)
    zone = model.availability_zone or ""
    return Volume(name, model.size, model.type or "", model.called, snapshots, backups, zone)


def _retention(model: SnapshotsModel | BackupsModel | None) -> Retention | None:
    return Retention(model.every, model.keep) if model else None


def _servers(system: str, kind: str, model: ServerModel, whole: SystemModel) -> Iterator[Server]:
    exposed = [
        exposure_group(system, to)
        for to in dict.fromkeys(one.to for one in whole.exposure if not one.by)
        if to in {None, kind}
    ]
    groups = tuple(sorted({*model.groups, *exposed}))
    volumes = tuple(volume(name, one) for name, one in model.volumes.items())
    networks = {leg.network: leg.address or "" for leg in model.networks if leg.network}
    ports = tuple(sorted(leg.port for leg in model.networks if leg.port))
    for name in server_names(kind, model):
        yield Server(
            name,
            model.flavor,
            model.image,
            networks,
            groups,
            model.key or "",
            volumes,
            model.floating or "",
            model.running,
            model.called,
            Born(model.born.image or "", model.born.key or ""),
            model.server_group or "",
            ports,
            model.availability_zone or "",
            Boot(model.boot.size, model.boot.type or "", model.boot.keep) if model.boot else None,
        )
