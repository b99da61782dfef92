"""How a platform says what devices are told: templates, and nothing else.

Each template is filled with the words in braces that it names; one that is left empty is not said. Lines come in the order in which they
are named here. Words for both families are a pair, IPv4 first.
"""

from dataclasses import dataclass
from typing import NamedTuple

Pair = tuple[str, str]
Lines = tuple[str, ...]


class Filter(NamedTuple):
    """Access lists. `head` begins one and `apply` puts it to a port, each way by its word of `ways`; `entry` is a line with its number and `closing` the
    words of the last one, which refuses all that is left: its number is `last`, or the next where that is 0.

    Ranges: `any_` for everything, `one` for a single address, `many` otherwise. Ports: `eq` for one, `range_` for more.
    """

    head: Pair
    apply: Pair
    ways: Pair
    entry: Pair
    closing: Pair
    source: str
    source_port: str
    target: str
    target_port: str
    any_: Pair
    one: Pair
    many: Pair
    eq: str
    range_: str
    established: str
    protocols: tuple[tuple[str, str], ...]
    protocols6: tuple[tuple[str, str], ...]
    echo: Pair
    reply: Pair
    neighbours: Lines
    step: int
    last: int


@dataclass(frozen=True, slots=True)
class Dialect:
    """A platform's words."""

    capital: bool
    """Whether it shows letters of IPv6 addresses as capitals."""
    vlan: Lines
    title: str
    routed: str
    """For a port of a switch that is no switch's port."""
    virtual: Lines
    """How interfaces of VLANs and the like are called, which are always routed."""
    address: Pair
    before6: Lines
    access: Lines
    trunk: Lines
    shut: str
    ospf_port: Pair
    ospf_cost: Pair
    ospf_point: Pair
    ospf_hello: Pair
    ospf_dead: Pair
    ospf: tuple[Lines, Lines]
    ospf_static: Pair
    ospf_silent: Pair
    bgp: Lines
    bgp_timers: str
    bgp_peer: Lines
    family: Pair
    family_end: str
    network: Pair
    statics: str
    activate: str
    takes: Pair
    gives: Pair
    listed: Pair
    least: str
    most: str
    static: Pair
    nowhere: str
    filter: Filter
