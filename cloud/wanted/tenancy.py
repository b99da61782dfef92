"""A tenant's project, its quota and its keys."""

from collections.abc import Iterator

from cloud.wanted.within import Within
from zhengyun.resource import Resource, Value


def resources(at: Within) -> Iterator[Resource]:
    """What a tenant is, before it has anything."""
    told = at.tenant.project
    project: dict[str, Value] = {
        "name": at.name if told.called is None else told.called,
        "title": at.tenant.title if told.description is None else told.description,
        "enabled": True,
        "operated": True,
    }
    yield Resource(at.address("project", at.name), project)
    yield _quota(at)
    for key in at.tenant.keys:
        yield Resource(at.address("key", f"{at.name}/{key.name}"), {"public": key.public})


def _quota(at: Within) -> Resource:
    quota = at.tenant.quota
    values: dict[str, Value] = {name: getattr(quota, name) for name in quota.__dataclass_fields__}
    return Resource(at.address("quota", at.name), {"tenant": at.name, **values, "sealed": True})
