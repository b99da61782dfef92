"""A tenant's project, its quota, its keys and its service users."""

from collections.abc import Iterator

from cloud.wanted.within import Within
from zhengyun.estate import Credential, User
from zhengyun.resource import Resource, Value


def resources(at: Within) -> Iterator[Resource]:
    """What a tenant is, before it has anything."""
    told = at.tenant.project
    project: dict[str, Value] = {
        "name": at.name if told.called is None else told.called,
        "title": at.tenant.title if told.description is None else told.description,
        "domain": at.domain,
        "enabled": True,
        "operated": True,
    }
    yield Resource(at.address("project", at.name), project)
    yield _quota(at)
    for key in at.tenant.keys:
        yield Resource(at.address("key", f"{at.name}/{key.name}"), {"public": key.public})
    for user in at.tenant.users:
        yield from _user(at, user)


def _user(at: Within, user: User) -> Iterator[Resource]:
    path = f"{at.name}/{user.name}"
    attributes: dict[str, Value] = {
        "name": f"{at.name}-{user.name}" if user.called is None else user.called,
        "title": user.title if user.description is None else user.description,
        "domain": at.domain,
        "enabled": True,
    }
    yield Resource(at.address("user", path), attributes)
    for role in user.roles:
        given: dict[str, Value] = {"user": path, "tenant": at.name, "role": role}
        yield Resource(at.address("assignment", f"{path}/{role}"), given)
    for credential in user.credentials:
        yield _credential(at, path, credential)


def _credential(at: Within, path: str, one: Credential) -> Resource:
    attributes: dict[str, Value] = {
        "user": path,
        "tenant": at.name,
        "roles": [f"{path}/{role}" for role in sorted(one.roles)],
        "expires": one.expires or None,
        "access": [
            {"service": rule.service, "method": rule.method, "path": rule.path}
            for rule in sorted(one.access, key=lambda rule: (rule.service, rule.method, rule.path))
        ],
    }
    return Resource(at.address("credential", f"{path}/{one.name}"), attributes)


def _quota(at: Within) -> Resource:
    quota = at.tenant.quota
    values: dict[str, Value] = {name: getattr(quota, name) for name in quota.__dataclass_fields__}
    return Resource(at.address("quota", at.name), {"tenant": at.name, **values, "sealed": True})
