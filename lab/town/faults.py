"""What faults there are, and what they come to at each port of a switch: no touch of anything."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal, NamedTuple

from lab.town.wire import Quality

Cut = Literal["", "carrier", "silent"]
# The most that a fault can be asked for: milliseconds, per cent, megabits a second.
MOST: Final = {"delay": 10_000.0, "loss": 100.0, "rate": 10_000.0}
LEAST: Final = {"delay": 0.0, "loss": 0.0, "rate": 0.01}


class Port(NamedTuple):
    """Where a host's interface ends in a switch: `pid` is the process that holds the switch's namespace, `bridge` and `name` are called so there.

    `isolated` ports of a bridge do not reach each other.
    """

    segment: str
    host: str
    pid: int
    bridge: str
    name: str
    isolated: bool = False

    @property
    def link(self) -> str:
        """What this end of the segment is called where somebody breaks it."""
        return f"{self.segment}:{self.host}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a link. Milliseconds, per cent, megabits a second; 0 where nothing is."""

    cut: Cut = ""
    delay: float = 0.0
    loss: float = 0.0
    rate: float = 0.0

    def __bool__(self) -> bool:
        return self != WHOLE

    @property
    def quality(self) -> Quality:
        """What of it a wire does."""
        return Quality(self.delay, self.loss, self.rate)


WHOLE: Final = Fault()


class Condition(NamedTuple):
    """How a port is to be: down, in no bridge, or behind a wire that does `there` to what its host sends and `back` to what it receives."""

    down: bool = False
    alone: bool = False
    there: Quality = Quality()
    back: Quality = Quality()

    @property
    def wired(self) -> bool:
        """Whether a wire is needed."""
        return not self.alone and (self.there, self.back) != (Quality(), Quality())


def condition(port: Port, faults: Mapping[str, Fault]) -> Condition:
    """How a port is to be under these faults.

    What is wrong with a whole segment is done to what arrives at each host, so that everything meets it once.
    """
    whole, end = faults.get(port.segment, WHOLE), faults.get(port.link, WHOLE)
    cuts = {whole.cut, end.cut}
    return Condition("carrier" in cuts, "silent" in cuts, end.quality, both(whole.quality, end.quality))


def both(one: Quality, other: Quality) -> Quality:
    """One after the other."""
    rates = [rate for rate in (one.rate, other.rate) if rate]
    lost = one.loss + other.loss - one.loss * other.loss / 100
    return Quality(one.delay + other.delay, lost, min(rates, default=0.0))


def written(faults: Mapping[str, Fault]) -> dict[str, object]:
    """Faults as JSON data; links that are whole are none."""
    return {link: asdict(fault) for link, fault in sorted(faults.items()) if fault}


def read(value: object) -> dict[str, Fault]:
    """Faults of JSON data; what is not readable is no fault."""
    found = value if isinstance(value, dict) else {}
    return {str(link): Fault(**fault) for link, fault in found.items() if isinstance(fault, dict)}


def links(ports: Iterable[Port]) -> tuple[str, ...]:
    """Everything that can be broken: each segment, and each host's end of it."""
    every = tuple(ports)
    return tuple(sorted({port.segment for port in every})) + tuple(sorted(port.link for port in every))
