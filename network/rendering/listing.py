"""Access lists in the words of a platform."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from ipaddress import ip_network
from typing import Final, NamedTuple

from network import codes
from network.rendering.dialect import Dialect, Filter
from network.rendering.filters import ALL, Entry, Filtered, Span
from zhengyun.errors import ZhengyunError
from zhengyun.estate.devices import Device

NUMBERS: Final = 3500
"""From here on are the numbers of our lists, where lists have numbers; names begin with `ZY-`."""
MOST: Final = 250
"""So many policed ports have numbers, up to 3999."""
WAYS: Final = ("in", "out")


class Named(NamedTuple):
    """What a list is called: by a number, or by a name."""

    number: int
    name: str


def said(words: Dialect, device: Device, filtered: Filtered) -> Iterator[str]:
    """Both lists of a policed port. Raises: ZhengyunError (ZY-NET-050, ZY-NET-051)."""
    six = filtered.version == 6
    for way, entries in enumerate((filtered.inward, filtered.outward)):
        yield words.filter.head[six].format(**named(device, filtered, way)._asdict())
        bodies = [*(words.filter.neighbours if six else ()), *(_body(words, six, one) for one in entries)]
        most = (words.filter.last - 1) // words.filter.step
        if words.filter.last and len(bodies) > most:
            raise ZhengyunError(
                codes.NO_ROOM,
                device=device.name,
                port=filtered.port.name,
                count=len(bodies),
                platform=device.platform,
                most=most,
            )
        yield from _numbered(words.filter, six, bodies)


def applied(words: Dialect, device: Device, filtered: Filtered) -> Iterator[str]:
    """The lines by which a port has its lists."""
    for way, called in enumerate(words.filter.ways):
        yield words.filter.apply[filtered.version == 6].format(way=called, **named(device, filtered, way)._asdict())


def named(device: Device, filtered: Filtered, way: int) -> Named:
    """By the port's place among the policed ones, and the way."""
    place = [one.name for one in device.ports if one.name in device.policed].index(filtered.port.name)
    if place >= MOST:
        raise ZhengyunError(codes.NO_LIST, device=device.name, count=len(device.policed), most=MOST)
    plain = "".join(one if one.isalnum() else "-" for one in filtered.port.name)
    return Named(NUMBERS + 2 * place + way, f"ZY-{plain}-{WAYS[way]}{'6' if filtered.version == 6 else ''}")


def _numbered(own: Filter, six: bool, bodies: Sequence[str]) -> Iterator[str]:
    """What passes, and last what does not, by the highest number there is or by the next."""
    for number, body in enumerate(bodies, 1):
        yield own.entry[six].format(number=number * own.step, body=body)
    yield own.entry[six].format(number=own.last or (len(bodies) + 1) * own.step, body=own.closing[six])


def _body(words: Dialect, six: bool, entry: Entry) -> str:
    own = words.filter
    protocols = dict(own.protocols6 if six else own.protocols)
    parts = (
        f"permit {protocols[entry.protocol]}",
        own.source.format(_range(words, six, entry.source)),
        _ports(own, own.source_port, entry.source_port),
        own.target.format(_range(words, six, entry.target)),
        _ports(own, own.target_port, entry.target_port),
        {"established": own.established, "echo": own.echo[six], "reply": own.reply[six]}.get(entry.flag, ""),
    )
    return " ".join(one for one in parts if one)


def _range(words: Dialect, six: bool, written: str) -> str:
    own, (address, wildcard, length, alone) = words.filter, _parts(written)
    if f"{address}/{length}" == ALL[6 if six else 4]:
        return own.any_[six]
    template = own.one[six] if alone else own.many[six]
    return template.format(address=address.upper() if words.capital else address, wildcard=wildcard, length=length)


@lru_cache(maxsize=4096)
def _parts(written: str) -> tuple[str, str, int, bool]:
    """A range's address, the bits that do not count, its length, and whether it is one address alone."""
    one = ip_network(written)
    return str(one.network_address), str(one.hostmask), one.prefixlen, one.prefixlen == one.max_prefixlen


def _ports(own: Filter, template: str, span: Span | None) -> str:
    if span is None:
        return ""
    first, last = span
    return template.format(own.eq.format(first) if first == last else own.range_.format(first, last))
