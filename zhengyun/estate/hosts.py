"""Hosts: machines that we administer ourselves, what they are joined by, and which roles of ours they have.

Addresses and networks are text in canonical form, addresses of interfaces with their prefix length.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

SITE: Final = "hosts"
"""What stands in a site's place where a plan is about hosts; no site of the estate is called so."""

TENANT: Final = "hosts"
"""What stands in a tenant's place there: whatever is granted for a department, or for what all share, is not for this."""

Kind = Literal["host", "router", "firewall", "exchange", "management"]
"""What a host is for: `exchange` stands between the two networks, `management` is where the tool itself runs."""
KINDS: Final = get_args(Kind)

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "accounts": ("principals", "commands", "devices"),
    "log_forwarding": ("receiver", "name", "port", "trusted", "certificate", "secret", "waiting", "patience"),
    "snmp_agent": ("location", "contact", "address", "user", "auth", "priv", "patience"),
    "ssh_hardening": ("authorities", "kex", "ciphers", "macs", "signatures", "guard"),
    "time_client": ("lines", "trusted", "patience"),
    "time_server": ("lines", "trusted", "certificate", "secret", "patience"),
    "zone_firewall": ("ruleset", "guard"),
}
"""What each role may be told: its `defaults`, and nothing else, so that no word of a file stands where a role keeps what it has found."""

ROLES: Final = tuple(WORDS)
"""The roles that there are, each a folder of `playbooks/roles`."""


@dataclass(frozen=True, slots=True)
class Segment:
    """What joins hosts directly (a LAN, a VLAN, a cable). `management` is the one that only the tool speaks over; `border` one
    that the other network's estate declares too, by the same name. `rate` is in Mbit/s, 0 where nobody has said. `addresses6` is its IPv6 network, where
    it has one."""

    name: str
    addresses: str
    management: bool = False
    border: bool = False
    rate: int = 0
    addresses6: str = ""


@dataclass(frozen=True, slots=True)
class Interface:
    """Where a host is joined to a segment. Addresses have their prefix length; `address6` is empty where it has none."""

    name: str
    segment: str
    address: str
    address6: str = ""


@dataclass(frozen=True, slots=True)
class Host:
    """A machine. `address` and `port` are where the tool reaches it by SSH, on the management segment; `key` is its host key, as OpenSSH
    writes it (`ssh-ed25519 AAAA...`). `routes` maps ranges that it reaches by others than its gateway to who is next there. `roles` maps
    each role to what it is told."""

    name: str
    title: str
    site: str
    zone: str
    kind: Kind
    address: str
    port: int
    key: str
    interfaces: tuple[Interface, ...] = ()
    gateway: str = ""
    gateway6: str = ""
    routes: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hosts:
    """All hosts of an estate, and the segments that join them, by name."""

    hosts: Mapping[str, Host] = field(default_factory=dict)
    segments: Mapping[str, Segment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a room wants a role to lay on a host: rooms render, `playbooks` plans and applies."""

    host: str
    role: str
    vars: Mapping[str, object]
