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
            name: Segment(name, one.addresses, one.management, one.border, one.rate or 0)
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
            (address for at, address in one.interfaces.items() if at in segments and segments[at].management), ""
        ),
        port=one.port,
        key=one.key or "",
        interfaces=tuple(_interfaces(one, segments)),
        gateway=one.gateway or "",
        roles=one.roles,
    )


def _interfaces(one: HostModel, segments: Mapping[str, SegmentModel]) -> Iterator[Interface]:
    for segment, address in one.interfaces.items():
        if segment in segments:
            bits = segments[segment].addresses.partition("/")[2]
            yield Interface(segment, segment, f"{address}/{bits}")
