"""One tenant at one site: what the modules that say what is wanted share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cloud.kinds.task import SHARED
from zhengyun.estate import Tenant
from zhengyun.resource import Address


@dataclass(frozen=True)
class Within:
    """One tenant at a site. `exits` are the ranges of the site's external networks, `zones` the aggregates that make
    each availability zone, `types` the volume types that the site declares.

    All that a quota counts comes `after` the quota; `subnets` are the paths of each network's ranges, also of
    those that are `lent` by other tenants, by the network's path.
    """

    site: str
    tenant: Tenant
    exits: Mapping[str, Address]
    lent: Mapping[str, list[str]] = field(default_factory=dict)
    zones: Mapping[str, tuple[Address, ...]] = field(default_factory=dict)
    types: frozenset[str] = frozenset()
    after: tuple[Address, ...] = field(init=False)
    subnets: Mapping[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "after", (self.address("quota", self.name),))
        subnets = {
            network.name: [f"{self.name}/{network.name}/{subnet.addresses}" for subnet in network.subnets]
            for network in self.tenant.networks
        }
        object.__setattr__(self, "subnets", {**self.lent, **subnets})

    @property
    def name(self) -> str:
        """The tenant's name."""
        return self.tenant.name

    @property
    def domain(self) -> str | None:
        """The path of the domain that the tenant lies in; none where that is the executor's own."""
        return f"{SHARED}/{self.tenant.domain}" if self.tenant.domain else None

    def network(self, name: str) -> str:
        """The path of a network of the tenant's own, or of one that is lent and called by its path."""
        return name if "/" in name else f"{self.name}/{name}"

    def address(self, kind: str, path: str) -> Address:
        """An address at the site."""
        return Address(self.site, kind, path)
