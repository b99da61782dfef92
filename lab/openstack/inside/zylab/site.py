"""The site that this process belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """Its configuration, its state, and the listening sockets that this process was started with, by service.

    Where the site has a `certificate`, `peers` are the ports on the other side of the front: for a service the one at which
    its clients ask by TLS, for the front's own sockets the one at which the service answers.
    """

    etc: Path
    state: Path
    sockets: Mapping[str, int] = field(default_factory=dict)
    peers: Mapping[str, int] = field(default_factory=dict)
    certificate: Path | None = None

    def conf(self, service: str, name: str) -> str:
        """A configuration file."""
        return str(self.etc / service / name)

    def conf_directory(self, service: str) -> str:
        """The directory of a service's configuration files."""
        return str(self.etc / service)

    def database(self, name: str) -> Path:
        """The file of one database."""
        return self.state / "db" / f"{name}.sqlite"

    def url(self, name: str) -> str:
        """The address of one database, as it is in the configuration files."""
        return f"sqlite:///{self.database(name)}?timeout=60"
