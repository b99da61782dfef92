"""Whether a packet fits a rule, and if not, in what it differs. Pure."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Final, Literal, NamedTuple

from network.rules import Rule

Part = Literal["source", "target", "protocol", "port"]
PARTS: Final[tuple[Part, ...]] = ("source", "target", "protocol", "port")


class Packet(NamedTuple):
    """The first packet of a connection; `port` is 0 where its protocol has none."""

    source: str
    target: str
    protocol: str
    port: int = 0


class Tried(NamedTuple):
    """A rule that a packet was held against; `differs` is empty where it fits."""

    rule: Rule
    differs: tuple[Part, ...]


def tried(rules: Sequence[Rule], packet: Packet) -> Iterator[Tried]:
    """Yield the rules in order, up to the first that fits."""
    for rule in rules:
        one = Tried(rule, tuple(_differs(rule, packet)))
        yield one
        if not one.differs:
            return


def decided(found: Sequence[Tried]) -> Rule | None:
    """The rule that fits, if the last one does."""
    return found[-1].rule if found and not found[-1].differs else None


def _differs(rule: Rule, packet: Packet) -> Iterator[Part]:
    if not _lies(packet.source, rule.sources):
        yield "source"
    if not _lies(packet.target, rule.targets):
        yield "target"
    if rule.protocol and rule.protocol != packet.protocol:
        yield "protocol"
    elif rule.ports and not any(first <= packet.port <= last for first, last in rule.ports):
        yield "port"


def _lies(address: str, ranges: Sequence[str]) -> bool:
    version, one = _number(address)
    return not ranges or any(version == family and first <= one <= last for family, first, last in map(_span, ranges))


@lru_cache(maxsize=65_536)
def _number(address: str) -> tuple[int, int]:
    one = ip_address(address)
    return one.version, int(one)


@lru_cache(maxsize=65_536)
def _span(range_: str) -> tuple[int, int, int]:
    one = ip_network(range_)
    return one.version, int(one.network_address), int(one.broadcast_address)
