"""What somebody built by hand, and is to be taken over as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Adoption:
    """What of a tenant's is to be adopted: kind to path to the identifier of the thing that is there."""

    tenant: str
    things: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def claims(self) -> dict[tuple[str, str], str]:
        """(kind, identifier) to path."""
        return {(kind, one): path for kind, things in self.things.items() for path, one in things.items()}
