"""Declared ports and trunks in normal form."""

from collections.abc import Iterator

from inventory.compile.traffic import qos_path
from inventory.schema.site import SiteFile
from inventory.schema.tenant import TenantFile
from zhengyun.estate import Port, Trunk


def ports(tenant: str, model: TenantFile, site: SiteFile) -> Iterator[Port]:
    """A tenant's ports; a pair that is one address is written as one."""
    for name, one in model.ports.items():
        pairs = tuple(sorted({pair.removesuffix("/128" if ":" in pair else "/32") for pair in one.pairs}))
        groups, qos = tuple(sorted(set(one.groups))), qos_path(one.qos, tenant, site)
        yield Port(name, one.network, one.address or "", groups, pairs, qos, one.security, one.called)


def trunks(model: TenantFile) -> Iterator[Trunk]:
    """A tenant's trunks."""
    for name, one in model.trunks.items():
        yield Trunk(name, one.port, dict(sorted(one.subports.items())), one.called)
