"""Drawings of the lab's town: what is drawn, in which words, and where to."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cli import files, lab_faults
from cli.lab import place
from cli.text import _
from cli.wide import columns, cut, pad

if TYPE_CHECKING:
    from lab.town.drawing.grid import Grid
    from lab.town.faults import Fault


LEAST: Final = 70
MOST: Final = 100


class Drawing(NamedTuple):
    """What is drawn, and what is broken of it."""

    grid: "Grid"
    faults: "Mapping[str, Fault]"


def drawing() -> Drawing:
    """The town that is up, or all that its estates declare where none is; the external network above the internal one, and that one above the video network."""
    from lab.town import control, estates
    from lab.town.drawing import grid

    town = control.found(place())
    planes = [estates.estate(network) for network in sorted(estates.NETWORKS)]
    if not town:
        return Drawing(grid.grid(planes), {})
    planes = [grid.part(plane, [*town.nodes]) for plane in planes]
    return Drawing(grid.grid(planes), {one.link: one.fault for one in lab_faults.breaking(town).standing()})


def lines(found: Drawing) -> Iterator[str]:
    """It as lines of a terminal, of at most a hundred columns."""
    from lab.town.drawing import text

    room = max(LEAST, min(MOST, columns())) if sys.stdout.isatty() else MOST
    return text.drawn(found.grid, _words(), found.faults, lambda line, size: pad(cut(line, size), size), room)


def write(file: Path, found: Drawing) -> None:
    """Write it as a picture. Raises: ZhengyunError (ZY-CLI-006)."""
    from lab.town.drawing import svg

    files.write(file, svg.drawn(found.grid, _words(), found.faults).encode())


def document(found: Drawing) -> Mapping[str, Any]:
    """Where everything stands, as JSON data."""
    from lab.town.drawing.told import told

    grid = found.grid
    return {
        "hosts": [
            {
                "host": name,
                "zone": grid.hosts[name].zone,
                "site": grid.hosts[name].site,
                "row": spot.row,
                "slot": spot.slot,
            }
            for name, spot in sorted(grid.spots.items(), key=lambda item: item[1])
        ],
        "segments": [
            {
                "segment": name,
                "addresses": one.addresses,
                "hosts": grid.members(name),
                "fault": told(name, grid, found.faults),
            }
            for name, one in sorted(grid.segments.items())
        ],
    }


def _words() -> Mapping[str, str]:
    return {
        "internal": _("Internal network"),
        "external": _("External network"),
        "video": _("Video network"),
        "border": _("both networks"),
        "count": _("{count} hosts"),
        "description": _(
            "The networks below one another, sites side by side, a row a zone; what stands between the networks is in the middle."
        ),
        "host": _("host"),
        "router": _("router"),
        "firewall": _("firewall"),
        "exchange": _("exchange host"),
        "management": _("management host"),
    }
