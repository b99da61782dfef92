"""A small network of hosts in memory, whole and right: two sites, a firewall between two zones, a management host."""

from pathlib import Path

from tests.unit.inventory.estates import Memory

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoiF2BzyCay57lx5CuJ1PVc2VhTLRbNNLnIFOK3sfjX"
ESTATE = """\
estate: harbour
title: Harbour
network: internal
sites: [north, south]
departments: {}
apart: [198.51.100.0/24]
"""
SITE = """\
site: NAME
title: NAME
zones:
  keepers: {title: Keepers, level: 3, addresses: [192.0.2.THIRD/27]}
  office: {title: Office, level: 3, addresses: [203.0.113.THIRD/28]}
  front: {title: Front, level: 2, addresses: [203.0.113.FOURTH/28]}
flavors: {}
images: {}
"""
NORTH = f"""\
segments:
  keep-n: {{addresses: 192.0.2.0/28, management: true}}
  desks: {{addresses: 203.0.113.0/29, rate: 1000}}
  doors: {{addresses: 203.0.113.16/29}}
  quay: {{addresses: 198.51.100.0/30, border: true}}
hosts:
  keeper:
    title: Keeper
    kind: management
    zone: keepers
    interfaces: {{keep-n: 192.0.2.1, keep-s: 192.0.2.33}}
  wall:
    title: Wall
    kind: firewall
    zone: front
    interfaces: {{keep-n: 192.0.2.2, desks: 203.0.113.1, doors: 203.0.113.17, quay: 198.51.100.1}}
    gateway: 198.51.100.2
    roles: {{ssh_hardening: {{}}}}
  desk-1:
    title: Desk
    zone: office
    interfaces: {{keep-n: 192.0.2.3, desks: 203.0.113.2}}
    gateway: 203.0.113.1
    key: {KEY}
    port: 2222
    roles: {{accounts: {{}}, snmp_agent: {{location: Room 1, contact: [day, night]}}}}
"""
SOUTH = """\
segments:
  keep-s: {addresses: 192.0.2.32/28, management: true}
hosts:
  shed:
    title: Shed
    zone: front
    interfaces: {keep-s: 192.0.2.34, doors: 203.0.113.18}
    gateway: 203.0.113.17
"""


def site(name: str, first: int) -> str:
    """A site.yaml, with zones that begin at that address."""
    return SITE.replace("NAME", name).replace("THIRD", str(first)).replace("FOURTH", str(first + 16))


FILES = {
    "estate.yaml": ESTATE,
    "north/site.yaml": site("north", 0),
    "north/hosts.yaml": NORTH,
    "south/site.yaml": site("south", 32),
    "south/hosts.yaml": SOUTH,
}


def harbour(**changed: str) -> Memory:
    """The files, some of them as told: `north`, `south`, `estate`."""
    names = {"north": "north/hosts.yaml", "south": "south/hosts.yaml", "estate": "estate.yaml"}
    contents = FILES | {names[name]: text for name, text in changed.items()}
    return Memory({name: text.encode() for name, text in contents.items()}, Path("harbour"))


def broken(file: str, right: str, wrong: str) -> Memory:
    """The files with one place put wrong; `right` must be there exactly once."""
    text = {"north": NORTH, "south": SOUTH, "estate": ESTATE}[file]
    assert text.count(right) == 1, right
    return harbour(**{file: text.replace(right, wrong)})
