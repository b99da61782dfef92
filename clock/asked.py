"""Whose clock is read in which way: references and servers by packets, whoever asks them by SSH."""

from collections.abc import Iterator

from clock.asking import Target
from zhengyun.estate.hosts import Host, Hosts
from zhengyun.estate.time import CLIENT, Time, reached


def by_packets(time: Time, hosts: Hosts) -> tuple[Target, ...]:
    """References elsewhere, and our servers where the tool reaches hosts."""
    return (*references(time), *servers(time, hosts))


def references(time: Time) -> Iterator[Target]:
    """The servers elsewhere that time comes from."""
    for one in time.sources.values():
        if one.kind == "upstream":
            yield Target(one.name, one.address, one.port)


def servers(time: Time, hosts: Hosts) -> Iterator[Target]:
    """Our servers, on the management segment; where they have none, as their clients ask them."""
    for one in time.servers.values():
        host = hosts.hosts.get(one.host)
        address = (host.address if host else "") or reached(one, None, hosts)
        if address:
            yield Target(one.host, address, one.port)


def by_ssh(time: Time, hosts: Hosts) -> tuple[Host, ...]:
    """The hosts that answer nobody who asks for the time."""
    return tuple(one for name, one in sorted(hosts.hosts.items()) if CLIENT in one.roles and name not in time.servers)
