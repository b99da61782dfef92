"""Hosts in normal form: each address with its segment's prefix length, each host with where it is spoken to."""

from collections.abc import Iterator, Mapping

from inventory.files import EstateFiles
from inventory.schema.hosts import HostModel, SegmentModel
from zhengyun.estate.hosts import Host, Hosts, Interface, Segment


def hosts_of(files: EstateFiles) -> Hosts:
    """All hosts and segments by name; a reference that leads nowhere is left out."""
    declared = [(name, file.model) for name, _, file in files.host_files()]
    segments = {name: one for _, model in declared for name, one in model.segments.items()}
    return Hosts(
        {name: _host(name, site, one, segments) for site, model in declared for name, one in model.hosts.items()},
        {
            name: Segment(name, one.addresses, one.management, one.border, one.rate or 0, one.addresses6 or "")
            for name, one in segments.items()
        },
    )


def _host(name: str, site: str, one: HostModel, segments: Mapping[str, SegmentModel]) -> Host:
    return Host(
        name=name,
        title=one.title,
        site=site,
        zone=one.zone,
        kind=one.kind,
        address=next(
            (legs[0] for at, legs in one.interfaces.items() if at in segments and segments[at].management), ""
        ),
        port=one.port,
        key=one.key or "",
        interfaces=tuple(_interfaces(one, segments)),
        gateway=one.gateway or "",
        gateway6=one.gateway6 or "",
        routes=one.routes,
        roles=one.roles,
    )


def _interfaces(one: HostModel, segments: Mapping[str, SegmentModel]) -> Iterator[Interface]:
    for segment, legs in one.interfaces.items():
        if segment in segments:
            by_range = {leg_range(leg, segments[segment]): leg for leg in reversed(legs)}
            first, second = (
                f"{by_range[range_]}/{range_.partition('/')[2]}" if range_ in by_range else ""
                for range_ in (segments[segment].addresses, segments[segment].addresses6 or "-")
            )
            yield Interface(segment, segment, first, second)


def leg_range(leg: str, segment: SegmentModel) -> str:
    """Which range of a segment an address is meant to lie in: that of its family, or the first."""
    return segment.addresses6 if ":" in leg and segment.addresses6 else segment.addresses
