"""A move: hosts and segments of one network that become another's, without the two being joined for a moment.

Addresses have no prefix length; the segments say it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from zhengyun.estate.hosts import Segment

Deed = Literal["detach", "readdress", "attach", "prove"]
DEEDS: Final = get_args(Deed)


@dataclass(frozen=True, slots=True)
class Moved:
    """A host that moves: its addresses on each segment where it will stand, and its gateways there."""

    interfaces: Mapping[str, tuple[str, ...]]
    gateway: str = ""
    gateway6: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is done next. Detached from a segment and attached to one is a host or a router; proven is everything."""

    deed: Deed
    host: str = ""
    segment: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """`segments` move as a whole: of each its ranges in the new network, and the router there with its addresses on it. `zone` is of the
    new network. `steps` are an order that somebody has thought of, empty where the usual one will do."""

    name: str
    reason: str
    zone: str
    hosts: Mapping[str, Moved]
    segments: Mapping[str, Segment] = field(default_factory=dict)
    routers: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
