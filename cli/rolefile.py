"""Role files as they are handed in, and as they are written."""

import json
from pathlib import Path

from cli.files import read, write
from governance import codes
from zhengyun.errors import Place, Problems, ZhengyunError
from zhengyun.fields import MisreadError
from zhengyun.rolefile import RoleFile


def load(file: str) -> RoleFile:
    """Read a role file.

    Raises: ZhengyunError (ZY-CLI-006, ZY-GOV-016), Problems (ZY-GOV-042, each with its place in the file).
    """
    try:
        return RoleFile.read(json.loads(read(Path(file))))
    except MisreadError as error:
        raise misread(file, error) from error
    except (ValueError, RecursionError) as error:
        problem = f"{type(error).__name__}: {error}"
        raise ZhengyunError(codes.ROLES_UNREADABLE, place=Place(file), file=file, problem=problem) from error


def misread(file: str, error: MisreadError) -> Problems:
    """Everything that is wrong with a role file, each with its place in it."""
    return Problems(
        tuple(
            ZhengyunError(codes.ROLES_FAULT, place=Place(file), file=file, where=one.place or "-", what=one.problem)
            for one in error.faults
        )
    )


def save(file: str, roles: RoleFile) -> None:
    """Write a role file as people read it.

    Raises: ZhengyunError (ZY-CLI-006).
    """
    write(Path(file), json.dumps(roles.document(), ensure_ascii=False, indent=2).encode() + b"\n")
