"""Reading a wave, and holding it against the estate that it asks about."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from inventory import codes
from inventory.holes import Location
from inventory.nearest import listed, nearest
from inventory.reader import Document, read
from inventory.schema.problems import accept
from inventory.schema.wave import WaveFile, WaveServer
from zhengyun.errors import N_, Problems, ZhengyunError
from zhengyun.estate import Estate, Server, Site, System, Volume
from zhengyun.estate.waves import Wave

KEY = "wave"


def is_wave(document: Document) -> bool:
    """Whether a file says a wave."""
    return isinstance(document.data, dict) and KEY in document.data


def load(file: Path, content: bytes, estate: Estate, site: str = "") -> Wave:
    """Read a wave; `site` is taken where the file names none.

    Raises: Problems with everything that is wrong with it.
    """
    document = read(str(file), content)
    found = accept(document, WaveFile)
    errors = [*document.errors, *found.errors]
    if errors:
        raise Problems(tuple(errors))
    model = found.model
    where = _site(model.site or site, document, estate)
    return _like(model, where, document) if _one_of_two(model, document) else _of_servers(model, where, document)


def _one_of_two(model: WaveFile, document: Document) -> bool:
    """Whether it says `like`, and not `servers`."""
    if bool(model.like) == bool(model.servers):
        raise ZhengyunError(codes.WAVE_OF_WHAT, place=document.place((KEY,)))
    return bool(model.like)


def _site(name: str, document: Document, estate: Estate) -> Site:
    known = {site.name: site for site in estate.sites}
    if not name and len(known) == 1:
        return next(iter(known.values()))
    if name not in known:
        raise _unknown(document, ("site",), N_("site"), name or "-", known)
    return known[name]


def _like(model: WaveFile, site: Site, document: Document) -> Wave:
    systems = {f"{tenant.name}/{one.name}": (tenant, one) for tenant in site.tenants for one in tenant.systems}
    like = str(model.like)
    if like not in systems:
        raise _unknown(document, ("like",), N_("system"), like, systems)
    tenant, system = systems[like]
    # Whatever only one can have is left out: it says nothing about how many find room.
    servers = tuple(replace(one, networks=dict.fromkeys(one.networks, ""), called=None) for one in system.servers)
    return Wave(site.name, model.wave, replace(system, servers=servers), tenant.name)


def _of_servers(model: WaveFile, site: Site, document: Document) -> Wave:
    flavors = {flavor.name for flavor in site.flavors}
    errors = tuple(
        _unknown(document, ("servers", name, "flavor"), N_("flavor"), one.flavor, flavors)
        for name, one in model.servers.items()
        if one.flavor not in flavors
    )
    if errors:
        raise Problems(errors)
    servers = [(server, name, one) for name, one in model.servers.items() for server in _servers(name, one)]
    zones = {server.name: one.zone for server, _, one in servers if one.zone}
    apart = {server.name: name for server, name, one in servers if one.apart}
    system = System("wave", "", 1, "", tuple(server for server, _, _ in servers))
    return Wave(site.name, model.wave, system, zones=zones, apart=apart)


def _servers(name: str, one: WaveServer) -> Iterator[Server]:
    volumes = tuple(Volume(volume, size.size, size.type or "") for volume, size in one.volumes.items())
    for number in range(1, one.count + 1):
        yield Server(f"{name}-{number}", one.flavor, "", {}, volumes=volumes)


def _unknown(document: Document, location: Location, what: str, name: str, legal: Iterable[str]) -> ZhengyunError:
    known = sorted(legal)
    return ZhengyunError(
        codes.UNKNOWN_REFERENCE,
        place=document.place(location),
        what=what,
        name=name,
        legal=listed(known),
        nearest=nearest(name, known),
    )
