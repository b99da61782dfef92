"""What a host tells of itself, as `zhengyun-state` prints it: read as foreign bytes are."""

import json
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Interface, IPv6Interface, ip_interface, ip_network
from typing import Any, Final, NamedTuple, TypeVar

from network.codes import leaks as codes
from zhengyun.errors import ZhengyunError

PROGRAM: Final = "sudo -n /usr/local/libexec/zhengyun-state"
SCHEMA: Final = "zhengyun-state/1"
LOOPBACK: Final = "lo"
T = TypeVar("T")


class Address(NamedTuple):
    """An address of an interface, with its prefix length; `dynamic` where nobody gave it by hand."""

    address: IPv4Interface | IPv6Interface
    scope: str
    dynamic: bool


class Link(NamedTuple):
    """An interface. `kind` is the kernel's word for what is made, empty for hardware; `type` is that of its addresses (`ether`, `ppp`)."""

    name: str
    kind: str
    type: str
    mac: str
    master: str
    up: bool
    promiscuous: bool
    xdp: bool
    addresses: tuple[Address, ...]


class Route(NamedTuple):
    """A route of any table; one of several ways where `via` and `dev` have several."""

    to: str
    type: str
    table: str
    protocol: str
    via: tuple[str, ...]
    dev: tuple[str, ...]

    @property
    def length(self) -> int:
        """How long its prefix is."""
        return ip_network(self.to, strict=False).prefixlen


class Neighbour(NamedTuple):
    """Who was seen on a link (`router`: he says that he is one), or, as `proxy`, for whom the host answers."""

    address: str
    dev: str
    mac: str
    router: bool
    proxy: bool
    state: tuple[str, ...]


class Socket(NamedTuple):
    """A socket, and who has it; `group` is his process group, 0 and no program where it is the kernel's own."""

    protocol: str
    address: str
    port: int
    remote: str
    remote_port: int
    state: str
    program: str
    pid: int
    group: int


class Namespace(NamedTuple):
    """A network besides the host's own."""

    id: str
    programs: tuple[str, ...]
    links: tuple[str, ...]


class State(NamedTuple):
    """All that a host tells. `nft` are the chains, rules and sets of nftables, as nft -j prints them; `problems` what it could not read."""

    links: tuple[Link, ...]
    routes: tuple[Route, ...]
    rules: tuple[Mapping[str, str], ...]
    neighbours: tuple[Neighbour, ...]
    settings: Mapping[str, Mapping[str, str]]
    ephemeral: int
    nft: tuple[Mapping[str, Any], ...]
    iptables: tuple[str, ...]
    sockets: tuple[Socket, ...]
    tunnels: tuple[tuple[str, str], ...]
    opening: tuple[tuple[str, str], ...]
    programs: tuple[str, ...]
    namespaces: tuple[Namespace, ...]
    multicast: tuple[str, ...]
    problems: tuple[str, ...]

    def on(self, setting: str, *, family: str) -> tuple[str, ...]:
        """The interfaces (and `all`) where a setting of the kernel is neither 0 nor unknown; not the loopback."""
        return tuple(
            dev
            for name, values in self.settings.items()
            for kind, _, dev in [name.partition("/")]
            if kind == family and dev not in {LOOPBACK, "default"} and values.get(setting, "0") not in {"0", "-1"}
        )


def read(host: str, said: bytes) -> State:
    """What a host said. Raises: ZhengyunError (ZY-NET-180: it is not what the program says)."""
    try:
        found = json.loads(said)
        if found["schema"] != SCHEMA:
            raise ValueError(found["schema"])
        return _state(found)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ZhengyunError(codes.NO_STATE, host=host, problem=repr(error)[:200]) from error


def _state(found: Mapping[str, Any]) -> State:
    settings = found["settings"]
    return State(
        links=_each(found["links"], _link),
        routes=_each(found["routes"], _route),
        rules=_each(found["rules"], lambda one: {str(name): _text(value) for name, value in one.items()}),
        neighbours=_each(found["neighbours"], _neighbour),
        settings={
            str(name): {str(each): _text(value) for each, value in one.items()}
            for name, one in settings["interfaces"].items()
        },
        ephemeral=int(settings["ephemeral"][0]),
        nft=_each(found["nft"], _mapping),
        iptables=_texts(found["iptables"]),
        sockets=_each(found["sockets"], _socket),
        tunnels=_each(found["tunnels"], lambda one: (_text(one["program"]), _text(one["link"]))),
        opening=_each(found["opening"], lambda one: (_text(one["program"]), ", ".join(_texts(one["options"])))),
        programs=_texts(found["programs"]),
        namespaces=_each(
            found["namespaces"],
            lambda one: Namespace(_text(one["id"]), _texts(one["programs"]), _texts(one["links"])),
        ),
        multicast=_texts(found["multicast"]),
        problems=_texts(found["problems"]),
    )


def _link(one: Mapping[str, Any]) -> Link:
    words = [_text(one[name]) for name in ("name", "kind", "type", "mac", "master")]
    flags = [one[name] is True for name in ("up", "promiscuous", "xdp")]
    addresses = _each(
        one["addresses"],
        lambda each: Address(ip_interface(_text(each["address"])), _text(each["scope"]), each["dynamic"] is True),
    )
    return Link(words[0], words[1], words[2], words[3], words[4], flags[0], flags[1], flags[2], addresses)


def _route(one: Mapping[str, Any]) -> Route:
    to, kind, table, protocol = (_text(one[name]) for name in ("to", "type", "table", "protocol"))
    ip_network(to, strict=False)
    return Route(to, kind, table, protocol, _texts(one["via"]), _texts(one["dev"]))


def _neighbour(one: Mapping[str, Any]) -> Neighbour:
    address, dev, mac = (_text(one[name]) for name in ("address", "dev", "mac"))
    return Neighbour(address, dev, mac, one["router"] is True, one["proxy"] is True, _texts(one["state"]))


def _socket(one: Mapping[str, Any]) -> Socket:
    protocol, address, remote, state, program = (
        _text(one[name]) for name in ("protocol", "address", "remote", "state", "program")
    )
    port, remote_port, pid, group = (int(one[name]) for name in ("port", "remote_port", "pid", "group"))
    return Socket(protocol, address, port, remote, remote_port, state, program, pid, group)


def _each(values: object, made: Callable[[Mapping[str, Any]], T]) -> tuple[T, ...]:
    return tuple(made(_mapping(one)) for one in _list(values))


def _texts(values: object) -> tuple[str, ...]:
    return tuple(map(_text, _list(values)))


def _list(values: object) -> Sequence[object]:
    if not isinstance(values, list):
        raise TypeError(values)
    return values


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return "".join(one if one.isprintable() else "?" for one in value)
