"""A device in the words of a platform that has its own: VLANs, access lists, ports, static routes, OSPF, BGP."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from ipaddress import ip_interface, ip_network
from typing import Final

from network.rendering.dialect import Dialect
from network.rendering.filters import Filtered, filters
from network.rendering.listing import applied, said
from zhengyun.estate import Estate
from zhengyun.estate.devices import Bgp, Device, Listed, Ospf, OspfPort, Port, Static

FAMILIES: Final = (4, 6)
INDEX: Final = 5


def renderer(dialect: Dialect) -> Callable[[Estate, Device, date], str]:
    """Renders devices of a platform."""

    def configuration(estate: Estate, device: Device, day: date) -> str:
        return "".join(f"{one}\n" for one in _Telling(dialect, device, list(filters(estate, device, day))).lines())

    return configuration


class _Telling:
    def __init__(self, dialect: Dialect, device: Device, filtered: list[Filtered]) -> None:
        self._words, self._device, self._filtered = dialect, device, filtered

    def lines(self) -> Iterator[str]:
        device, words = self._device, self._words
        for vlan in device.vlans:
            yield from _filled(words.vlan, number=vlan.number, name=vlan.name)
        for one in self._filtered:
            yield from said(words, device, one)
        for name, entries in device.prefix_lists.items():
            yield from (self._listed(name, number * INDEX, one) for number, one in enumerate(entries, 1))
        for port in device.ports:
            yield from (f"interface {port.name}", *self._port(port))
        yield from map(self._static, device.statics)
        yield from self._ospf(device.ospf) if device.ospf else ()
        yield from self._bgp(device.bgp) if device.bgp else ()

    def _port(self, port: Port) -> Iterator[str]:
        words = self._words
        yield from _filled((words.title,), title=port.title) if port.title else ()
        physical = not port.name.startswith(words.virtual)
        if (port.address or port.address6) and self._device.vlans and physical:
            yield from _filled((words.routed,))
        for version, address in ((4, port.address), (6, port.address6)):
            if address:
                yield from words.before6 if version == 6 else ()
                yield from _filled((words.address[version == 6],), **self._at(address))
        yield from _filled(words.access, number=port.access) if port.access else ()
        for template in words.trunk if port.trunk else ():
            yield template.format(numbers=" ".join(map(str, port.trunk)), listed=",".join(map(str, port.trunk)))
        ospf = self._device.ospf
        for one in ospf.ports if ospf else ():
            if ospf and one.port == port.name:
                yield from self._speaking(one, port, ospf.area)
        for filtered in self._filtered:
            if filtered.port.name == port.name:
                yield from applied(words, self._device, filtered)
        yield from (words.shut,) if port.shut else ()

    def _speaking(self, one: OspfPort, port: Port, area: int) -> Iterator[str]:
        words = self._words
        for six in (0, 1) if port.address6 else (0,):
            told = (
                (words.ospf_port[six], area, True),
                (words.ospf_cost[six], one.cost, bool(one.cost)),
                (words.ospf_point[six], 0, one.point_to_point),
                (words.ospf_hello[six], one.hello, bool(one.hello)),
                (words.ospf_dead[six], one.dead, bool(one.dead)),
            )
            yield from (
                template.format(value=value, area=_dotted(area)) for template, value, is_said in told if is_said
            )

    def _ospf(self, ospf: Ospf) -> Iterator[str]:
        words = self._words
        for six in (0, 1) if any(one.address6 for one in self._device.ports) else (0,):
            yield from _filled(words.ospf[six], router=ospf.router, area=_dotted(ospf.area))
            if ospf.static_metric:
                yield words.ospf_static[six].format(metric=ospf.static_metric)
            yield from (words.ospf_silent[six].format(port=one.port) for one in ospf.ports if one.passive)

    def _bgp(self, bgp: Bgp) -> Iterator[str]:
        words = self._words
        yield from _filled(words.bgp, number=bgp.number, router=bgp.router)
        if bgp.keepalive and bgp.hold:
            yield words.bgp_timers.format(keepalive=bgp.keepalive, hold=bgp.hold)
        for peer in bgp.neighbours:
            yield from _filled(words.bgp_peer, peer=self._shown(peer.address), number=peer.number)
        for version in FAMILIES:
            lines = list(self._family(bgp, version))
            if lines:
                yield from (words.family[version == 6], *lines, *_filled((words.family_end,)))

    def _family(self, bgp: Bgp, version: int) -> Iterator[str]:
        """What bounds a neighbour is told before he is spoken to."""
        words, six = self._words, version == 6
        networks = [one for one in bgp.networks if ip_network(one).version == version]
        peers = [one for one in bgp.neighbours if ip_network(one.address).version == version]
        for peer in peers:
            at = self._shown(peer.address)
            yield from _filled((words.takes[six],), peer=at, name=peer.takes) if peer.takes else ()
            yield from _filled((words.gives[six],), peer=at, name=peer.gives) if peer.gives else ()
        yield from (words.activate.format(peer=self._shown(one.address)) for one in peers)
        yield from (words.network[six].format(**self._at(one)) for one in networks)
        yield from (words.statics,) if bgp.statics and (networks or peers) else ()

    def _listed(self, name: str, number: int, one: Listed) -> str:
        words = self._words
        verdict = "permit" if one.permit else "deny"
        line = words.listed[ip_network(one.prefix).version == 6].format(
            name=name, number=number, verdict=verdict, **self._at(one.prefix)
        )
        spans = ((words.least, one.least), (words.most, one.most))
        return line + "".join(f" {word} {value}" for word, value in spans if value)

    def _static(self, one: Static) -> str:
        template = self._words.static[ip_network(one.to).version == 6]
        return template.format(via=self._shown(one.via) if one.via else self._words.nowhere, **self._at(one.to))

    def _at(self, written: str) -> dict[str, object]:
        """An address or range with its prefix length, by the words of templates."""
        one = ip_interface(written)
        return {"address": self._shown(str(one.ip)), "mask": one.netmask, "length": one.network.prefixlen}

    def _shown(self, address: str) -> str:
        return address.upper() if self._words.capital else address


def _filled(templates: Iterable[str], **words: object) -> Iterator[str]:
    return (one.format(**words) for one in templates if one)


def _dotted(area: int) -> str:
    return ".".join(str(area >> shift & 255) for shift in (24, 16, 8, 0))
