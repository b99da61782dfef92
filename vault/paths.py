"""At which paths of the vault a thing of its configuration is written: whoever did something there has done it to that thing."""

from collections.abc import Callable, Mapping
from typing import Final

from vault.things import name_of
from zhengyun.estate.vault import ALIAS, ENTITY, ENTRANCE, GROUP, KEY, MOUNT, NAMESPACE, POLICY, SIGNING, TOKENS
from zhengyun.resource import Address

WRITTEN: Final = frozenset({"create", "update", "patch", "delete"})
"""What changes something, as the audit log calls it."""

Paths = Callable[[str, str], tuple[str, ...]]


def _signing(name: str, _id: str) -> tuple[str, ...]:
    mount, _, role = name.partition("/")
    return (f"{mount}/roles/{role}",)


PATHS: Final[Mapping[str, Paths]] = {
    POLICY: lambda name, _: (f"sys/policies/acl/{name}", f"sys/policy/{name}"),
    ENTRANCE: lambda name, _: (f"sys/auth/{name}",),
    KEY: lambda name, _: (f"auth/{name}/config", f"auth/{name}/role"),
    ENTITY: lambda name, id_: (f"identity/entity/name/{name}", f"identity/entity/id/{id_}"),
    ALIAS: lambda _, id_: (f"identity/entity-alias/id/{id_}",),
    GROUP: lambda name, id_: (f"identity/group/name/{name}", f"identity/group/id/{id_}"),
    MOUNT: lambda name, _: (f"sys/mounts/{name}", f"{name}/config"),
    SIGNING: _signing,
    TOKENS: lambda name, _: (f"auth/token/roles/{name}",),
    NAMESPACE: lambda name, _: (f"sys/namespaces/{name}",),
}


def concerns(path: str, where: Address, identifier: str = "") -> bool:
    """Whether something that was written at a path was done to this thing, whose identifier the vault has given.

    What is below a path of its own is part of it; an entity's own word for itself, where none is known, is nobody's.
    """
    roots = PATHS[where.kind](name_of(where), identifier or "-")
    return any(path == root or path.startswith(f"{root}/") for root in roots)
