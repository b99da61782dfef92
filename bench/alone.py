"""What needs no cloud: reading an estate, the pure difference, the start of the command."""

import sys
from pathlib import Path
from typing import Final

from bench.estates import city
from bench.measure import Timed, call, command, middle, table
from cloud.grammars import GRAMMARS
from cloud.wanted import wanted
from inventory.loader import load
from zhengyun.diff import diff
from zhengyun.resource import Existing

ROUNDS: Final = 5
STARTS: Final = 25


def load_estate() -> None:
    """Read and check an estate of 5,000 servers, each written out."""
    rows = []
    for servers in (500, 5_000):
        files = city(servers)
        size = sum(map(len, files.contents.values()))
        took = middle([call(lambda files=files: load(files)) for _ in range(ROUNDS)])  # type: ignore[misc]
        rows.append((servers, f"{size / 1e6:.2f} MB", took.wall, took.cpu))
    table("An estate read and checked", ("servers", "YAML", "wall s", "CPU s"), rows)


def diff_worlds() -> None:
    """The pure difference of 10,000 wanted and found things, with none and with 2 % differing."""
    shall = dict(list(wanted(load(city(4_000)).sites[0]).items())[:10_000])
    same = {
        address: Existing(address, str(number), dict(one.attributes))
        for number, (address, one) in enumerate(shall.items())
    }
    other = dict(same)
    for address in list(other)[::100]:
        del other[address]
    for address in list(other)[::100]:
        other[address] = Existing(address, "x", {**other[address].attributes, "name": "another"})
    rows = []
    for name, found in (("nothing differs", same), ("2 % differ", other)):
        count = len(diff(shall, found, GRAMMARS))
        took = middle([call(lambda found=found: diff(shall, found, GRAMMARS)) for _ in range(ROUNDS)])  # type: ignore[misc]
        rows.append((len(shall), name, count, took.wall, took.cpu))
    table("The difference of two worlds", ("things", "", "differences", "wall s", "CPU s"), rows)


def start() -> None:
    """`zhengyun --help` beside the bare import of the library that it is written with."""
    zhengyun = str(Path(sys.executable).parent / "zhengyun")
    ours: list[Timed] = []
    bare: list[Timed] = []
    for _ in range(STARTS):
        bare.append(command([sys.executable, "-c", "import click"]))
        ours.append(command([zhengyun, "--help"]))
    one, two = middle(ours), middle(bare)
    rows = [
        ("zhengyun --help", one.wall, one.cpu, one.wall / two.wall),
        ('python -c "import click"', two.wall, two.cpu, 1.0),
    ]
    table(f"The start, median of {STARTS}", ("command", "wall s", "CPU s", "ratio"), rows)
