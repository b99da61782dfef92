"""Two small networks with a border at each of two sites: an inner one with a ring of routers, an outer one with BGP between two gates."""

from datetime import date
from functools import cache
from pathlib import Path

from inventory.loader import load
from network.model import Model
from tests.unit.inventory.estates import Memory
from zhengyun.estate import Estate

DAY = date(2026, 11, 23)
SITE = "site: {name}\ntitle: {name}\nzones:\n{zones}flavors: {{}}\nimages: {{}}\n"

INNER = {
    "estate.yaml": "estate: inner\ntitle: Inner\nnetwork: internal\nsites: [east, west]\ndepartments: {}\napart: [203.0.113.0/24]\n",
    "network.yaml": """\
beyond:
  external/market: {title: Market, level: 2, addresses: [203.0.113.0/26], exposed: true}
  external/gates: {title: Gates, level: 2, addresses: [203.0.113.64/26]}
exchange: [depot]
closed: [depot]
forbidden:
  [{between: [office, external/*], reason: kept apart}, {between: [ring, external/*], reason: kept apart}, {between: [keep, external/*], reason: kept apart}]
conduits:
  hand-in: {from: office, to: depot, protocol: tcp, ports: [8443], owner: Clerk, reason: reports}
  deliver: {from: depot, to: office, protocol: tcp, ports: [9000-9002], owner: Clerk, reason: answers}
  fetch: {from: external/market, to: depot, protocol: tcp, ports: [8444], owner: Clerk, reason: prices, expires: 2026-12-31}
  look: {from: office, to: ring, protocol: icmp, owner: Clerk, reason: is it there}
""",
    "east/site.yaml": SITE.format(
        name="east",
        zones="  keep: {title: Keep, level: 3, addresses: [192.0.2.0/27]}\n"
        '  office: {title: Office, level: 3, addresses: [198.51.100.0/26, "2001:db8:10::/48"]}\n'
        '  ring: {title: Ring, level: 3, addresses: [198.51.100.128/27, "2001:db8:11::/48"]}\n'
        '  depot: {title: Depot, level: 3, addresses: [198.51.100.192/29, "2001:db8:12::/48"]}\n',
    ),
    "west/site.yaml": SITE.format(
        name="west",
        zones="  keep: {title: Keep, level: 3, addresses: [192.0.2.32/27]}\n"
        '  office: {title: Office, level: 3, addresses: [198.51.100.64/27, "2001:db8:20::/48"]}\n'
        '  ring: {title: Ring, level: 3, addresses: [198.51.100.160/27, "2001:db8:21::/48"]}\n'
        '  depot: {title: Depot, level: 3, addresses: [198.51.100.200/29, "2001:db8:22::/48"]}\n',
    ),
    "east/hosts.yaml": """\
segments:
  keep-e: {addresses: 192.0.2.0/27, management: true}
  desks: {addresses: 198.51.100.0/28, addresses6: "2001:db8:10:1::/64"}
  lamps: {addresses: 198.51.100.16/28, addresses6: "2001:db8:10:2::/64"}
  arc-12: {addresses: 198.51.100.128/30, addresses6: "2001:db8:11:12::/64"}
  arc-23: {addresses: 198.51.100.132/30, addresses6: "2001:db8:11:23::/64"}
  arc-31: {addresses: 198.51.100.136/30, addresses6: "2001:db8:11:31::/64"}
  bridge-1: {addresses: 198.51.100.140/30, addresses6: "2001:db8:11:41::/64"}
  bridge-3: {addresses: 198.51.100.144/30, addresses6: "2001:db8:11:43::/64"}
  moat-e: {addresses: 198.51.100.148/30, addresses6: "2001:db8:11:99::/64"}
  quay-e: {addresses: 192.0.2.128/30, addresses6: "2001:db8:99:1::/64", border: true}
  yard-e: {addresses: 198.51.100.192/30, addresses6: "2001:db8:12:1::/64"}
hosts:
  keeper: {title: Keeper, kind: management, zone: keep, interfaces: {keep-e: 192.0.2.1, keep-w: 192.0.2.33}, roles: {zone_firewall: {}}}
  r1: {title: R1, kind: router, zone: ring, interfaces: {keep-e: 192.0.2.2, arc-12: [198.51.100.129, "2001:db8:11:12::1"], arc-31: [198.51.100.138, "2001:db8:11:31::1"], bridge-1: [198.51.100.141, "2001:db8:11:41::1"], moat-e: [198.51.100.149, "2001:db8:11:99::1"]}, roles: {zone_firewall: {}}}
  r2: {title: R2, kind: router, zone: ring, interfaces: {keep-e: 192.0.2.3, arc-12: [198.51.100.130, "2001:db8:11:12::2"], arc-23: [198.51.100.133, "2001:db8:11:23::2"], desks: [198.51.100.1, "2001:db8:10:1::1"]}, roles: {zone_firewall: {}}}
  r3: {title: R3, kind: router, zone: ring, interfaces: {keep-e: 192.0.2.4, arc-23: [198.51.100.134, "2001:db8:11:23::3"], arc-31: [198.51.100.137, "2001:db8:11:31::3"], bridge-3: [198.51.100.145, "2001:db8:11:43::3"], lamps: [198.51.100.17, "2001:db8:10:2::1"]}, roles: {zone_firewall: {}}}
  wall-e:
    title: Wall
    kind: firewall
    zone: depot
    interfaces: {keep-e: 192.0.2.5, moat-e: [198.51.100.150, "2001:db8:11:99::9"], quay-e: [192.0.2.129, "2001:db8:99:1::1"], yard-e: [198.51.100.193, "2001:db8:12:1::1"]}
    routes: {198.51.100.0/24: 198.51.100.149, 203.0.113.0/24: 192.0.2.130, "2001:db8::/34": "2001:db8:11:99::1"}
    roles: {zone_firewall: {}}
  store-e: {title: Store, kind: exchange, zone: depot, interfaces: {keep-e: 192.0.2.6, yard-e: [198.51.100.194, "2001:db8:12:1::2"]}, gateway: 198.51.100.193, gateway6: "2001:db8:12:1::1", roles: {zone_firewall: {}}}
  desk: {title: Desk, zone: office, interfaces: {keep-e: 192.0.2.7, desks: [198.51.100.2, "2001:db8:10:1::2"]}, gateway: 198.51.100.1, gateway6: "2001:db8:10:1::1", roles: {zone_firewall: {}}}
  lamp: {title: Lamp, zone: office, interfaces: {keep-e: 192.0.2.8, lamps: [198.51.100.18, "2001:db8:10:2::2"]}, gateway: 198.51.100.17, gateway6: "2001:db8:10:2::1", roles: {zone_firewall: {}}}
""",
    "west/hosts.yaml": """\
segments:
  keep-w: {addresses: 192.0.2.32/27, management: true}
  moat-w: {addresses: 198.51.100.160/30, addresses6: "2001:db8:21:99::/64"}
  quay-w: {addresses: 192.0.2.132/30, border: true}
  yard-w: {addresses: 198.51.100.200/30, addresses6: "2001:db8:22:1::/64"}
  stools: {addresses: 198.51.100.64/28, addresses6: "2001:db8:20:1::/64"}
hosts:
  r4: {title: R4, kind: router, zone: ring, interfaces: {keep-w: 192.0.2.34, bridge-1: [198.51.100.142, "2001:db8:11:41::4"], bridge-3: [198.51.100.146, "2001:db8:11:43::4"], moat-w: [198.51.100.161, "2001:db8:21:99::4"], stools: [198.51.100.65, "2001:db8:20:1::1"]}, roles: {zone_firewall: {}}}
  wall-w:
    title: Wall
    kind: firewall
    zone: depot
    interfaces: {keep-w: 192.0.2.35, moat-w: [198.51.100.162, "2001:db8:21:99::9"], quay-w: 192.0.2.133, yard-w: [198.51.100.201, "2001:db8:22:1::1"]}
    routes: {198.51.100.0/24: 198.51.100.161, 203.0.113.0/24: 192.0.2.134, "2001:db8::/34": "2001:db8:21:99::4"}
    roles: {zone_firewall: {}}
  store-w: {title: Store, kind: exchange, zone: depot, interfaces: {keep-w: 192.0.2.36, yard-w: [198.51.100.202, "2001:db8:22:1::2"]}, gateway: 198.51.100.201, gateway6: "2001:db8:22:1::1", roles: {zone_firewall: {}}}
  stool: {title: Stool, zone: office, interfaces: {keep-w: 192.0.2.37, stools: [198.51.100.66, "2001:db8:20:1::2"]}, gateway: 198.51.100.65, gateway6: "2001:db8:20:1::1", roles: {zone_firewall: {}}}
""",
    "east/devices.yaml": """\
devices:
  r1:
    platform: frr
    ospf: {router: 198.51.100.129, static_metric: 10, ports: {arc-12: {}, arc-31: {}, bridge-1: {}, moat-e: {passive: true}}}
    statics: [{to: 198.51.100.192/29, via: 198.51.100.150}, {to: 203.0.113.0/24, via: 198.51.100.150}, {to: "2001:db8:12::/48", via: "2001:db8:11:99::9"}]
  r2:
    platform: frr
    ospf: {router: 198.51.100.130, ports: {arc-12: {}, arc-23: {}, desks: {passive: true}}}
  r3:
    platform: frr
    ospf: {router: 198.51.100.134, ports: {arc-23: {}, arc-31: {}, bridge-3: {}, lamps: {passive: true}}}
""",
    "west/devices.yaml": """\
devices:
  r4:
    platform: frr
    ospf: {router: 198.51.100.142, static_metric: 100, ports: {bridge-1: {}, bridge-3: {}, moat-w: {passive: true}, stools: {passive: true}}}
    statics: [{to: 198.51.100.200/29, via: 198.51.100.162}, {to: 203.0.113.0/24, via: 198.51.100.162}, {to: "2001:db8:22::/48", via: "2001:db8:21:99::9"}]
""",
}
OUTER = {
    "estate.yaml": "estate: outer\ntitle: Outer\nnetwork: external\nsites: [shore]\ndepartments: {}\napart: [198.51.100.0/24]\n",
    "network.yaml": """\
beyond:
  internal/depot: {title: Depot, level: 3, addresses: [198.51.100.192/29, 198.51.100.200/29]}
  internal/office: {title: Office, level: 3, addresses: [198.51.100.0/26, 198.51.100.64/27]}
exchange: [internal/depot]
closed: [internal/depot]
egress: gate-e
forbidden:
  - {between: [external/*, internal/office], reason: kept apart}
conduits:
  fetch: {from: market, to: internal/depot, protocol: tcp, ports: [8444], owner: Clerk, reason: prices}
""",
    "shore/site.yaml": SITE.format(
        name="shore",
        zones="  watch: {title: Watch, level: 2, addresses: [203.0.113.128/27]}\n"
        "  market: {title: Market, level: 2, addresses: [203.0.113.0/26], exposed: true}\n"
        "  gates: {title: Gates, level: 2, addresses: [203.0.113.64/26]}\n",
    ),
    "shore/hosts.yaml": """\
segments:
  watch: {addresses: 203.0.113.128/27, management: true}
  stalls-e: {addresses: 203.0.113.0/28}
  stalls-w: {addresses: 203.0.113.16/28}
  strait: {addresses: 203.0.113.64/30}
  quay-e: {addresses: 192.0.2.128/30, border: true}
  quay-w: {addresses: 192.0.2.132/30, border: true}
hosts:
  watcher: {title: Watcher, kind: management, zone: watch, interfaces: {watch: 203.0.113.129}, roles: {zone_firewall: {}}}
  gate-e: {title: Gate, kind: router, zone: gates, interfaces: {watch: 203.0.113.130, quay-e: 192.0.2.130, strait: 203.0.113.65, stalls-e: 203.0.113.1}, roles: {zone_firewall: {}}}
  gate-w: {title: Gate, kind: router, zone: gates, interfaces: {watch: 203.0.113.131, quay-w: 192.0.2.134, strait: 203.0.113.66, stalls-w: 203.0.113.17}, roles: {zone_firewall: {}}}
  stall-e: {title: Stall, zone: market, interfaces: {watch: 203.0.113.132, stalls-e: 203.0.113.2}, gateway: 203.0.113.1, roles: {zone_firewall: {}}}
  stall-w: {title: Stall, zone: market, interfaces: {watch: 203.0.113.133, stalls-w: 203.0.113.18}, gateway: 203.0.113.17, roles: {zone_firewall: {}}}
""",
    "shore/devices.yaml": """\
devices:
  gate-e:
    platform: frr
    bgp: {number: 65001, router: 203.0.113.65, statics: true, networks: [203.0.113.0/28], neighbours: {203.0.113.66: {number: 65002, gives: told}}}
    statics: [{to: 198.51.100.192/29, via: 192.0.2.129}, {to: 198.51.100.0/26, via: 192.0.2.129}]
    prefix_lists: {told: [{permit: 198.51.100.192/29}, {permit: 203.0.113.0/26, most: 28}]}
  gate-w:
    platform: frr
    bgp: {number: 65002, router: 203.0.113.66, networks: [203.0.113.16/28, 198.51.100.200/29], neighbours: {203.0.113.65: {number: 65001}}}
    statics: [{to: 198.51.100.200/29, via: 192.0.2.133}]
""",
}  # fmt: skip


@cache
def inner(**changed: tuple[str, str]) -> Estate:
    """The inner estate, with one place of a file (`network`, `east`, `west`, `east_devices`, ...) put otherwise."""
    return _estate(INNER, changed)


@cache
def outer(**changed: tuple[str, str]) -> Estate:
    """The outer estate, likewise."""
    return _estate(OUTER, changed)


@cache
def both() -> Model:
    """The model of both as they are."""
    return Model([inner(), outer()], DAY)


def _estate(files: dict[str, str], changed: dict[str, tuple[str, str]]) -> Estate:
    contents = dict(files)
    names = {"network": "network.yaml"} | {
        f"{site}{suffix}": f"{site}/{file}.yaml"
        for site in ("east", "west", "shore")
        for suffix, file in (("", "hosts"), ("_devices", "devices"))
    }
    names |= {"r1": "east/hosts.yaml", "gate": "shore/hosts.yaml"}
    for word, (right, wrong) in changed.items():
        assert contents[names[word]].count(right) == 1, right
        contents[names[word]] = contents[names[word]].replace(right, wrong)
    return load(Memory({name: text.encode() for name, text in contents.items()}, Path("isles")))
