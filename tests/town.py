"""The town: real hosts in namespaces, one for each process of tests, whole or the subset of six nodes.

A test leaves the town as it was, or calls for another by killing a node: who comes next finds it whole. Files that a test lays on
hosts it takes away itself. Where a file of tests has left addresses, ways or rules otherwise, the next one is told so, and has a new town.
"""

import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from cli.town_rules import begins
from cli.training_town import entrust
from keys import passphrases
from lab import codes
from lab.place import Place
from lab.town import codes as of_town
from lab.town import control
from lab.town.standing import Town
from zhengyun.errors import ZhengyunError


def built(place: Place, *, small: bool = False) -> Town:
    """A town that is up, or the reason why this machine has none and what runs these tests."""
    try:
        town = control.up(place, begins(), small=small)
    except ZhengyunError as error:
        if error.code in {of_town.NO_TOWN, codes.NO_PACKAGE}:
            pytest.skip(f"{error}; to run them: as root on a Debian with util-linux, iproute2, python3 and overlays")
        raise
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
        for network in town.networks:
            if not town.settings(network).exists():
                entrust(town.place.network(network))
    return town


def _place(folder: Path) -> Iterator[Place]:
    place = Place(folder / "lab")
    try:
        yield place
    finally:
        control.destroy(place)


@pytest.fixture(scope="session")
def town_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Where the whole town of this process lies."""
    yield from _place(tmp_path_factory.mktemp("whole-town"))


@pytest.fixture(scope="session")
def small_town_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Where the small town of this process lies."""
    yield from _place(tmp_path_factory.mktemp("small-town"))


STANDS: Final = """
ip -o addr show scope global
ip -4 route show proto boot
ip -6 route show proto boot
nft -s list ruleset
[ ! -e /run/frr/zebra.vty ] || vtysh -c 'show running-config'
"""
Stands = Mapping[str, tuple[str, ...]]


def standing(town: Town) -> Stands:
    """By node, the lines that say what a test may have changed and not put back; numbers of interfaces are the kernel's."""
    names = [name for name in town.nodes if town.up(name)]
    with ThreadPoolExecutor(4) as pool:
        said = pool.map(lambda name: town.node(name).run("sh", "-c", STANDS).stdout, names)
        return {name: tuple(map(_unnumbered, text.splitlines())) for name, text in zip(names, said, strict=True)}


def _unnumbered(line: str) -> str:
    number, _, rest = line.partition(": ")
    return rest if number.isdigit() else line


class Left(NamedTuple):
    """Which file of tests had a town last, and how the town stood when it was new."""

    file: str
    stood: Stands


@pytest.fixture(scope="session")
def lefts() -> dict[Path, Left]:
    """By the folder of a town, what was left of it."""
    return {}


def _kept(place: Place, file: str, lefts: dict[Path, Left], *, small: bool = False) -> Town:
    """The town for a test of a file; a new one where another file has left it otherwise than it was."""
    town, left = built(place, small=small), lefts.get(place.root)
    if left is None:
        lefts[place.root] = Left(file, standing(town))
    elif left.file != file:
        now = standing(town)
        if changed := [name for name in left.stood if now.get(name) != left.stood[name]]:
            lines = sorted({*left.stood[changed[0]]} ^ {*now.get(changed[0], ())})
            warnings.warn(
                f"{left.file} has left a town otherwise than it was: {', '.join(changed)}: {lines[:3]}", stacklevel=2
            )
            control.destroy(place)
            town = built(place, small=small)
        lefts[place.root] = Left(file, left.stood)
    return town


@pytest.fixture
def town(request: pytest.FixtureRequest, town_place: Place, lefts: dict[Path, Left]) -> Town:
    """The whole town, up."""
    return _kept(town_place, request.path.name, lefts)


@pytest.fixture
def small_town(request: pytest.FixtureRequest, small_town_place: Place, lefts: dict[Path, Left]) -> Town:
    """Six nodes: of each network the management host, a router and a host behind it."""
    return _kept(small_town_place, request.path.name, lefts, small=True)
