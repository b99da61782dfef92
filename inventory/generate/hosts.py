"""Hosts of a generated city: a management host, and at each site networks of a hundred or two behind routers."""

import random
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from inventory import codes
from zhengyun.errors import ZhengyunError

MOST: Final = 20_000
IN_A_LAN: Final = 200
ROLES: Final = "accounts: {}, ssh_hardening: {}, snmp_agent: {location: LOCATION}, log_forwarding: {}"


class Ground(NamedTuple):
    """What a site's names begin with, and the ranges of its zones: management, between routers, hosts."""

    letter: str
    location: str
    management: str
    core: str
    hosts: str


# Ranges for private use (RFC 1918), beside those of the departments.
GROUNDS: Final = {
    "primary": Ground("p", "主中心机房", "10.64.0.0/16", "10.66.0.0/16", "10.96.0.0/16"),
    "dr": Ground("d", "灾备中心机房", "10.65.0.0/16", "10.67.0.0/16", "10.97.0.0/16"),
}


def zones(site: str) -> str:
    """The zones that a site's hosts stand in, as lines of its site.yaml."""
    ground = GROUNDS[site]
    return (
        f"  management: {{title: 管理区, level: 3, addresses: [{ground.management}]}}\n"
        f"  core: {{title: 核心区, level: 3, addresses: [{ground.core}]}}\n"
        f"  hosts: {{title: 主机区, level: 3, addresses: [{ground.hosts}]}}\n"
    )


def hosts(count: int, sites: Sequence[str], seed: int) -> dict[str, str]:
    """Each site's hosts.yaml: so many hosts in all, the management host and the routers among them.

    Raises: ZhengyunError (ZY-EST-283).
    """
    if not 0 <= count <= MOST:
        raise ZhengyunError(codes.TOO_MANY_HOSTS, hosts=count, most=MOST)
    chance = random.Random(seed)  # noqa: S311 - keys of hosts that do not exist
    shares = {site: count // len(sites) + (place < count % len(sites)) for place, site in enumerate(sites)}
    inhabited = [site for site in sites if shares[site]]
    keeper = "".join(f"mgmt-{GROUNDS[site].letter}: {_first(GROUNDS[site].management)}.0.1, " for site in inhabited)

    def written(site: str) -> Iterator[str]:
        ground, first = GROUNDS[site], site == sites[0]
        lans = -(-(shares[site] - first) // (IN_A_LAN + 1))
        yield f"segments:\n  mgmt-{ground.letter}: {{addresses: {ground.management}, management: true}}\n"
        yield f"  core-{ground.letter}: {{addresses: {ground.core}}}\n"
        for lan in range(lans):
            yield f"  lan-{ground.letter}{lan}: {{addresses: {_first(ground.hosts)}.{lan}.0/24}}\n"
        yield "hosts:\n"
        if first:
            yield from _host("keeper", "管理主机", "management", "management", keeper[:-2], "", ground, chance)
        for number in range(shares[site] - first):
            yield from _one(ground, number, chance)

    return {f"{site}/hosts.yaml": "".join(written(site)) for site in inhabited}


def _one(ground: Ground, number: int, chance: random.Random) -> Iterator[str]:
    """A router, or one of the hosts behind it."""
    lan, place = divmod(number, IN_A_LAN + 1)
    letter, managed = ground.letter, f"{_first(ground.management)}.{1 + number // 250}.{1 + number % 250}"
    own = f"{_first(ground.hosts)}.{lan}"
    if place:
        at = f"mgmt-{letter}: {managed}, lan-{letter}{lan}: {own}.{10 + place}"
        title = f"主机{lan + 1}-{place}"
        yield from _host(f"{letter}-host-{number}", title, "host", "hosts", at, f"{own}.1", ground, chance)
    else:
        between = f"{_first(ground.core)}.0.{lan + 1}"
        at = f"mgmt-{letter}: {managed}, core-{letter}: {between}, lan-{letter}{lan}: {own}.1"
        yield from _host(f"{letter}-router-{lan}", f"路由器{lan + 1}", "router", "core", at, "", ground, chance)


def _host(
    name: str, title: str, kind: str, zone: str, at: str, gateway: str, ground: Ground, chance: random.Random
) -> Iterator[str]:
    yield f"  {name}:\n    title: {title}\n    kind: {kind}\n    zone: {zone}\n    interfaces: {{{at}}}\n"
    if gateway:
        yield f"    gateway: {gateway}\n"
    yield f"    key: {key(chance.random)}\n    roles: {{{ROLES.replace('LOCATION', ground.location)}}}\n"


def key(chance: Callable[[], float]) -> str:
    """A public key whose private half nobody has."""
    word = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00 " + bytes(int(chance() * 256) for _ in range(32))
    return f"ssh-ed25519 {b64encode(word).decode()}"


def _first(range_: str) -> str:
    """The first two parts of an address."""
    return ".".join(range_.split(".")[:2])
