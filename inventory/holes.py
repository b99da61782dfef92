"""What of a file is not known because it was refused: checks leave out what rests on it, and nothing else."""

from dataclasses import dataclass
from typing import Final

Location = tuple[str | int, ...]

ANYTHING: Final = "*"
NAMELESS: Final = "?"
"""Stands for an entry whose name could not be read; no name in an estate is written like that."""


@dataclass(frozen=True)
class Holes:
    """`values` were refused; the mappings at `names` have entries whose names were refused."""

    values: frozenset[Location] = frozenset()
    names: frozenset[Location] = frozenset()

    def know(self, location: Location) -> bool:
        """Whether nothing at, above or below a location was refused; a step of ANYTHING stands for every step."""
        return not any(_touch(hole, location) for hole in self.values)

    def list_all(self, location: Location) -> bool:
        """Whether a mapping's names are all known: one that is not among them is then nowhere."""
        return location not in self.names and not any(
            len(hole) <= len(location) and _touch(hole, location) for hole in self.values
        )

    def within(self, location: Location) -> bool:
        """Whether a location lies in what was refused."""
        return any(location[: len(hole)] == hole for hole in self.values)

    def __or__(self, other: "Holes") -> "Holes":
        return Holes(self.values | other.values, self.names | other.names)


NO_HOLES: Final = Holes()


def everything() -> Holes:
    """Nothing is known: the file was refused whole."""
    return Holes(frozenset({()}))


def _touch(hole: Location, location: Location) -> bool:
    return all(other in {one, ANYTHING} for one, other in zip(hole, location, strict=False))
