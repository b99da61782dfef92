"""An environment that a lock names: made once for all checkouts of one user, with what goes wrong told in the lab's words."""

import os
from collections.abc import Mapping
from pathlib import Path

from lab import codes, environment
from lab.place import Place, cache
from lab.progress import Progress, Tell
from zhengyun.errors import Code, ZhengyunError


def ensure(
    place: Place, tell: Tell, lock: Path, name: str, text: str, failing: Code, variables: Mapping[str, str] = os.environ
) -> Path:
    """The environment's Python; made where it is not there yet. `text` tells of a `{line}` of the installer's.

    Raises: ZhengyunError ZY-LAB-001 where the machine lacks something, ZY-LAB-011 where the cache cannot be written,
        `failing` where installing failed.
    """
    directory = cache(variables, place.root) / f"{name}-{environment.digest([lock])[:12]}"

    def say(line: str) -> None:
        tell(Progress("", text, {"line": line}, 0, 0))

    try:
        return environment.ensure(directory, [lock], say=say)
    except environment.PrerequisiteMissing as missing:
        raise ZhengyunError(codes.PREREQUISITE, missing=missing) from missing
    except environment.FailedError as failed:
        raise ZhengyunError(failing, command=failed.cmd[0], status=failed.returncode, lines=failed.output) from failed
    except OSError as failed:
        raise ZhengyunError(codes.NOT_WRITABLE, path=directory, problem=failed.strerror) from failed
