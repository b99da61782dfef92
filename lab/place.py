"""Where the lab lives on this machine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.files import private_directory

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class SitePlace:
    """The directories of one site's control plane."""

    root: Path

    @property
    def name(self) -> str:
        """The site's name."""
        return self.root.name

    @property
    def kept(self) -> Path:
        """The file of what stays the same from boot to boot: size, ports, passwords."""
        return self.root / "site.json"

    @property
    def etc(self) -> Path:
        """Configuration files, one directory a service; written anew before each start."""
        return self.root / "etc"

    @property
    def state(self) -> Path:
        """Databases, images, volumes, backups, keys."""
        return self.root / "state"

    @property
    def run(self) -> Path:
        """Which processes run: one record a process."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """One log a process, and the audit events of each service."""
        return self.root / "log"

    @property
    def certificate(self) -> Path:
        """The certificate that the front shows, with its chain and its key, where the site has one: one file, replaced whole."""
        return self.root / "tls" / "certificate.pem"

    @property
    def roots(self) -> Path:
        """The roots that it leads to, for the site's clients."""
        return self.root / "tls" / "roots.pem"

    def make(self) -> None:
        """Make the directories that stay."""
        for directory in (self.root, self.etc, self.run, self.log):
            private_directory(directory)


@dataclass(frozen=True, slots=True)
class Place:
    """The directory that holds one lab: `$ZHENGYUN_LAB`, or `.lab` in the checkout."""

    root: Path

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Place":
        """The place that the environment names."""
        named = environment.get("ZHENGYUN_LAB")
        return cls(Path(named).absolute() if named else CHECKOUT / ".lab")

    @property
    def clouds(self) -> Path:
        """Addresses and credentials in the form that OpenStack's clients read."""
        return self.root / "clouds.yaml"

    @property
    def openstack(self) -> Path:
        """The control planes, one directory a site."""
        return self.root / "openstack"

    def site(self, name: str) -> SitePlace:
        """The directories of one site."""
        return SitePlace(self.openstack / name)

    def make(self) -> None:
        """Make the directories that every command needs."""
        private_directory(self.root)
        private_directory(self.openstack)


def cache(environment: Mapping[str, str], otherwise: Path) -> Path:
    """The directory for what another checkout can use too (XDG Base Directory Specification).

    `otherwise` is taken for a user who has no home.
    """
    named = environment.get("XDG_CACHE_HOME", "")
    if Path(named).is_absolute():
        return Path(named) / "zhengyun"
    try:
        return Path(environment["HOME"] if environment.get("HOME") else Path.home()) / ".cache" / "zhengyun"
    except RuntimeError:
        return otherwise / "cache"
