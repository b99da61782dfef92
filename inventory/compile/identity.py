"""Service users in normal form."""

from collections.abc import Iterator

from inventory.schema.tenant import TenantFile
from zhengyun.estate import User


def users(model: TenantFile) -> Iterator[User]:
    """A tenant's service users; a role given twice is given once."""
    for name, one in model.users.items():
        yield User(name, one.title, tuple(sorted(set(one.roles))))
