"""What the site's administrator sets up for all tenants: host aggregates and volume types."""

from collections.abc import Iterator, Mapping

from cloud.kinds.task import SHARED
from zhengyun.estate import Site
from zhengyun.resource import Address, Resource, Value


def resources(site: Site) -> Iterator[Resource]:
    """Volume types and aggregates."""
    for kind in site.volume_types:
        properties: dict[str, Value] = {**dict(sorted(kind.properties.items()))}
        yield Resource(
            Address(site.name, "volumetype", f"{SHARED}/{kind.name}"),
            {"title": kind.title, "properties": properties, "public": kind.public},
        )
    for one in site.aggregates:
        words: dict[str, Value] = {**dict(sorted(one.properties.items()))}
        yield Resource(
            Address(site.name, "aggregate", f"{SHARED}/{one.name}"),
            {
                "name": one.name,
                "zone": one.zone or None,
                "hosts": [*sorted(set(one.hosts))],
                "properties": words,
                "marked": True,
            },
        )


def zones(site: Site) -> Mapping[str, tuple[Address, ...]]:
    """By availability zone, the aggregates that make it."""
    found: dict[str, tuple[Address, ...]] = {}
    for one in site.aggregates:
        if one.zone:
            found[one.zone] = (*found.get(one.zone, ()), Address(site.name, "aggregate", f"{SHARED}/{one.name}"))
    return found
