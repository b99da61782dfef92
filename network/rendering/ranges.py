"""Ranges of addresses as renderers need them: of one family, none within another. Pure."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

Range = IPv4Network | IPv6Network


def of(version: int, addresses: Iterable[str]) -> tuple[str, ...]:
    """Those of one family (4 or 6), as few and in order; one address alone without its length."""
    return _of(version, tuple(addresses))


# The rules of a policy are about a few zones, again and again.
@lru_cache(maxsize=4096)
def _of(version: int, addresses: tuple[str, ...]) -> tuple[str, ...]:
    own = [one for one in map(ip_network, addresses) if one.version == version]
    return tuple(_short(one) for one in collapse_addresses(own))  # type: ignore[type-var]


def _short(one: Range) -> str:
    return str(one.network_address) if one.num_addresses == 1 else str(one)
