"""SITE/hosts.yaml: the machines that we administer ourselves, and the segments that join them."""

import base64
import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from inventory.nearest import nearest
from inventory.schema.values import (
    Address,
    Cidr,
    Name,
    Refused,
    StandIn,
    Strict,
    Subnet,
    Title,
    public_key,
    text,
    unexpected,
)
from zhengyun.errors import N_
from zhengyun.estate.hosts import ROLES, Kind

SEGMENT_PATTERN: Final = r"^[a-z][a-z0-9-]{0,13}[a-z0-9]$|^[a-z]$"
VARIABLE_PATTERN: Final = r"^[a-z][a-z0-9_]{0,39}$"
ED25519: Final = 51
FASTEST: Final = 1_000_000


def _segment(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(SEGMENT_PATTERN, value):
        return value
    if isinstance(value, Refused):
        return str(value)
    likely = re.sub(r"[^a-z0-9]+", "-", str(value).lower()).strip("-0123456789")[:15].strip("-")
    expected = N_("a segment's name: small letters, digits and hyphens, a letter first, at most 15, as an interface's")
    raise unexpected(value, expected, likely)


def _role(value: object) -> str:
    if isinstance(value, str) and value in ROLES:
        return value
    if isinstance(value, Refused):
        return str(value)
    raise unexpected(value, N_("one of our roles"), nearest(str(value), ROLES))


def _variable(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(VARIABLE_PATTERN, value):
        return value
    if isinstance(value, Refused):
        return str(value)
    raise unexpected(value, N_("the name of a variable: small letters, digits and underscores, a letter first"))


def _host_key(value: object) -> str:
    key = public_key(value)
    # RFC 8709: of this type a key is 32 octets, after two lengths and the type's name.
    if key.startswith("ssh-ed25519 ") and len(base64.b64decode(key.split()[1])) != ED25519:
        raise unexpected(value, N_("a public SSH key such as `ssh-ed25519 AAAA...`"))
    return key


def _legs(value: object) -> object:
    """An address, or one of each family."""
    return value if isinstance(value, list) else [value]


def _range6(value: object) -> object:
    if isinstance(value, str) and "/" in value and ":" not in value:
        raise unexpected(value, N_("an IPv6 network such as 2001:db8:30::/64"))
    return value


SegmentName = Annotated[str, BeforeValidator(_segment), text(SEGMENT_PATTERN, "lan-p1"), StandIn(Refused("-"))]
RoleName = Annotated[str, BeforeValidator(_role), text(f"^({'|'.join(ROLES)})$", *ROLES), StandIn(Refused("-"))]
HostKey = Annotated[
    str,
    BeforeValidator(_host_key),
    text("^(ssh|ecdsa)-[a-z0-9-]+ [A-Za-z0-9+/=]+", "ssh-ed25519 AAAA"),
    StandIn(f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{'A' * 43}"),
]
Legs = Annotated[
    list[Address],
    Field(min_length=1, max_length=2),
    BeforeValidator(_legs, json_schema_input_type=Address | list[Address]),
]
Subnet6 = Annotated[Subnet, BeforeValidator(_range6), StandIn("::/126")]
Variable = Annotated[str, BeforeValidator(_variable), text(VARIABLE_PATTERN, "location"), StandIn(Refused("-"))]


class SegmentModel(Strict):
    """What joins hosts directly. `management`: only the tool speaks over it; `border`: the other network's estate declares
    it, too. `rate` is in Mbit/s, `addresses6` its IPv6 network beside the other."""

    addresses: Subnet
    addresses6: Subnet6 | None = None
    management: bool = False
    border: bool = False
    rate: Annotated[int, Field(ge=1, le=FASTEST)] | None = None


class HostModel(Strict):
    """A machine. `interfaces` has its address on each segment, or one of each family; `routes` are what it reaches by others than its
    gateway, each range with who is next; `key` is its SSH host key, without which it is never spoken to."""

    title: Title
    kind: Kind = "host"
    zone: Name
    interfaces: Annotated[dict[SegmentName, Legs], Field(min_length=1)]
    gateway: Address | None = None
    gateway6: Address | None = None
    routes: dict[Cidr, Address] = {}
    key: HostKey | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 22
    roles: dict[RoleName, dict[Variable, Any]] = {}


class HostsFile(Strict):
    """One site's hosts and segments; names of both are the estate's."""

    segments: dict[SegmentName, SegmentModel] = {}
    hosts: dict[Name, HostModel] = {}
