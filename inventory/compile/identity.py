"""Service users in normal form."""

from collections.abc import Iterator

from inventory.schema.identity import UserModel
from inventory.schema.tenant import TenantFile
from zhengyun.estate import Access, Credential, User


def users(model: TenantFile) -> Iterator[User]:
    """A tenant's service users; what is given twice is given once."""
    for name, one in model.users.items():
        roles, credentials = tuple(sorted(set(one.roles))), tuple(_credentials(one))
        yield User(name, one.title, roles, credentials, one.called, one.description)


def _credentials(user: UserModel) -> Iterator[Credential]:
    for name, one in user.credentials.items():
        roles = user.roles if one.roles is None else one.roles
        access = dict.fromkeys(Access(rule.service, rule.method, rule.path) for rule in one.access or ())
        yield Credential(name, tuple(sorted(set(roles))), one.expires or "", tuple(access))
