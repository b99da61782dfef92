"""What the town is made of: the estate files of its three networks, the same that the tool reads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from inventory.loader import load
from inventory.source import Folder
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Host

NETWORKS: Final = ("internal", "external", "video")
SMALL: Final = ("mgmt-int", "p-c2", "p-ih1", "mgmt-ext", "p-ext", "p-eh1")
"""The subset for quick tests: of the first two networks the management host, a router and a host behind it."""


def folder(network: str) -> Path:
    """Where the estate files of a network lie; hosts have no `key` there, since each town makes its own."""
    return Path(__file__).parent / "sites" / network


def estate(network: str) -> Estate:
    """A network's estate as its files declare it."""
    return load(Folder(folder(network)))


def hosts_of(estate: Path) -> Mapping[str, Host]:
    """The hosts of a copy of an estate."""
    return load(Folder(estate)).hosts.hosts
