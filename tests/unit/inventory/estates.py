"""A small estate in memory, whole and right, that each test puts wrong in its own way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ESTATE = """\
estate: town
title: Town
network: external
sites: [primary]
departments:
  finance: {title: Finance}
  health: {title: Health}
"""

SITE = """\
site: primary
title: Main
zones:
  service: {title: Service, level: 2, addresses: [192.0.2.0/25], exposed: true}
  business: {title: Business, level: 3, addresses: [198.51.100.0/24]}
externals:
  internet:
    title: Internet
    addresses: 203.0.113.0/26
    gateway: 203.0.113.1
    pool: 203.0.113.10-203.0.113.60
    provider: {type: flat, network: internet}
flavors:
  small: {vcpus: 1, ram: 1 GiB, disk: 10 GiB}
  medium: {vcpus: 2, ram: 4 GiB, disk: 20 GiB}
images:
  base: {title: Base, file: base.raw, sha256: SHA}
""".replace("SHA", "ab" * 32)

FINANCE = """\
tenant: finance
quota: {servers: 4, vcpus: 8, ram: 16 GiB, volumes: 2, storage: 40 GiB, floating_addresses: 2}
networks:
  office: {zone: business, addresses: 198.51.100.0/28}
  front: {zone: service, addresses: 192.0.2.0/28}
routers:
  edge: {networks: [front], gateway: internet}
groups:
  app:
    rules:
      - {from: 198.51.100.0/24, protocol: tcp, ports: 443}
  database:
    egress: declared
    rules:
      - {from: app, protocol: tcp, ports: 5432}
keys:
  operations: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoiF2BzyCay57lx5CuJ1PVc2VhTLRbNNLnIFOK3sfjX
systems:
  payroll:
    title: Payroll
    level: 3
    zone: business
    objective: {rto: 4 h, rpo: 30 min}
    servers:
      app: {count: 2, flavor: small, image: base, networks: [office], groups: [app], key: operations}
      db:
        flavor: medium
        image: base
        networks: [{network: office, address: 198.51.100.10}]
        groups: [database]
        volumes: {data: 20 GiB}
  portal:
    title: Portal
    level: 2
    zone: service
    exposure:
      - {from: internet, protocol: tcp, ports: 443, to: web}
    servers:
      web: {flavor: small, image: base, networks: [front], floating: internet}
"""

FILES: Mapping[str, str] = {
    "estate.yaml": ESTATE,
    "primary/site.yaml": SITE,
    "primary/tenants/finance.yaml": FINANCE,
}
NAMES = {"estate": "estate.yaml", "site": "primary/site.yaml", "finance": "primary/tenants/finance.yaml"}


@dataclass(frozen=True)
class Memory:
    """A source of files that lie nowhere."""

    contents: Mapping[str, bytes]
    folder: Path = Path("town")
    commit: str = ""
    later: Mapping[str, bytes] = field(default_factory=dict)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file, in order."""
        yield from sorted(self.contents.items())


def whole() -> Memory:
    """The estate as it is right."""
    return Memory({name: text.encode() for name, text in FILES.items()})


def edited(file: str, right: str, wrong: str) -> Memory:
    """The estate with one place put wrong; `right` must be there exactly once."""
    name = NAMES[file]
    assert FILES[name].count(right) == 1, right
    return Memory({**whole().contents, name: FILES[name].replace(right, wrong).encode()})


def with_file(name: str, text: str) -> Memory:
    """The estate with one more file, or another in its place."""
    return Memory({**whole().contents, name: text.encode()})
