"""What is wrong with a segment, in a few characters that need no language."""

from collections.abc import Mapping

from lab.town.drawing.grid import Grid
from lab.town.faults import Fault


def told(segment: str, grid: Grid, faults: Mapping[str, Fault]) -> str:
    """What is wrong with a segment and its ends, in a few characters of no language."""
    links = (segment, *(f"{segment}:{host}" for host in grid.members(segment)))
    return "; ".join(_told(link, faults[link]) for link in links if faults.get(link))


def _told(link: str, fault: Fault) -> str:
    figures = ((fault.delay, "ms"), (fault.loss, "%"), (fault.rate, "Mbit/s"))
    words = [{"": "", "carrier": "✕", "silent": "✕…"}[fault.cut], *(f"{n:g} {unit}" for n, unit in figures if n)]
    return " ".join([*(word for word in words if word), *link.split(":")[1:]])
