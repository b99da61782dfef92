"""Where the lab's vault is, and what its configuration has to name."""

from dataclasses import dataclass
from pathlib import Path

from lab.files import private_directory
from lab.place import Place


@dataclass(frozen=True, slots=True)
class VaultPlace:
    """The directories of the lab's vault."""

    root: Path

    @classmethod
    def of(cls, place: Place) -> "VaultPlace":
        """The vault of a lab."""
        return cls(place.root / "vault")

    @property
    def kept(self) -> Path:
        """The file of what stays the same from start to start: its ports."""
        return self.root / "vault.json"

    @property
    def configuration(self) -> Path:
        """What the server is started with."""
        return self.root / "vault.hcl"

    @property
    def storage(self) -> Path:
        """What is in it, sealed."""
        return self.root / "raft"

    @property
    def audit(self) -> Path:
        """What it was asked and what it answered."""
        return self.root / "audit.log"

    @property
    def certificate(self) -> Path:
        """The certificate that it shows, with its chain, where it has one."""
        return self.root / "tls" / "certificate.pem"

    @property
    def key(self) -> Path:
        """The certificate's private key."""
        return self.root / "tls" / "key.pem"

    @property
    def roots(self) -> Path:
        """The roots that the certificate leads to, for its clients."""
        return self.root / "tls" / "roots.pem"

    @property
    def record(self) -> Path:
        """Which process runs."""
        return self.root / "run" / "vault.json"

    @property
    def log(self) -> Path:
        """What the process writes."""
        return self.root / "vault.log"

    def make(self) -> None:
        """Make the directories that stay."""
        for directory in (self.root, self.storage, self.record.parent, self.certificate.parent):
            private_directory(directory)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a configuration has to name: where it listens (`host:port`), for clients and for its own cluster, and its files."""

    place: VaultPlace
    listen: str
    cluster: str
    tls: bool

    @property
    def address(self) -> str:
        """Where its clients find it."""
        return f"{'https' if self.tls else 'http'}://{self.listen}"
