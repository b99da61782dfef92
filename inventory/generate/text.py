"""The files of a generated city, as text."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, ip_network
from typing import Final

from inventory.generate.hosts import key
from inventory.generate.names import CITY
from inventory.generate.shape import Department, Half

ESTATE: Final = "city"
SITES: Final = ("primary", "dr")
SITE_TITLES: Final = {"primary": "主中心", "dr": "同城灾备中心"}
# By site and zone, ranges for private use (RFC 1918).
RANGES: Final = {
    ("primary", "service"): "10.0.0.0/12",
    ("primary", "business"): "10.16.0.0/12",
    ("dr", "service"): "10.32.0.0/12",
    ("dr", "business"): "10.48.0.0/12",
}
# The way out: a range for documentation (RFC 5737), or one for private use where that is too small.
SMALL: Final = {"primary": "203.0.113.0/24", "dr": "198.51.100.0/24"}
LARGE: Final = {"primary": "172.16.0.0/16", "dr": "172.17.0.0/16"}
SMALL_BEARS: Final = 230
SITE: Final = """\
site: {site}
title: {title}
zones:
  service: {{title: 公共服务区, level: 2, addresses: [{service}], exposed: true}}
  business: {{title: 业务办公区, level: 3, addresses: [{business}]}}
{more}externals:
  internet:
    title: 统一互联网出口
    addresses: {out}
    gateway: {gateway}
    pool: {first}-{last}
    provider: {{type: flat, network: internet}}
flavors:
  small: {{vcpus: 1, ram: 1 GiB, disk: 10 GiB}}
  medium: {{vcpus: 2, ram: 2 GiB, disk: 10 GiB}}
  large: {{vcpus: 4, ram: 4 GiB, disk: 20 GiB}}
images:
  base: {{title: 基础镜像, file: {file}, sha256: {sha256}, min_disk: 1 GiB}}
"""
OBJECTIVES: Final = {3: ("{rto: 4 h, rpo: 30 min}", "{rto: 2 h, rpo: 15 min}"), 2: ("{rto: 1 d, rpo: 4 h}", "{rto: 8 h, rpo: 1 h}")}  # fmt: skip
DB_FLAVORS: Final = ("medium", "medium", "large")
VOLUMES: Final = (10, 20, 20, 40)


@dataclass(frozen=True, slots=True)
class ImageFile:
    """The one image file that all servers are born from."""

    name: str
    sha256: str


@dataclass
class Ground:
    """The address space of one zone at one site, given away piece by piece."""

    whole: IPv4Network
    taken: int = 0

    def piece(self, servers: int) -> str:
        """A range with room for so many servers, the gateway and what else stands in it."""
        bits = max(4, (servers + 7).bit_length())
        start = -(-self.taken >> bits) << bits
        self.taken = start + (1 << bits)
        return f"{self.whole[start]}/{32 - bits}"


@dataclass
class Texts:
    """Writes the departments one after the other; what they have been given is kept."""

    chance: random.Random
    grounds: dict[tuple[str, str], Ground] = field(
        default_factory=lambda: {key: Ground(IPv4Network(range_)) for key, range_ in RANGES.items()}
    )
    ways_out: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SITES, 0))

    def tenant(self, department: Department, site: str) -> str:
        """The department's file at a site; empty where it has nothing there."""
        halves = [half for half in department.halves if half.standby == (site == "dr")]
        if not halves:
            return ""
        systems = [line for half in halves for line in self._system(department, half, site)]
        return "\n".join([*self._head(department, halves, site), "systems:", *systems]) + "\n"

    def _head(self, department: Department, halves: Sequence[Half], site: str) -> Iterator[str]:
        yield f"tenant: {department.named.name}"
        yield _quota(halves)
        inside = {
            zone: sum(half.servers for half in halves if zone_of(half) == zone) for zone in ("business", "service")
        }
        networks = {"office": "business", "front": "service"}
        present = [name for name, zone in networks.items() if inside[zone]]
        yield "networks:"
        for name in present:
            zone = networks[name]
            range_ = self.grounds[site, zone].piece(inside[zone])
            yield f"  {name}: {{zone: {zone}, addresses: {range_}}}"
        yield "routers:"
        if "office" in present:
            yield "  core: {networks: [office]}"
        if "front" in present:
            self.ways_out[site] += 1
            yield "  edge: {networks: [front], gateway: internet}"
        yield from _groups(site)
        yield f"keys:\n  operations: {key(self.chance.random)}"

    def _system(self, department: Department, half: Half, site: str) -> Iterator[str]:
        system, zone = half.system, zone_of(half)
        suffix, remark = ("-standby", "（灾备）") if half.standby else ("", "")
        yield f"  {system.name}{suffix}:"
        yield f"    title: {department.named.title}{system.title}{remark}"
        yield f"    level: {system.level}"
        yield f"    zone: {zone}"
        yield f"    objective: {OBJECTIVES[system.level][int(half.servers > 1)]}"
        if system.exposed:
            yield "    exposure:\n      - {from: internet, protocol: tcp, ports: 443, to: web}"
        yield "    servers:"
        yield from self._servers(half, site)

    def _servers(self, half: Half, site: str) -> Iterator[str]:
        network = "front" if half.system.exposed else "office"
        common = f"image: base, networks: [{network}], key: operations"
        for role, count in roles(half):
            many = f"count: {count}, " if count > 1 else ""
            if role == "web":
                self.ways_out[site] += count
                yield f"      web: {{{many}flavor: small, {common}, floating: internet}}"
            elif role == "db":
                flavor, size = self._one_of(DB_FLAVORS), self._one_of(VOLUMES)
                yield (
                    f"      db: {{{many}flavor: {flavor}, {common}, groups: [database], volumes: {{data: {size} GiB}}}}"
                )
            else:
                yield f"      app: {{{many}flavor: small, {common}, groups: [app]}}"

    def _one_of(self, values: Sequence[object]) -> object:
        return values[int(self.chance.random() * len(values))]

    def site(self, site: str, image: ImageFile, more: str = "") -> str:
        """The site's file, once all departments have been written; `more` are lines of further zones."""
        out = ip_network((SMALL if self.ways_out[site] <= SMALL_BEARS else LARGE)[site])
        return SITE.format(
            site=site,
            title=SITE_TITLES[site],
            service=RANGES[site, "service"],
            business=RANGES[site, "business"],
            more=more,
            out=out,
            gateway=out[1],
            first=out[10],
            last=out[-2],
            file=image.name,
            sha256=image.sha256,
        )


