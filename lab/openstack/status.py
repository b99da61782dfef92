"""What runs, as it says itself."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lab.openstack import kept, processes, tls, versions
from lab.openstack.kept import Kept
from lab.openstack.services import BEFORE, FRONT, SERVICES, process_of
from lab.openstack.supervisor import Record
from lab.openstack.tls import Seen
from lab.place import SitePlace

_PROBE = 2.0


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One service: `alive` where its process runs, `answering` where it tells its `version`.

    `port` and `pid` are None where there is none, `version` is what the service reports by itself.
    """

    name: str
    port: int | None
    pid: int | None
    alive: bool
    answering: bool
    version: str | None


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """One site; `auth_url` is None for a site that was never up, `tls` for one that has no certificate."""

    site: str
    services: tuple[ServiceStatus, ...]
    auth_url: str | None
    region: str
    tls: Seen | None = None

    @property
    def up(self) -> bool:
        """True where every service answers."""
        return all(service.answering for service in self.services)


def look(place: SitePlace) -> SiteStatus:
    """Ask every service of one site at once; it takes two seconds at most.

    Raises: ZhengyunError ZY-LAB-012 where what the site keeps is damaged.
    """
    known = kept.load(place.kept)
    ports = known.ports if known else {}
    records = processes.running(place)

    def one(service: str) -> ServiceStatus:
        port, record = ports.get(service), records.get(process_of(service))
        version = versions.reported(service, port, timeout=_PROBE) if port and record else None
        return ServiceStatus(service, port, record.pid if record else None, record is not None, bool(version), version)

    with ThreadPoolExecutor(max_workers=len(SERVICES)) as pool:
        services = tuple(pool.map(one, SERVICES))
    if known is None or not known.tls:
        return SiteStatus(place.name, services, known.auth_url if known else None, place.name)
    front, seen = _front(place, known, records.get(FRONT))
    return SiteStatus(place.name, (*services, front), known.public_url, place.name, seen)


def _front(place: SitePlace, known: Kept, record: Record | None) -> tuple[ServiceStatus, Seen]:
    """The front, at its listener before Keystone, and what it shows there."""
    port = known.ports.get(BEFORE["keystone"])
    seen = tls.look(port, place.roots, _PROBE) if port and record else Seen()
    pid, believed = record.pid if record else None, bool(seen.until)
    return ServiceStatus(FRONT, port, pid, record is not None, believed, seen.version or None), seen
