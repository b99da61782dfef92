"""The environment that holds OpenBao: made from its lock, once for all checkouts of one user."""

from pathlib import Path
from typing import Final

from lab import codes, environment, locked
from lab.place import Place
from lab.progress import Tell
from zhengyun.errors import N_

LOCK: Final = environment.LOCKS / "vault.txt"


def ensure(place: Place, tell: Tell) -> Path:
    """The program; about 60 MB are downloaded the first time, nothing afterwards.

    Raises: ZhengyunError ZY-LAB-001 where the machine lacks something, ZY-LAB-011 where the cache cannot be written,
        ZY-LAB-040 where installing failed.
    """
    text = N_("the vault's environment: {line}")
    return locked.ensure(place, tell, LOCK, "openbao", text, codes.VAULT_NOT_INSTALLED).parent / "bao"
