"""Where the town lies on this machine."""

from dataclasses import dataclass
from pathlib import Path

from lab.files import private_directory
from lab.place import Place


@dataclass(frozen=True, slots=True)
class TownPlace:
    """The directories of a lab's town."""

    root: Path

    @classmethod
    def of(cls, place: Place) -> "TownPlace":
        """The town of a lab."""
        return cls(place.root / "town")

    @property
    def record(self) -> Path:
        """What runs: the town's first process, and its nodes'."""
        return self.root / "town.json"

    @property
    def run(self) -> Path:
        """What is worth knowing as long as this town is up, and no longer."""
        return self.root / "run"

    @property
    def mount(self) -> Path:
        """An empty folder: each node sees its own file system there while it is made."""
        return self.root / "mount"

    @property
    def keys(self) -> Path:
        """The nodes' host keys, kept from start to start."""
        return self.root / "keys"

    def network(self, name: str) -> Path:
        """The folder that the management host of a network shares with this machine, by the same name."""
        return self.root / name

    def estate(self, network: str) -> Path:
        """The estate of a network, a git repository."""
        return self.network(network) / "estate"

    def settings(self, network: str) -> Path:
        """What the program is told in the management host of a network."""
        return self.network(network) / "zhengyun.toml"

    def ssh(self, network: str) -> Path:
        """The authority for users of a network, and the keys that it has certified."""
        return self.network(network) / "ssh"

    def make(self, networks: tuple[str, ...]) -> None:
        """Make the directories that stay."""
        for directory in (
            self.root,
            self.run,
            self.mount,
            self.keys,
            *map(self.network, networks),
            *map(self.ssh, networks),
        ):
            private_directory(directory)
