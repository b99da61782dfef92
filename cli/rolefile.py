"""Role files as they are handed in."""

import json
from pathlib import Path

from cli.files import read
from governance import codes
from zhengyun.errors import Place, ZhengyunError
from zhengyun.people import RoleFile


def load(file: str) -> RoleFile:
    """Read a role file.

    Raises: ZhengyunError (ZY-CLI-006, ZY-GOV-016).
    """
    try:
        return RoleFile.read(json.loads(read(Path(file))))
    except (ValueError, KeyError, TypeError) as error:
        problem = f"{type(error).__name__}: {error}"
        raise ZhengyunError(codes.ROLES_UNREADABLE, place=Place(file), file=file, problem=problem) from error
