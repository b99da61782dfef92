"""Service users: none of them is an administrator, none has more in a credential than by itself, no two have one name."""

from collections.abc import Iterable, Iterator

from inventory import codes
from inventory.checks.names import sites_of
from inventory.files import EstateFiles, Loaded
from inventory.nearest import listed, nearest
from inventory.schema.tenant import TenantFile
from zhengyun.errors import N_, Place, ZhengyunError

# Policies compare the names of roles without regard to case.
ADMINISTRATOR = "admin"


def identity(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every service user that would be an administrator, and every name that is taken twice."""
    for _, tenant in sites_of(files):
        yield from _administrators(tenant)
        yield from _beyond(tenant)
    for site in files.sites.values():
        yield from _taken(site.tenants.values())


def _administrators(tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    for name, user in tenant.model.users.items():
        for position, role in enumerate(user.roles):
            at = ("users", name, "roles", position)
            if role.lower() == ADMINISTRATOR and tenant.knows(*at):
                yield ZhengyunError(codes.NO_ADMINISTRATOR, place=tenant.place(*at), user=name, role=role)


def _beyond(tenant: Loaded[TenantFile]) -> Iterator[ZhengyunError]:
    """A credential has no role that its user does not have."""
    for name, user in tenant.model.users.items():
        for credential, model in user.credentials.items():
            for position, role in enumerate(model.roles or ()):
                at = ("users", name, "credentials", credential, "roles", position)
                if role not in user.roles and tenant.knows(*at) and tenant.knows("users", name, "roles"):
                    yield ZhengyunError(
                        codes.UNKNOWN_REFERENCE,
                        place=tenant.place(*at),
                        what=N_("role of the user"),
                        name=role,
                        legal=listed(sorted(user.roles)),
                        nearest=nearest(role, user.roles),
                    )


def _taken(tenants: Iterable[Loaded[TenantFile]]) -> Iterator[ZhengyunError]:
    """In Keystone a user is called TENANT-NAME: `a-b` of `c` and `a` of `b-c` are one."""
    taken: dict[tuple[str, str], Place] = {}
    for tenant in tenants:
        for name, user in tenant.model.users.items():
            key = (tenant.model.domain or "", user.called or f"{tenant.model.tenant}-{name}")
            place = tenant.place("users", name, of_name=True)
            if key in taken and tenant.knows("domain") and tenant.knows("tenant"):
                yield ZhengyunError(
                    codes.TAKEN_TWICE, place=place, what=N_("service user"), name=key[1], other=taken[key]
                )
            taken.setdefault(key, place)