def zone_of(half: Half) -> str:
    """Whatever is reached from the internet stands in the zone that may be."""
    return "service" if half.system.exposed else "business"


def roles(half: Half) -> list[tuple[str, int]]:
    """A half's servers by what they do: a database from the second server on, and what is exposed has its web servers."""
    count = half.servers
    if half.system.exposed:
        web = min(2, max(1, count // 3))
        databases = int(count > 2)
        told = [("web", web), ("db", databases), ("app", count - web - databases)]
    else:
        databases = 1 + count // 10 if count > 1 or half.standby else 0
        told = [("app", count - databases), ("db", databases)]
    return [(role, number) for role, number in told if number]


def estate(departments: Sequence[Department]) -> str:
    """The file of the whole estate."""
    named = [one.named for one in departments]
    head = [
        f"# {CITY} is no city: it was generated, with ranges for documentation and private use (RFC 5737, RFC 1918).",
        f"estate: {ESTATE}",
        f"title: {CITY}电子政务云",
        "network: external",
        f"sites: [{', '.join(SITES)}]",
        "departments:",
    ]
    return "\n".join([*head, *(f"  {one.name}: {{title: {one.title}}}" for one in named)]) + "\n"


def _groups(site: str) -> Iterator[str]:
    yield "groups:"
    yield f"  app:\n    rules:\n      - {{from: {RANGES[site, 'business']}, protocol: tcp, ports: 8443}}"
    yield "  database:\n    egress: declared\n    rules:\n      - {from: app, protocol: tcp, ports: 5432}"


def _quota(halves: Sequence[Half]) -> str:
    """What the department's servers need at most, and some room."""
    servers = sum(half.servers for half in halves)
    databases = sum(count for half in halves for role, count in roles(half) if role == "db")
    web = sum(count for half in halves for role, count in roles(half) if role == "web")
    vcpus = servers - databases + 4 * databases
    limits = {
        "servers": servers + 2,
        "vcpus": vcpus + 4,
        "ram": f"{vcpus + 4} GiB",
        "volumes": databases + 2,
        "storage": f"{max(VOLUMES) * (databases + 2)} GiB",
        "floating_addresses": web + 1,
        "groups": 10 + len(halves),
        "rules": 50 + 5 * len(halves),
        "ports": servers + 20,
    }
    return "quota: {" + ", ".join(f"{name}: {value}" for name, value in limits.items()) + "}"
