"""The time tree in normal form: what is left out filled in."""

from typing import Final

from inventory.schema.time import LimitsModel, SourceModel, TimeFile
from zhengyun.estate.time import Limits, Server, Source, Time

USUAL: Final = Limits()


def time_of(model: TimeFile) -> Time:
    """The tree; a reference that leads nowhere is left as it is."""
    servers = (
        Server(name, tuple(one.sources), one.stratum or 0, one.address or "", one.port)
        for name, one in model.servers.items()
    )
    return Time(
        sources={name: _source(name, one) for name, one in model.sources.items()},
        servers={one.host: one for one in servers},
        clients={name: tuple(one.servers) for name, one in model.clients.items()},
        nts=model.nts.profile if model.nts else "",
        limits=_limits(model.limits),
    )


def _source(name: str, model: SourceModel) -> Source:
    return Source(
        name, model.title or name, model.kind, model.refclock or "", model.address or "", model.port, model.nts
    )


def _limits(model: LimitsModel) -> Limits:
    return Limits(
        model.offset or USUAL.offset, model.agree or USUAL.agree, model.stale or USUAL.stale, model.drift or USUAL.drift
    )
