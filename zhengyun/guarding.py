"""The kernel's port for guards, which only the lab implements: what keeps networks apart is taken away for a moment, to see whether it is missed."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

Kind = Literal["rule", "policy", "route", "setting", "isolation"]
"""A rule of nftables, known by its comment; a chain's policy; a route or prefix list that keeps a way away; a setting of the kernel; the isolation of
a switch's port."""


class Guard(NamedTuple):
    """Something on a host (or at its port of a switch) that keeps packets away; `name` is unique among the host's of its kind."""

    host: str
    kind: Kind
    name: str


class GuardBreaker(Protocol):
    """Takes guards away and puts them back. Every method may raise ZhengyunError; none leaves a guard half taken away."""

    def guards(self) -> tuple[Guard, ...]:
        """Everything that keeps packets away as it stands, in a stable order."""
        ...

    def lift(self, guards: Sequence[Guard]) -> None:
        """Take these away, so that what they kept away passes; what is away already stays so."""
        ...

    def lower(self, guards: Sequence[Guard]) -> None:
        """Put these back exactly as they were; what stands already stays so."""
        ...

    def turn(self, lower: Sequence[Guard], lift: Sequence[Guard]) -> None:
        """Put the first back and take the others away, in one go."""
        ...
