"""The town: real hosts in namespaces, one for each process of tests, whole or the subset of six nodes.

A test leaves the town as it was, or calls for another by killing a node: who comes next finds it whole. Files that a test lays on
hosts it takes away itself.
"""

from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture
def town(town_place: Place) -> Town:
    """The whole town, up."""
    return built(town_place)


@pytest.fixture
def small_town(small_town_place: Place) -> Town:
    """Six nodes: of each network the management host, a router and a host behind it."""
    return built(small_town_place, small=True)
