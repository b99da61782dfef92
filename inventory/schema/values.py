"""Values that estate files are made of, each with what it expects in words and the nearest legal value."""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from inventory.quantities import DURATION_PATTERN, SIZE_PATTERN, QuantityError, gibibytes, mebibytes, seconds
from inventory.written import written
from zhengyun.errors import N_

NO_GATEWAY: Final = "none"
NAME_PATTERN: Final = r"^[a-z][a-z0-9-]{0,22}[a-z0-9]$|^[a-z]$"
KEY_TYPES: Final = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")


class Strict(BaseModel):
    """The base of every part of an estate file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=False)


def unexpected(given: object, expected: str, nearest: str = "") -> PydanticCustomError:
    """The error that says what was expected instead."""
    return PydanticCustomError(
        "unexpected", "expected {expected}", {"given": written(given), "expected": expected, "nearest": nearest}
    )


@dataclass(frozen=True)
class StandIn:
    """What stands for a refused value of a type while the rest of its file is looked at."""

    value: object


class Refused(str):
    """A name that was refused and told already, kept so that what it names can be looked at."""

    __slots__ = ()


def _name(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(NAME_PATTERN, value):
        return value
    if isinstance(value, Refused):
        return str(value)
    likely = (
        re.sub(r"[^a-z0-9]+", "-", str(value).lower() if isinstance(value, str | int) else "")
        .strip("-0123456789")[:24]
        .strip("-")
    )
    raise unexpected(value, N_("a name: small letters, digits and hyphens, a letter first, at most 24"), likely)


def _network_name(value: object) -> str:
    """The name of a network, or of another tenant's with the tenant's before it."""
    tenant, slash, network = str(value).partition("/")
    if slash and all(re.fullmatch(NAME_PATTERN, one) for one in (tenant, network)):
        return f"{tenant}/{network}"
    return _name(value)


def _network(value: object) -> str:
    text = str(value)
    if re.fullmatch(r"[0-9a-fA-F:.]+/[0-9]{1,3}", text):
        try:
            return str(ipaddress.ip_network(text))
        except ValueError:
            pass
    try:
        likely = str(ipaddress.ip_network(text, strict=False)) if "/" in text and "%" not in text else ""
    except ValueError:
        likely = ""
    raise unexpected(value, N_("a network such as 10.30.1.0/24 or 2001:db8:30::/64"), likely)


def _subnet(value: object) -> str:
    """A network in which a gateway and a server have room."""
    text = _network(value)
    if ipaddress.ip_network(text).num_addresses < 4:
        raise unexpected(value, N_("a network with room for servers: at most /30, in IPv6 /126"))
    return text


def _address(value: object) -> str:
    try:
        if re.fullmatch(r"[0-9a-fA-F:.]+", str(value)):
            return str(ipaddress.ip_address(str(value)))
    except ValueError:
        pass
    raise unexpected(value, N_("an address such as 10.30.1.10"))


def _gateway(value: object) -> str:
    return NO_GATEWAY if value == NO_GATEWAY else _address(value)


def _pool(value: object) -> tuple[str, str]:
    first, _, last = str(value).replace(" ", "").partition("-")
    try:
        ends = ipaddress.ip_address(first), ipaddress.ip_address(last)
        if "%" not in first + last and ends[0].version == ends[1].version and int(ends[0]) <= int(ends[1]):
            return str(ends[0]), str(ends[1])
    except ValueError:
        pass
    raise unexpected(value, N_("a range such as 203.0.113.10-203.0.113.250"))


def _ports(value: object) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,5})(?:\s*-\s*([0-9]{1,5}))?", str(value))
    if match and not isinstance(value, bool):
        first = int(match[1])
        last = int(match[2] or match[1])
        if 1 <= first <= last <= 65535:
            return first, last
    raise unexpected(value, N_("a port from 1 to 65535, or a range such as 8000-8080"))


def _peer(value: object) -> str:
    """A network, a single address, `any`, or a group's name, which is looked up later."""
    text = str(value)
    if re.fullmatch(NAME_PATTERN, text):
        return text
    return _network(value if "/" in text else _single(text) or value)


def _addresses(value: object) -> str:
    """A network, or a single address."""
    text = str(value)
    return _network(value if "/" in text else _single(text) or value)


def _single(text: str) -> str:
    """The network that is one address, or nothing."""
    try:
        return str(ipaddress.ip_network(text)) if "%" not in text else ""
    except ValueError:
        return ""


def public_key(value: object) -> str:
    parts = str(value).split()
    try:
        if len(parts) >= 2 and parts[0] in KEY_TYPES:
            blob = base64.b64decode(parts[1], validate=True)
            length = int.from_bytes(blob[:4], "big")
            if blob[4 : 4 + length] == parts[0].encode() and len(blob) > 4 + length:
                return " ".join(parts[:2])
    except binascii.Error:
        pass
    raise unexpected(value, N_("a public SSH key such as `ssh-ed25519 AAAA...`"))


