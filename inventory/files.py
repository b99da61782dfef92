"""The files of an estate: each model beside the document that it was read from, and what of it is not known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

from inventory.holes import Holes
from inventory.reader import Document
from inventory.schema.adopt import AdoptFile
from inventory.schema.devices import DevicesFile
from inventory.schema.drift import DriftFile
from inventory.schema.estate import EstateFile
from inventory.schema.hosts import HostsFile
from inventory.schema.network import NetworkFile
from inventory.schema.pki import PkiFile
from inventory.schema.site import SiteFile
from inventory.schema.tenant import TenantFile
from inventory.schema.time import TimeFile
from zhengyun.errors import Place

Model = TypeVar(
    "Model",
    EstateFile,
    SiteFile,
    TenantFile,
    AdoptFile,
    DriftFile,
    PkiFile,
    HostsFile,
    TimeFile,
    NetworkFile,
    DevicesFile,
)


@dataclass(frozen=True)
class Loaded(Generic[Model]):
    """One file. What was refused is a stand-in in the model, and a hole: ask whether it is known before judging by it."""

    document: Document
    model: Model
    holes: Holes

    def place(self, *location: str | int, of_name: bool = False) -> Place:
        """Where a value stands in the file."""
        return self.document.place(location, of_name=of_name)

    def knows(self, *location: str | int) -> bool:
        """Whether nothing at, above or below a location was refused; a step `*` stands for every step."""
        return self.holes.know(location)

    def lists(self, *location: str | int) -> bool:
        """Whether a mapping's names are all known: one that is not among them is then nowhere."""
        return self.holes.list_all(location)


@dataclass(frozen=True)
class SiteFiles:
    """One site's files. A site.yaml that was refused whole, or is not there, is one of which nothing is known."""

    site: Loaded[SiteFile]
    tenants: Mapping[str, Loaded[TenantFile]] = field(default_factory=dict)
    adoptions: Mapping[str, Loaded[AdoptFile]] = field(default_factory=dict)
    hosts: Loaded[HostsFile] | None = None
    devices: Loaded[DevicesFile] | None = None


@dataclass(frozen=True)
class EstateFiles:
    """All files. Where the list of sites was refused, the sites are those that have a folder.

    `today` is the day on which they are read: a rule that comes to an end must do so within a year.
    """

    estate: Loaded[EstateFile]
    sites: Mapping[str, SiteFiles]
    drift: Loaded[DriftFile] | None = None
    pki: Loaded[PkiFile] | None = None
    time: Loaded[TimeFile] | None = None
    network: Loaded[NetworkFile] | None = None
    today: date = field(default_factory=lambda: datetime.now(UTC).date())

    def host_files(self) -> Iterator[tuple[str, SiteFiles, Loaded[HostsFile]]]:
        """Yield each site that has a hosts.yaml, by its name, and that file."""
        for name, site in self.sites.items():
            if site.hosts:
                yield name, site, site.hosts

    def device_files(self) -> Iterator[tuple[str, Loaded[DevicesFile]]]:
        """Yield each site that has a devices.yaml, by its name, and that file."""
        for name, site in self.sites.items():
            if site.devices:
                yield name, site.devices
