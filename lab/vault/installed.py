"""The environment that holds OpenBao: made from its lock, once for all checkouts of one user."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lab import codes, environment
from lab.place import Place, cache
from lab.progress import Progress, Tell
from zhengyun.errors import N_, ZhengyunError

LOCK: Final = environment.LOCKS / "vault.txt"


def ensure(place: Place, tell: Tell, variables: Mapping[str, str] = os.environ) -> Path:
    """The program; about 60 MB are downloaded the first time, nothing afterwards.

    Raises: ZhengyunError ZY-LAB-001 where the machine lacks something, ZY-LAB-011 where the cache cannot be written,
        ZY-LAB-040 where installing failed.
    """
    directory = cache(variables, place.root) / f"openbao-{environment.digest([LOCK])[:12]}"

    def say(line: str) -> None:
        tell(Progress("", N_("the vault's environment: {line}"), {"line": line}, 0, 0))

    try:
        python = environment.ensure(directory, [LOCK], say=say)
    except environment.PrerequisiteMissing as missing:
        raise ZhengyunError(codes.PREREQUISITE, missing=missing) from missing
    except environment.FailedError as failed:
        raise ZhengyunError(
            codes.VAULT_NOT_INSTALLED, command=failed.cmd[0], status=failed.returncode, lines=failed.output
        ) from failed
    except OSError as failed:
        raise ZhengyunError(codes.NOT_WRITABLE, path=directory, problem=failed.strerror) from failed
    return python.parent / "bao"