def _sha256(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value):
        return value
    likely = str(value).strip().lower().removeprefix("sha256:")
    digits = re.fullmatch(r"[0-9a-f]{64}", likely)
    raise unexpected(value, N_("a SHA-256: 64 hexadecimal digits"), likely if digits else "")


def _file(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", value):
        return value
    raise unexpected(value, N_("the name of a file in the image store, without folders"))


def _span(value: object) -> int:
    """A duration of whole minutes, and not of none."""
    length = seconds(value)
    if not length or length % 60:
        raise QuantityError(str(value), "1 d", f"{length // 60 + 1} min")
    return length


def _quantity(read: Callable[[object], int], expected: str) -> Callable[[object], int]:
    def validate(value: object) -> int:
        try:
            return read(value)
        except QuantityError as error:
            raise unexpected(value, expected, error.nearest) from None

    return validate


def text(pattern: str, *examples: str) -> Any:
    """What the schema for editors says of a text."""
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": list(examples)})


Name = Annotated[str, BeforeValidator(_name), text(NAME_PATTERN, "finance"), StandIn(Refused("-"))]
NetworkName = Annotated[
    str,
    BeforeValidator(_network_name),
    text(f"({NAME_PATTERN})|^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$", "office", "finance/office"),
    StandIn(Refused("-")),
]
Title = Annotated[str, Field(min_length=1, max_length=120)]
Called = Annotated[str, Field(max_length=255)]
# A volume type as Cinder calls it: many were made by hand.
TypeName = Annotated[str, Field(min_length=1, max_length=255)]
Cidr = Annotated[
    str, BeforeValidator(_network), text(r"^[0-9a-fA-F:.]+/[0-9]{1,3}$", "10.30.1.0/24"), StandIn("0.0.0.0/30")
]
Subnet = Annotated[
    str, BeforeValidator(_subnet), text(r"^[0-9a-fA-F:.]+/[0-9]{1,3}$", "10.30.1.0/24"), StandIn("0.0.0.0/30")
]
Address = Annotated[str, BeforeValidator(_address), text(r"^[0-9a-fA-F:.]+$", "10.30.1.10"), StandIn("0.0.0.1")]
Gateway = Annotated[
    str, BeforeValidator(_gateway), text(r"^none$|^[0-9a-fA-F:.]+$", "10.30.1.1", "none"), StandIn("0.0.0.1")
]
Addresses = Annotated[
    str,
    BeforeValidator(_addresses),
    text(r"^[0-9a-fA-F:.]+(/[0-9]{1,3})?$", "10.30.0.0/16", "10.30.1.10"),
    StandIn("0.0.0.0/30"),
]
Pool = Annotated[
    tuple[str, str],
    BeforeValidator(_pool),
    text(r"^[0-9a-fA-F:.]+ ?- ?[0-9a-fA-F:.]+$", "203.0.113.10-203.0.113.250"),
    StandIn("0.0.0.1-0.0.0.1"),
]
Ports = Annotated[
    tuple[int, int],
    BeforeValidator(_ports),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 65535},
                {"type": "string", "pattern": "^[0-9]{1,5} ?- ?[0-9]{1,5}$"},
            ]
        }
    ),
    StandIn(1),
]
Peer = Annotated[
    str,
    BeforeValidator(_peer),
    WithJsonSchema({"type": "string", "examples": ["any", "web", "10.0.0.0/8"]}),
    StandIn("any"),
]
PublicKey = Annotated[
    str,
    BeforeValidator(public_key),
    text("^(ssh|ecdsa)-[a-z0-9-]+ [A-Za-z0-9+/=]+", "ssh-ed25519 AAAA"),
    StandIn("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA"),
]
Sha256 = Annotated[str, BeforeValidator(_sha256), text("^[0-9a-f]{64}$"), StandIn("0" * 64)]
FileName = Annotated[str, BeforeValidator(_file), text("^[A-Za-z0-9][A-Za-z0-9._-]*$", "base.raw"), StandIn("none")]
Mebibytes = Annotated[
    int,
    BeforeValidator(_quantity(mebibytes, N_("a size such as 16 GiB"))),
    text(SIZE_PATTERN, "16 GiB"),
    StandIn("1 GiB"),
]
Gibibytes = Annotated[
    int,
    BeforeValidator(_quantity(gibibytes, N_("a size in whole GiB, such as 16 GiB"))),
    text(SIZE_PATTERN, "16 GiB"),
    StandIn("1 GiB"),
]
Seconds = Annotated[
    int,
    BeforeValidator(_quantity(seconds, N_("a duration such as 30 min"))),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": DURATION_PATTERN}, {"const": 0}]}),
    StandIn(0),
]
Span = Annotated[
    int,
    BeforeValidator(_quantity(_span, N_("a span of whole minutes, such as 1 d"))),
    text(DURATION_PATTERN, "1 d"),
    StandIn("1 d"),
]
Keep = Annotated[int, Field(ge=1, le=1000)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Level = Annotated[int, Field(ge=1, le=5)]
